import { Grid, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { ReconnectBanner } from '../channels/ReconnectBanner.tsx'
import { OrderTable } from '../orders/OrdersPage.tsx'
import { BestSellers, Breakdown, TopCustomers } from './Breakdown.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { Growth } from './Growth.tsx'
import { LowStockList } from './LowStockList.tsx'
import classes from './Overview.module.css'
import { RevenueByDay, RevenueByMonth } from './RevenueCharts.tsx'
import { type Period, periods, type Stats, statsQuery } from './stats.ts'

export function OverviewPage() {
  const { t } = useTranslation()
  const user = useUser()
  const { can } = usePermissions()
  return (
    <>
      <PageHeader
        title={t('overview.greeting', { name: user.display_name })}
        description={t('overview.text', { workspace: user.workspace.name })}
      />
      <Stack gap="lg">
        {can('integrations:manage') && <ReconnectBanner away />}
        <FirstSteps />
        {can('reports:read') && <Figures />}
      </Stack>
    </>
  )
}

function Figures() {
  const { t } = useTranslation('overview')
  const { number } = useFormat()
  const errorText = useErrorText()
  const [period, setPeriod] = useState<Period>(30)
  const stats = useQuery(statsQuery(useApi(), period))

  if (stats.isError && !stats.data) {
    return <ErrorState text={errorText(stats.error)} onRetry={() => void stats.refetch()} />
  }
  return (
    <Stack component="section" aria-busy={stats.isFetching} aria-label={t('title')}>
      <SegmentedControl
        aria-label={t('period.label')}
        className={classes.period}
        value={String(period)}
        onChange={(value) => setPeriod(periods.find((one) => String(one) === value) ?? 30)}
        data={periods.map((one) => ({
          value: String(one),
          label: t('period.days', { count: one, n: number(one) }),
        }))}
      />
      {stats.data ? <Board stats={stats.data} /> : <LoadingBoard />}
    </Stack>
  )
}

function LoadingBoard() {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 3, lg: 6 }} spacing="sm">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} height={96} radius="lg" />
        ))}
      </SimpleGrid>
      <Skeleton height={300} radius="lg" />
    </Stack>
  )
}

function Board({ stats }: { stats: Stats }) {
  const { t } = useTranslation('overview')
  const { money, roundedMoney, number } = useFormat()
  const { overview } = stats
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm">
        <Tile label={t('tiles.revenue')} value={money(overview.totalRevenue)}>
          <Growth percent={overview.revenueGrowth} />
        </Tile>
        <Tile label={t('tiles.orders')} value={number(overview.totalOrders)}>
          <Growth percent={overview.ordersGrowth} />
        </Tile>
        <Tile label={t('tiles.average')} value={roundedMoney(overview.avgOrderValue)} />
        <Tile label={t('tiles.customers')} value={number(overview.totalCustomers)} />
        <Tile label={t('tiles.products')} value={number(overview.totalProducts)} />
        <Tile label={t('tiles.low')} value={number(overview.lowStockProducts)} />
      </SimpleGrid>
      <RevenueByDay days={stats.revenueByDay} />
      <RevenueByMonth months={stats.revenueByMonth} />
      <Breakdown stats={stats} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <BestSellers products={stats.topProducts} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <TopCustomers customers={stats.topCustomers} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Card
            title={t('low.title')}
            action={
              <LinkAnchor to="/inventory" search={{ tab: 'low' }} size="sm">
                {t('more')}
              </LinkAnchor>
            }
          >
            <LowStockList />
          </Card>
        </Grid.Col>
      </Grid>
      <LatestOrders orders={stats.recentOrders} />
    </>
  )
}

function LatestOrders({ orders }: { orders: Stats['recentOrders'] }) {
  const { t } = useTranslation('overview')
  const { can } = usePermissions()
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('latest.title')}
        </Title>
        <LinkAnchor to="/orders" size="sm">
          {t('more')}
        </LinkAnchor>
      </Group>
      <OrderTable
        label={t('latest.title')}
        rows={orders}
        empty={
          <Stack align="center" p="lg">
            <Text c="dimmed">{t('latest.none')}</Text>
            {can('orders:write') && (
              <LinkButton to="/orders/new" variant="light">
                {t('latest.new')}
              </LinkButton>
            )}
          </Stack>
        }
      />
    </Stack>
  )
}

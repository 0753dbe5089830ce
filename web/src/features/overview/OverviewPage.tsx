import { Grid, Group, Paper, SegmentedControl, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { OrderTable } from '../orders/OrdersPage.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { Growth } from './Growth.tsx'
import { LowStockList } from './LowStockList.tsx'
import classes from './Overview.module.css'
import { type Period, periods, type Stats, statsQuery } from './stats.ts'

const RevenueChart = lazy(() => import('./RevenueChart.tsx'))
const BestSellersChart = lazy(() => import('./BestSellersChart.tsx'))

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
        data={periods.map((one) => ({ value: String(one), label: t('period.days', { n: number(one) }) }))}
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
  const { money, number } = useFormat()
  const { can } = usePermissions()
  const { overview } = stats
  const tiles = [
    { label: t('tiles.revenue'), value: money(overview.totalRevenue), growth: overview.revenueGrowth },
    { label: t('tiles.orders'), value: number(overview.totalOrders), growth: overview.ordersGrowth },
    { label: t('tiles.average'), value: money(overview.avgOrderValue) },
    { label: t('tiles.customers'), value: number(overview.totalCustomers) },
    { label: t('tiles.products'), value: number(overview.totalProducts) },
    { label: t('tiles.low'), value: number(overview.lowStockProducts) },
  ]
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm">
        {tiles.map(({ label, value, growth }) => (
          <Paper key={label} p="md" className={classes.card}>
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            <Text fw={650} className={classes.figure}>
              <bdi>{value}</bdi>
            </Text>
            {growth !== undefined && <Growth percent={growth} />}
          </Paper>
        ))}
      </SimpleGrid>
      <Card title={t('revenue.title')} note={t('revenue.note')}>
        <Suspense fallback={<Skeleton height={260} />}>
          <RevenueChart days={stats.revenueByDay} />
        </Suspense>
      </Card>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Card title={t('best.title')}>
            {stats.topProducts.length === 0 ? (
              <Text c="dimmed" size="sm">
                {t('best.none')}
              </Text>
            ) : (
              <Suspense fallback={<Skeleton height={260} />}>
                <BestSellersChart products={stats.topProducts} />
              </Suspense>
            )}
          </Card>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
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
          rows={stats.recentOrders}
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
    </>
  )
}

type CardProps = { title: string; note?: string; action?: React.ReactNode; children: React.ReactNode }

function Card({ title, note, action, children }: CardProps) {
  return (
    <Paper component="section" p="md" className={classes.card}>
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </Paper>
  )
}

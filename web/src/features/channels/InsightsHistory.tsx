import { SimpleGrid, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { ChartCard } from '../../ui/ChartCard.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { insightsHistoryQuery, type MetricName } from './api.ts'
import { ChannelFailure } from './ChannelFailure.tsx'
import { useMetricTexts } from './metric-texts.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx'))

const shownMetrics = ['followers', 'likes', 'views', 'engagements'] as const satisfies MetricName[]

type KnownDay = { date: string; value: number }

/** How the figures of an account went over the last 30 days, as kept at each day's synchronisation. */
export function InsightsHistory({ account }: { account: { id: number } }) {
  const { t } = useTranslation('channels')
  const { data: days, error } = useQuery(insightsHistoryQuery(useApi(), account.id))
  if (error && !days) return <ChannelFailure error={error} />
  if (!days) return <Skeleton height={260} radius="lg" />
  return (
    <>
      <Title order={3} size="h5">
        {t('insights.history')}
      </Title>
      {days.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('insights.noHistory')}
        </Text>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          {shownMetrics.map((name) => (
            <MetricHistory
              key={name}
              name={name}
              days={days.flatMap(({ date, metrics }) => {
                const value = metrics[name]
                return typeof value === 'number' ? [{ date, value }] : []
              })}
            />
          ))}
        </SimpleGrid>
      )}
    </>
  )
}

function MetricHistory({ name, days }: { name: MetricName; days: KnownDay[] }) {
  const { t } = useTranslation('channels')
  const { date, shortDay, number } = useFormat()
  const { nameOf, figure } = useMetricTexts()
  const latest = days.at(-1)
  if (!latest) {
    return (
      <Card title={nameOf(name)}>
        <Text>–</Text>
        <Text size="xs" c="dimmed">
          {t('insights.unknown')}
        </Text>
      </Card>
    )
  }
  const columns: Column<KnownDay>[] = [
    {
      key: 'day',
      header: t('insights.day'),
      primary: true,
      render: (day) => <bdi>{date(day.date)}</bdi>,
    },
    {
      key: 'value',
      header: nameOf(name),
      align: 'end',
      render: (day) => <bdi>{figure(name, day.value)}</bdi>,
    },
  ]
  return (
    <ChartCard
      title={nameOf(name)}
      chart={
        <TimeChart
          label={t('insights.summary', { metric: nameOf(name), figure: figure(name, latest.value) })}
          series={nameOf(name)}
          points={days.map((day) => ({
            tick: shortDay(day.date),
            name: date(day.date),
            value: day.value,
          }))}
          show={(value) => figure(name, value)}
          showShort={(value) => number(value, { notation: 'compact' })}
          whole
          height={200}
        />
      }
      table={<DataTable label={nameOf(name)} columns={columns} rows={days} rowKey={(day) => day.date} />}
    />
  )
}

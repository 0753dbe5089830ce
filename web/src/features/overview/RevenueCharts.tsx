import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { ChartCard } from '../../ui/ChartCard.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { useUnits } from '../reports/useUnits.ts'
import type { Stats } from './stats.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx'))

type Day = Stats['revenueByDay'][number]
type Month = Stats['revenueByMonth'][number]

/** Revenue of completed orders on each day of the period. */
export function RevenueByDay({ days }: { days: Day[] }) {
  const { t } = useTranslation('overview')
  const { money, compactMoney, date, shortDay } = useFormat()
  const total = days.reduce((sum, { revenue }) => sum + revenue, 0)
  const columns: Column<Day>[] = [
    {
      key: 'day',
      header: t('revenue.day'),
      primary: true,
      render: (row) => <bdi>{date(row.date)}</bdi>,
    },
    {
      key: 'revenue',
      header: t('tiles.revenue'),
      align: 'end',
      render: (row) => <Money amount={row.revenue} />,
    },
  ]
  return (
    <ChartCard
      title={t('revenue.title')}
      note={t('revenue.note')}
      chart={
        <TimeChart
          label={t('revenue.summary', { total: money(total) })}
          series={t('tiles.revenue')}
          points={days.map((day) => ({
            tick: shortDay(day.date),
            name: date(day.date),
            value: day.revenue,
          }))}
          show={money}
          showShort={compactMoney}
        />
      }
      table={
        <DataTable label={t('revenue.title')} columns={columns} rows={days} rowKey={(row) => row.date} />
      }
    />
  )
}

/** Revenue of completed orders in each of the last twelve months. */
export function RevenueByMonth({ months }: { months: Month[] }) {
  const { t } = useTranslation('overview')
  const { money, compactMoney, month } = useFormat()
  const units = useUnits()
  const total = months.reduce((sum, { revenue }) => sum + revenue, 0)
  const columns: Column<Month>[] = [
    {
      key: 'month',
      header: t('months.month'),
      primary: true,
      render: (row) => <bdi>{month(row.month)}</bdi>,
    },
    {
      key: 'orders',
      header: t('tiles.orders'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.order_count)}</bdi>,
    },
    {
      key: 'revenue',
      header: t('tiles.revenue'),
      align: 'end',
      render: (row) => <Money amount={row.revenue} />,
    },
  ]
  return (
    <ChartCard
      title={t('months.title')}
      note={t('months.note')}
      chart={
        <TimeChart
          label={t('months.summary', { total: money(total) })}
          series={t('tiles.revenue')}
          points={months.map((one) => ({
            tick: month(one.month),
            name: month(one.month),
            value: one.revenue,
          }))}
          show={money}
          showShort={compactMoney}
          height={220}
        />
      }
      table={
        <DataTable label={t('months.title')} columns={columns} rows={months} rowKey={(row) => row.month} />
      }
    />
  )
}

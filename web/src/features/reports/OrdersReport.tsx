import { Grid } from '@mantine/core'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { ChartCard } from '../../ui/ChartCard.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { ShareBars } from '../../ui/ShareBars.tsx'
import { useOrderStatusLabel } from '../orders/labels.ts'
import { type OrdersReport as Orders, overDays } from './api.ts'
import { ReportFrame, Summary } from './ReportFrame.tsx'
import { CsvButton } from './ReportTable.tsx'
import { type Days, periodsOf } from './ranges.ts'
import { usePeriodNames } from './usePeriodNames.ts'
import { useUnits } from './useUnits.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx'))

type DayRow = Orders['orders_by_day'][number]

/** All orders, by status and day. */
export function OrdersReport({ days }: { days: Days }) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney } = useFormat()
  const units = useUnits()
  const statusLabel = useOrderStatusLabel()
  const source = overDays('orders', days)
  const title = t('titles.byStatus')
  return (
    <ReportFrame<Orders> source={source} isEmpty={({ summary }) => summary.total_orders === 0}>
      {({ summary, orders_by_status, orders_by_day }) => (
        <>
          <Summary
            figures={[
              [t('figures.placed'), units.orders(summary.total_orders)],
              [t('figures.open'), units.orders(summary.open_orders)],
              [t('figures.completed'), units.orders(summary.completed_orders)],
              [t('figures.cancelled'), units.orders(summary.cancelled_orders)],
              [t('figures.returned'), units.orders(summary.returned_orders)],
              [t('figures.revenue'), money(summary.total_revenue)],
              [t('figures.average'), roundedMoney(summary.avg_order_value)],
            ]}
          />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <ByDay rows={orders_by_day} days={days} total={summary.total_orders} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <Card
                title={title}
                action={<CsvButton title={title} source={source} table="orders_by_status" />}
              >
                <ShareBars
                  label={title}
                  percent
                  shares={orders_by_status.map((row) => ({
                    key: row.status,
                    label: statusLabel(row.status),
                    amount: row.count,
                    figure: units.orders(row.count),
                    detail: money(row.amount),
                  }))}
                />
              </Card>
            </Grid.Col>
          </Grid>
        </>
      )}
    </ReportFrame>
  )
}

function ByDay({ rows, days, total }: { rows: DayRow[]; days: Days; total: number }) {
  const { t } = useTranslation('reports')
  const { number } = useFormat()
  const names = usePeriodNames('day')
  const units = useUnits()
  const title = t('titles.ordersByDay')
  const found = new Map(rows.map((row) => [row.date, row]))
  const columns: Column<DayRow>[] = [
    {
      key: 'day',
      header: t('columns.period.day'),
      primary: true,
      render: (row) => <bdi>{names.full(row.date)}</bdi>,
    },
    {
      key: 'orders',
      header: t('columns.placed'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.order_count)}</bdi>,
    },
    {
      key: 'completed',
      header: t('columns.completed'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.completed_orders)}</bdi>,
    },
    {
      key: 'revenue',
      header: t('columns.revenue'),
      align: 'end',
      render: (row) => <Money amount={row.revenue} />,
    },
  ]
  return (
    <ChartCard
      title={title}
      action={<CsvButton title={title} source={overDays('orders', days)} table="orders_by_day" />}
      chart={
        <TimeChart
          label={t('chart.sum', { title, total: units.orders(total) })}
          series={t('columns.placed')}
          points={periodsOf(days, 'day').map((day) => ({
            tick: names.short(day),
            name: names.full(day),
            value: found.get(day)?.order_count ?? 0,
          }))}
          show={units.orders}
          showShort={(value) => number(value)}
          whole
        />
      }
      table={<DataTable label={title} columns={columns} rows={rows} rowKey={(row) => row.date} />}
    />
  )
}

import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { ChartCard } from '../../ui/ChartCard.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { overDays, type SalesReport as Sales } from './api.ts'
import { useCustomerColumns, useProductColumns } from './columns.tsx'
import { ReportFrame, Summary } from './ReportFrame.tsx'
import { CsvButton, ReportTable } from './ReportTable.tsx'
import { type Days, type Grouping, periodsOf } from './ranges.ts'
import { usePeriodNames } from './usePeriodNames.ts'
import { useUnits } from './useUnits.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx'))

type SalesRow = Sales['sales'][number]

/** Completed orders over time, with the best products and customers. */
export function SalesReport({ days, grouping }: { days: Days; grouping: Grouping }) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney } = useFormat()
  const units = useUnits()
  const productColumns = useProductColumns()
  const customerColumns = useCustomerColumns()
  const source = overDays('sales', days, { group_by: grouping })
  return (
    <ReportFrame<Sales> source={source} isEmpty={({ sales }) => sales.length === 0}>
      {({ sales, top_products, top_customers }) => {
        const revenue = sales.reduce((sum, row) => sum + row.revenue, 0)
        const orders = sales.reduce((sum, row) => sum + row.order_count, 0)
        const best = sales.reduce((one, row) => (row.revenue > one.revenue ? row : one))
        return (
          <>
            <Summary
              figures={[
                [t('figures.revenue'), money(revenue)],
                [t('figures.completed'), units.orders(orders)],
                [t('figures.average'), roundedMoney(orders === 0 ? 0 : revenue / orders)],
                [t(`figures.best.${grouping}`), money(best.revenue)],
              ]}
            />
            <Revenue sales={sales} days={days} grouping={grouping} revenue={revenue} />
            <ReportTable
              title={t('titles.topProducts')}
              file={{ source, table: 'top_products' }}
              columns={productColumns}
              rows={top_products}
              rowKey={(row) => row.id}
            />
            <ReportTable
              title={t('titles.topCustomers')}
              file={{ source, table: 'top_customers' }}
              columns={customerColumns}
              rows={top_customers}
              rowKey={(row) => row.id}
            />
          </>
        )
      }}
    </ReportFrame>
  )
}

type RevenueProps = { sales: SalesRow[]; days: Days; grouping: Grouping; revenue: number }

function Revenue({ sales, days, grouping, revenue }: RevenueProps) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney, compactMoney } = useFormat()
  const names = usePeriodNames(grouping)
  const units = useUnits()
  const title = t(`titles.revenueBy.${grouping}`)
  const found = new Map(sales.map((row) => [row.period, row]))
  const columns: Column<SalesRow>[] = [
    {
      key: 'period',
      header: t(`columns.period.${grouping}`),
      primary: true,
      render: (row) => <bdi>{names.full(row.period)}</bdi>,
    },
    {
      key: 'orders',
      header: t('columns.completed'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.order_count)}</bdi>,
    },
    {
      key: 'customers',
      header: t('columns.customers'),
      align: 'end',
      render: (row) => <bdi>{units.customers(row.unique_customers)}</bdi>,
    },
    {
      key: 'average',
      header: t('columns.average'),
      align: 'end',
      render: (row) => <bdi>{roundedMoney(row.avg_order_value)}</bdi>,
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
      note={t('notes.completed')}
      action={
        <CsvButton title={title} source={overDays('sales', days, { group_by: grouping })} table="sales" />
      }
      chart={
        <TimeChart
          label={t('chart.sum', { title, total: money(revenue) })}
          series={t('columns.revenue')}
          points={periodsOf(days, grouping).map((period) => ({
            tick: names.short(period),
            name: names.full(period),
            value: found.get(period)?.revenue ?? 0,
          }))}
          show={money}
          showShort={compactMoney}
        />
      }
      table={<DataTable label={title} columns={columns} rows={sales} rowKey={(row) => row.period} />}
    />
  )
}

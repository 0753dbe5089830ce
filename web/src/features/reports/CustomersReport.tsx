import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { ChartCard } from '../../ui/ChartCard.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { type CustomersReport as Customers, overDays } from './api.ts'
import { useCustomerColumns } from './columns.tsx'
import { ReportFrame, Summary } from './ReportFrame.tsx'
import { CsvButton, ReportTable } from './ReportTable.tsx'
import { type Days, periodsOf } from './ranges.ts'
import { usePeriodNames } from './usePeriodNames.ts'
import { useUnits } from './useUnits.ts'

const TimeChart = lazy(() => import('../../ui/charts/TimeChart.tsx'))

/** Who came and who bought. */
export function CustomersReport({ days }: { days: Days }) {
  const { t } = useTranslation('reports')
  const { number } = useFormat()
  const names = usePeriodNames('day')
  const units = useUnits()
  const columns = useCustomerColumns()
  const source = overDays('customers', days)
  const title = t('titles.newCustomers')
  return (
    <ReportFrame<Customers>
      source={source}
      isEmpty={({ summary }) => summary.new_customers === 0 && summary.active_customers === 0}
    >
      {({ summary, top_customers, new_customers_by_day }) => {
        const found = new Map(new_customers_by_day.map((row) => [row.date, row.count]))
        return (
          <>
            <Summary
              figures={[
                [t('figures.newCustomers'), units.customers(summary.new_customers)],
                [t('figures.active'), units.customers(summary.active_customers)],
                [t('figures.returning'), units.customers(summary.returning_customers)],
                [t('figures.allCustomers'), units.customers(summary.total_customers)],
              ]}
            />
            <ReportTable
              title={t('titles.topCustomers')}
              file={{ source, table: 'top_customers' }}
              columns={columns}
              rows={top_customers}
              rowKey={(row) => row.id}
            />
            <ChartCard
              title={title}
              action={<CsvButton title={title} source={source} table="new_customers_by_day" />}
              chart={
                <TimeChart
                  label={t('chart.sum', { title, total: units.customers(summary.new_customers) })}
                  series={t('figures.newCustomers')}
                  points={periodsOf(days, 'day').map((day) => ({
                    tick: names.short(day),
                    name: names.full(day),
                    value: found.get(day) ?? 0,
                  }))}
                  show={units.customers}
                  showShort={(value) => number(value)}
                  whole
                />
              }
              table={
                <DataTable
                  label={title}
                  columns={[
                    {
                      key: 'day',
                      header: t('columns.period.day'),
                      primary: true,
                      render: (row) => <bdi>{names.full(row.date)}</bdi>,
                    },
                    {
                      key: 'count',
                      header: t('figures.newCustomers'),
                      align: 'end',
                      render: (row) => <bdi>{units.customers(row.count)}</bdi>,
                    },
                  ]}
                  rows={new_customers_by_day}
                  rowKey={(row) => row.date}
                />
              }
            />
          </>
        )
      }}
    </ReportFrame>
  )
}

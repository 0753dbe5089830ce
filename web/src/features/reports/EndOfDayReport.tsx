import { Grid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { ShareBars } from '../../ui/ShareBars.tsx'
import { usePaymentMethodLabel } from '../orders/labels.ts'
import { type EndOfDayReport as EndOfDay, ofDay } from './api.ts'
import { useProductColumns } from './columns.tsx'
import { ReportFrame, Summary } from './ReportFrame.tsx'
import { CsvButton, ReportTable } from './ReportTable.tsx'
import { useUnits } from './useUnits.ts'

type SellerRow = EndOfDay['by_seller'][number]

/** What a shop looks at when it closes: the orders of one day, what is paid, and who sold. */
export function EndOfDayReport({ day }: { day: string }) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney } = useFormat()
  const units = useUnits()
  const methodLabel = usePaymentMethodLabel()
  const productColumns = useProductColumns()
  const sellerColumns = useSellerColumns()
  const source = ofDay(day)
  const title = t('titles.byPayment')
  return (
    <ReportFrame<EndOfDay> source={source} isEmpty={({ summary }) => summary.total_orders === 0}>
      {({ summary, by_payment_method, by_seller, top_products }) => (
        <>
          <Summary
            figures={[
              [t('figures.revenue'), money(summary.total_revenue)],
              [t('figures.paid'), money(summary.paid_amount)],
              [t('figures.unpaid'), money(summary.unpaid_amount)],
              [t('figures.average'), roundedMoney(summary.avg_order_value)],
              [t('figures.placed'), units.orders(summary.total_orders)],
              [t('figures.open'), units.orders(summary.open_orders)],
              [t('figures.completed'), units.orders(summary.completed_orders)],
              [t('figures.cancelled'), units.orders(summary.cancelled_orders)],
              [t('figures.returned'), units.orders(summary.returned_orders)],
              [t('figures.sold'), units.pieces(summary.items_sold)],
              [t('figures.shipping'), money(summary.total_shipping)],
              [t('figures.discounts'), money(summary.total_discounts)],
            ]}
          />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, lg: 5 }}>
              <Card
                title={title}
                note={t('notes.completed')}
                action={<CsvButton title={title} source={source} table="by_payment_method" />}
              >
                {by_payment_method.length === 0 && t('empty.completed')}
                <ShareBars
                  label={title}
                  shares={by_payment_method.map((row) => ({
                    key: row.payment_method,
                    label: methodLabel(row.payment_method),
                    amount: row.revenue,
                    figure: money(row.revenue),
                    detail: t('paidOf', { amount: money(row.paid_amount) }),
                  }))}
                />
              </Card>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 7 }}>
              <ReportTable
                title={t('titles.bySeller')}
                file={{ source, table: 'by_seller' }}
                columns={sellerColumns}
                rows={by_seller}
                rowKey={(row) => row.seller_id ?? 0}
              />
            </Grid.Col>
          </Grid>
          {top_products.length > 0 && (
            <ReportTable
              title={t('titles.topProducts')}
              file={{ source, table: 'top_products' }}
              columns={productColumns}
              rows={top_products}
              rowKey={(row) => row.id}
            />
          )}
        </>
      )}
    </ReportFrame>
  )
}

function useSellerColumns(): Column<SellerRow>[] {
  const { t } = useTranslation('reports')
  const units = useUnits()
  return [
    {
      key: 'seller',
      header: t('columns.seller'),
      primary: true,
      render: (row) => <bdi>{row.seller_name ?? t('noSeller')}</bdi>,
    },
    {
      key: 'placed',
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
}

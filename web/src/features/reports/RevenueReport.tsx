import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { ShareBars } from '../../ui/ShareBars.tsx'
import { usePaymentMethodLabel } from '../orders/labels.ts'
import { overDays, type RevenueReport as Revenue } from './api.ts'
import { ReportFrame, Summary } from './ReportFrame.tsx'
import { CsvButton } from './ReportTable.tsx'
import type { Days } from './ranges.ts'
import { useUnits } from './useUnits.ts'

/** What completed orders brought and how they were paid. */
export function RevenueReport({ days }: { days: Days }) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney } = useFormat()
  const units = useUnits()
  const methodLabel = usePaymentMethodLabel()
  const source = overDays('revenue', days)
  const title = t('titles.byPayment')
  return (
    <ReportFrame<Revenue> source={source} isEmpty={({ summary }) => summary.total_orders === 0}>
      {({ summary, by_payment_method }) => (
        <>
          <Summary
            figures={[
              [t('figures.revenue'), money(summary.total_revenue)],
              [t('figures.completed'), units.orders(summary.total_orders)],
              [t('figures.average'), roundedMoney(summary.avg_order_value)],
              [t('figures.shipping'), money(summary.total_shipping)],
              [t('figures.discounts'), money(summary.total_discounts)],
            ]}
          />
          <Card
            title={title}
            note={t('notes.completed')}
            action={<CsvButton title={title} source={source} table="by_payment_method" />}
          >
            <ShareBars
              label={title}
              percent
              shares={by_payment_method.map((row) => ({
                key: row.payment_method,
                label: methodLabel(row.payment_method),
                amount: row.revenue,
                figure: money(row.revenue),
                detail: units.orders(row.order_count),
              }))}
            />
          </Card>
        </>
      )}
    </ReportFrame>
  )
}

import '@mantine/charts/styles.layer.css'
import { AreaChart } from '@mantine/charts'
import { useDirection } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { shortDay } from './short-day.ts'
import type { Stats } from './stats.ts'

/** Revenue of delivered orders by day. Time runs in reading direction. */
export default function RevenueChart({ days }: { days: Stats['revenueByDay'] }) {
  const { t } = useTranslation('overview')
  const { compactMoney, money, date, locale } = useFormat()
  const { dir } = useDirection()
  const rtl = dir === 'rtl'
  const total = days.reduce((sum, { revenue }) => sum + revenue, 0)
  return (
    <div role="img" aria-label={t('revenue.summary', { total: money(total) })} dir="ltr">
      <AreaChart
        h={260}
        data={days}
        dataKey="date"
        series={[{ name: 'revenue', label: t('revenue.title'), color: 'harbour.6' }]}
        curveType="monotone"
        withDots={days.length <= 31}
        valueFormatter={(value) => money(value)}
        xAxisProps={{ reversed: rtl, tickFormatter: (day: string) => shortDay(locale, day), minTickGap: 24 }}
        yAxisProps={{
          orientation: rtl ? 'right' : 'left',
          tick: { transform: `translate(${rtl ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
          width: 72,
          tickFormatter: (value: number) => compactMoney(value),
        }}
        tooltipProps={{ labelFormatter: (day) => date(String(day)) }}
      />
    </div>
  )
}

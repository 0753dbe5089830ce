import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { useDirection } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Stats } from './stats.ts'

function shortened(name: string, length: number): string {
  const letters = [...name]
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : name
}

/** The best-selling products by pieces. */
export default function BestSellersChart({ products }: { products: Stats['topProducts'] }) {
  const { t } = useTranslation('overview')
  const { number, list } = useFormat()
  const { dir } = useDirection()
  const narrow = useMediaQuery('(max-width: 48em)') ?? false
  const rtl = dir === 'rtl'
  return (
    <div
      role="img"
      aria-label={list(products.map((one) => `${one.name}: ${number(one.total_sold)}`))}
      dir="ltr"
    >
      <BarChart
        h={Math.max(120, products.length * 36 + 40)}
        data={products}
        dataKey="name"
        orientation="vertical"
        series={[{ name: 'total_sold', label: t('best.pieces'), color: 'harbour.6' }]}
        valueFormatter={(value) => number(value)}
        xAxisProps={{ reversed: rtl, allowDecimals: false, tickFormatter: (value: number) => number(value) }}
        yAxisProps={{
          orientation: rtl ? 'right' : 'left',
          tick: { transform: `translate(${rtl ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
          width: narrow ? 110 : 170,
          tickFormatter: (name: string) => shortened(name, narrow ? 14 : 24),
        }}
      />
    </div>
  )
}

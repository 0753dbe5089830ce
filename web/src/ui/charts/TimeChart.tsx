import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { useDirection } from '@mantine/core'

export type TimePoint = {
  /** As short as an axis needs it. */
  tick: string
  /** In full, for the tooltip. */
  name: string
  value: number
}

export type TimeChartProps = {
  /** Names the chart and sums it up for screen readers. */
  label: string
  /** Names the figure in the tooltip. */
  series: string
  points: TimePoint[]
  /** A figure with its unit. */
  show: (value: number) => string
  /** A figure with its unit as short as an axis needs it. */
  showShort: (value: number) => string
  /** Pieces and orders have no halves. */
  whole?: boolean
  height?: number
}

/** Room for the longest label that an axis up to the largest figure may have, in pixels. */
function axisWidth(points: TimePoint[], showShort: (value: number) => string): number {
  const largest = Math.max(...points.map(({ value }) => value), 1)
  const letters = [1, 0.8, 0.75, 0.6, 0.5, 0.25].map((part) => showShort(largest * part).length)
  return Math.min(130, Math.max(...letters) * 7 + 16)
}

/** One figure over time, which runs in reading direction. Load it lazily: it brings the chart library. */
export default function TimeChart(props: TimeChartProps) {
  const { label, series, points, show, showShort, whole = false, height = 260 } = props
  const { dir } = useDirection()
  const rtl = dir === 'rtl'
  const data = points.map((point, place) => ({ ...point, place }))
  const pointAt = (place: unknown) => points[Number(place)]
  return (
    <div role="img" aria-label={label} dir="ltr">
      <BarChart
        h={height}
        data={data}
        dataKey="place"
        series={[{ name: 'value', label: series, color: 'harbour.6' }]}
        maxBarWidth={48}
        valueFormatter={(value) => show(value)}
        xAxisProps={{
          reversed: rtl,
          tickFormatter: (place: number) => pointAt(place)?.tick ?? '',
          minTickGap: 16,
          interval: 'equidistantPreserveStart',
        }}
        yAxisProps={{
          orientation: rtl ? 'right' : 'left',
          tick: { transform: `translate(${rtl ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
          width: axisWidth(points, showShort),
          allowDecimals: !whole,
          tickFormatter: (value: number) => showShort(value),
        }}
        tooltipProps={{
          labelFormatter: (place) => <bdi>{pointAt(place)?.name}</bdi>,
          wrapperStyle: { direction: dir },
        }}
      />
    </div>
  )
}

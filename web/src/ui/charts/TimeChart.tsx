import '@mantine/charts/styles.layer.css'
import { AreaChart, BarChart } from '@mantine/charts'
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

/** More points than this are an area instead of bars. */
const maxBars = 45

/** One figure over time, which runs in reading direction. Load it lazily: it brings the chart library. */
export default function TimeChart(props: TimeChartProps) {
  const { label, series, points, show, showShort, whole = false, height = 260 } = props
  const { dir } = useDirection()
  const rtl = dir === 'rtl'
  const data = points.map((point, place) => ({ ...point, place }))
  const pointAt = (place: unknown) => points[Number(place)]
  const shared = {
    h: height,
    data,
    dataKey: 'place',
    series: [{ name: 'value', label: series, color: 'harbour.6' }],
    valueFormatter: show,
    xAxisProps: {
      reversed: rtl,
      tickFormatter: (place: number) => pointAt(place)?.tick ?? '',
      minTickGap: 16,
      interval: 'preserveStartEnd' as const,
    },
    yAxisProps: {
      orientation: rtl ? ('right' as const) : ('left' as const),
      tick: { transform: `translate(${rtl ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
      width: 72,
      allowDecimals: !whole,
      tickFormatter: showShort,
    },
    tooltipProps: {
      labelFormatter: (place: React.ReactNode) => <bdi>{pointAt(place)?.name}</bdi>,
      wrapperStyle: { direction: dir },
    },
  }
  return (
    <div role="img" aria-label={label} dir="ltr">
      {points.length > maxBars ? (
        <AreaChart {...shared} curveType="monotone" withDots={false} />
      ) : (
        <BarChart {...shared} maxBarWidth={48} />
      )}
    </div>
  )
}

import { useFormat } from '../i18n/useFormat.ts'
import classes from './ShareBars.module.css'

export type Share = {
  key: string | number
  label: React.ReactNode
  /** What the bar is as long as. */
  amount: number
  /** The amount with its unit. */
  figure: string
  /** A second figure, smaller. */
  detail?: string
}

type ShareBarsProps = {
  label: string
  shares: Share[]
  /** Shows each one's percentage of all. */
  percent?: boolean
}

/** How a total divides, as a list whose lines are bars: readable without seeing, in both directions and on paper. */
export function ShareBars({ label, shares, percent = false }: ShareBarsProps) {
  const format = useFormat()
  const total = shares.reduce((sum, { amount }) => sum + amount, 0)
  const longest = Math.max(...shares.map(({ amount }) => amount), 0)
  return (
    <ul className={classes.list} aria-label={label}>
      {shares.map(({ key, label: name, amount, figure, detail }) => (
        <li key={key} className={classes.line}>
          <div className={classes.texts}>
            <span className={classes.name}>
              <bdi>{name}</bdi>
            </span>
            <span className={classes.figures}>
              <bdi className={classes.figure}>{figure}</bdi>
              {detail && <bdi className={classes.detail}>{detail}</bdi>}
              {percent && total > 0 && (
                <bdi className={classes.detail}>{format.percent(amount / total, 1)}</bdi>
              )}
            </span>
          </div>
          <div className={classes.track} aria-hidden>
            <div
              className={classes.bar}
              style={{ inlineSize: longest > 0 ? `${(amount / longest) * 100}%` : 0 }}
            />
          </div>
        </li>
      ))}
    </ul>
  )
}

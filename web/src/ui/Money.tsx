import { useFormat } from '../i18n/useFormat.ts'
import classes from './Money.module.css'

type MoneyProps = {
  /** Major units, as a number or a decimal string. */
  amount: number | string | null | undefined
  /** Defaults to the workspace's currency. */
  currency?: string
}

export function Money({ amount, currency }: MoneyProps) {
  const { money } = useFormat()
  return <bdi className={classes.money}>{money(amount, currency)}</bdi>
}

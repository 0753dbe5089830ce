import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money.tsx'
import { fromMinor, type Totals } from './cart.ts'
import classes from './Orders.module.css'

/** The sums of an order; `live` lets screen readers hear a new final amount. */
export function TotalsList({ totals, live = false }: { totals: Totals; live?: boolean }) {
  const { t } = useTranslation('orders')
  return (
    <dl className={classes.totals}>
      <dt>{t('totals.total')}</dt>
      <dd>
        <Money amount={fromMinor(totals.total)} />
      </dd>
      <dt>{t('totals.discount')}</dt>
      <dd>
        <Money amount={fromMinor(-totals.discount)} />
      </dd>
      <dt>{t('totals.shipping')}</dt>
      <dd>
        <Money amount={fromMinor(totals.shipping)} />
      </dd>
      <dt className={classes.final}>{t('totals.final')}</dt>
      <dd className={classes.final} aria-live={live ? 'polite' : undefined} data-testid="final-amount">
        <Money amount={fromMinor(totals.final)} />
      </dd>
    </dl>
  )
}

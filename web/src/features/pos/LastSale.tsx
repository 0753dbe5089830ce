import { Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import type { Order } from '../orders/api.ts'
import type { Cash } from './cash.ts'
import classes from './Pos.module.css'

export type Sale = { order: Order; cash: Cash | undefined }

/** What was just sold, and the change that the customer is waiting for. */
export function LastSale({ sale }: { sale: Sale }) {
  const { t } = useTranslation('pos')
  const { t: orders } = useTranslation('orders')
  const { order, cash } = sale
  return (
    <Paper p="md" className={classes.card} role="status">
      <Text size="sm" c="dimmed">
        {t('last')}
      </Text>
      <div className={classes.due}>
        <LinkAnchor to="/orders/$orderId" params={{ orderId: String(order.id) }} fw={600}>
          <bdi>{order.order_number}</bdi>
        </LinkAnchor>
        <Text fw={600}>
          <Money amount={order.final_amount} />
        </Text>
      </div>
      {cash && (
        <div className={classes.due}>
          <Text c="dimmed">{orders('print.change')}</Text>
          <Text className={classes.amount}>
            <Money amount={cash.change} />
          </Text>
        </div>
      )}
    </Paper>
  )
}

import { useTranslation } from 'react-i18next'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import {
  type DeliveryStatus,
  deliveryTones,
  type OrderStatus,
  orderTones,
  type PaymentStatus,
  paymentTones,
} from './status.ts'

export function OrderBadge({ status }: { status: OrderStatus }) {
  const { t } = useTranslation('orders')
  return <StatusBadge tone={orderTones[status] ?? 'neutral'} label={t(`status.${status}`)} />
}

export function DeliveryBadge({ status }: { status: DeliveryStatus }) {
  const { t } = useTranslation('orders')
  return <StatusBadge tone={deliveryTones[status] ?? 'neutral'} label={t(`delivery.${status}`)} />
}

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  const { t } = useTranslation('orders')
  return <StatusBadge tone={paymentTones[status] ?? 'neutral'} label={t(`paymentStatus.${status}`)} />
}

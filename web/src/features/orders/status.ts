import type { StatusTone } from '../../ui/StatusBadge.tsx'

/** The vocabulary of sales contract 9.3. */
export const orderStatuses = [
  'pending',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'cancelled',
  'returned',
] as const
export type OrderStatus = (typeof orderStatuses)[number]

export const deliveryStatuses = ['pending', 'shipped', 'delivered', 'returned', 'cancelled'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export const paymentStatuses = ['unpaid', 'partial', 'paid', 'refunded'] as const
export type PaymentStatus = (typeof paymentStatuses)[number]

export const paymentMethods = ['cash', 'bank_transfer', 'credit', 'card'] as const

export const salesChannels = ['store', 'online', 'tiktok', 'shopee', 'lazada', 'facebook', 'other'] as const

const transitions: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['confirmed', 'processing', 'shipped', 'delivered', 'cancelled'],
  confirmed: ['pending', 'processing', 'shipped', 'delivered', 'cancelled'],
  processing: ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
  cancelled: [],
  returned: [],
}

/** Where an order may go from here; empty when its status is final. */
export function nextStatuses(status: OrderStatus): readonly OrderStatus[] {
  return transitions[status] ?? []
}

/** The usual next step, offered as the main button: one step further. */
export function mainStep(status: OrderStatus): OrderStatus | null {
  const usual: Partial<Record<OrderStatus, OrderStatus>> = {
    pending: 'confirmed',
    confirmed: 'processing',
    processing: 'shipped',
    shipped: 'delivered',
  }
  return usual[status] ?? null
}

export function canDelete(status: OrderStatus): boolean {
  return status === 'pending' || status === 'cancelled'
}

/** Whether a parcel may still be made of it; a cancelled or returned order is refused (sales contract 6). */
export function canShip(status: OrderStatus): boolean {
  return status !== 'delivered' && nextStatuses(status).length > 0
}

/** Whether discount and shipping fee may still change (sales contract 4.2). */
export function canReprice(status: OrderStatus): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'processing'
}

export const orderTones: Record<OrderStatus, StatusTone> = {
  pending: 'waiting',
  confirmed: 'progress',
  processing: 'progress',
  shipped: 'progress',
  delivered: 'success',
  cancelled: 'danger',
  returned: 'neutral',
}

export const deliveryTones: Record<DeliveryStatus, StatusTone> = {
  pending: 'waiting',
  shipped: 'progress',
  delivered: 'success',
  returned: 'neutral',
  cancelled: 'danger',
}

export const paymentTones: Record<PaymentStatus, StatusTone> = {
  unpaid: 'waiting',
  partial: 'progress',
  paid: 'success',
  refunded: 'neutral',
}

export function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.some((one) => one === value)
}

import { Refusal } from '../../kernel/errors.ts'

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

/** In which states an order may be created (sales contract 4.3). */
export const initialStatuses = ['pending', 'confirmed', 'processing', 'shipped', 'delivered'] as const

/** From each status to those it may change to (sales contract 9.3). The same status again is no transition. */
export const orderTransitions: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['confirmed', 'processing', 'shipped', 'delivered', 'cancelled'],
  confirmed: ['pending', 'processing', 'shipped', 'delivered', 'cancelled'],
  processing: ['pending', 'confirmed', 'shipped', 'delivered', 'cancelled'],
  shipped: ['delivered', 'returned'],
  delivered: ['returned'],
  cancelled: [],
  returned: [],
}

/** The delivery status that an order status brings with it; the others leave it alone. */
export const deliveryOf: Partial<Record<OrderStatus, DeliveryStatus>> = {
  shipped: 'shipped',
  delivered: 'delivered',
  cancelled: 'cancelled',
  returned: 'returned',
}

/** Statuses that give the stock back. */
export const givesStockBack: ReadonlySet<OrderStatus> = new Set(['cancelled', 'returned'])

/** Statuses in which discount and shipping fee may still change. */
export const openStatuses: ReadonlySet<OrderStatus> = new Set(['pending', 'confirmed', 'processing'])

/** Statuses in which an order may be deleted. */
export const deletableStatuses: ReadonlySet<OrderStatus> = new Set(['pending', 'cancelled'])

/** True when an order in status `from` may be moved to `to`. */
export function orderMayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return orderTransitions[from].includes(to)
}

/** True when the status changes, false when it already is that one; throws the 400 of a forbidden change. */
export function checkTransition(from: OrderStatus, to: OrderStatus): boolean {
  if (from === to) return false
  if (!orderMayBecome(from, to)) {
    throw new Refusal(400, `Cannot change status from ${from} to ${to}`)
  }
  return true
}

/** The return code of an order that has none: `ORD-2024-001` becomes `RET-2024-001`, `WC-17` becomes `RET-WC-17`. */
export function returnCodeOf(orderNumber: string): string {
  return `RET-${orderNumber.replace(/^ORD-/, '')}`
}

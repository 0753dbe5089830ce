import { Refusal } from '../../kernel/errors.ts'
import type { OrderStatus } from '../orders/index.ts'

export const shipmentStatuses = ['pending', 'in_transit', 'delivered', 'returned', 'cancelled'] as const
export type ShipmentStatus = (typeof shipmentStatuses)[number]

/** From each status to those it may change to (sales contract 9.3). The same status again is no transition. */
export const shipmentTransitions: Record<ShipmentStatus, readonly ShipmentStatus[]> = {
  pending: ['in_transit', 'delivered', 'cancelled'],
  in_transit: ['delivered', 'returned', 'cancelled'],
  delivered: [],
  returned: [],
  cancelled: [],
}

/** What becomes of the order, where it still may become that; a cancelled shipment leaves it alone. */
export const orderStatusOf: Partial<Record<ShipmentStatus, OrderStatus>> = {
  in_transit: 'shipped',
  delivered: 'delivered',
  returned: 'returned',
}

/** Orders in these statuses get no shipment. */
export const unshippableStatuses: ReadonlySet<OrderStatus> = new Set(['cancelled', 'returned'])

/** Statuses in which a shipment may be deleted. */
export const deletableStatuses: ReadonlySet<ShipmentStatus> = new Set(['pending', 'cancelled'])

/** True when the status changes, false when it already is that one; throws the 400 of a forbidden change. */
export function checkTransition(from: ShipmentStatus, to: ShipmentStatus): boolean {
  if (from === to) return false
  if (!shipmentTransitions[from].includes(to)) {
    throw new Refusal(400, `Cannot change status from ${from} to ${to}`)
  }
  return true
}

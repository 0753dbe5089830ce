import type { StatusTone } from '../../ui/StatusBadge.tsx'

/** The vocabulary of sales contract 9.3. */
export const shipmentStatuses = ['pending', 'in_transit', 'delivered', 'returned', 'cancelled'] as const
export type ShipmentStatus = (typeof shipmentStatuses)[number]

const transitions: Record<ShipmentStatus, readonly ShipmentStatus[]> = {
  pending: ['in_transit', 'delivered', 'cancelled'],
  in_transit: ['delivered', 'returned', 'cancelled'],
  delivered: [],
  returned: [],
  cancelled: [],
}

/** Where a shipment may go from here; empty when its status is final. */
export function nextStatuses(status: ShipmentStatus): readonly ShipmentStatus[] {
  return transitions[status] ?? []
}

/** The usual next step. */
export function mainStep(status: ShipmentStatus): ShipmentStatus | null {
  if (status === 'pending') return 'in_transit'
  return status === 'in_transit' ? 'delivered' : null
}

export function canDelete(status: ShipmentStatus): boolean {
  return status === 'pending' || status === 'cancelled'
}

/** A parcel that has arrived, come back or been called off is history. */
export function canEdit(status: ShipmentStatus): boolean {
  return nextStatuses(status).length > 0
}

export const shipmentTones: Record<ShipmentStatus, StatusTone> = {
  pending: 'waiting',
  in_transit: 'progress',
  delivered: 'success',
  returned: 'neutral',
  cancelled: 'danger',
}

import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { calendarOf } from '../../kernel/clock/calendar.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { changeLockedOrder, findAndLockOrder, type LockedOrder, orderMayBecome } from '../orders/index.ts'
import { carrierNotFound, refusingDuplicates } from './create-shipment.ts'
import {
  holdCarrier,
  type LockedShipment,
  lockShipment,
  readOrderId,
  readShipment,
  type ShipmentColumns,
  type ShipmentDetailRow,
  shipmentNotFound,
  updateShipment,
} from './queries.ts'
import type { ShipmentChanges, StatusInput } from './schemas.ts'
import { checkTransition, deletableStatuses, orderStatusOf } from './transitions.ts'

/**
 * Changes the keys that are present; a new tracking number goes to the order too, unless the shipment is cancelled: the order
 * may have another one by then. Throws 404, and 400 for an unknown carrier or a tracking number that is taken.
 */
export function changeShipment(
  act: Act,
  shipmentId: number,
  readChanges: () => ShipmentChanges,
): Promise<ShipmentDetailRow> {
  return refusingDuplicates(() =>
    withShipment(act, shipmentId, async (tx, shipment, order) => {
      const changes = readChanges()
      const { workspaceId } = act.caller
      if (changes.carrier_id !== undefined && !(await holdCarrier(tx, workspaceId, changes.carrier_id))) {
        throw carrierNotFound()
      }
      await write(tx, act, shipment, changes, 'shipment.updated')
      if (changes.tracking_number !== undefined && shipment.status !== 'cancelled') {
        await changeLockedOrder(tx, act, order, { tracking_number: changes.tracking_number })
      }
    }),
  )
}

/**
 * Moves a shipment on, and its order with it where the order may still go there (sales contract 9.3). The same status again
 * changes nothing. Throws 404, and 400 for a forbidden transition.
 */
export function changeShipmentStatus(
  act: Act,
  shipmentId: number,
  readInput: () => StatusInput,
): Promise<ShipmentDetailRow> {
  return withShipment(act, shipmentId, async (tx, shipment, order) => {
    const { status, delivered_at } = readInput()
    if (!checkTransition(shipment.status, status)) return
    const delivered = status === 'delivered' ? { actual_delivery_date: dayOf(act, delivered_at) } : {}
    await write(tx, act, shipment, { status, ...delivered }, `shipment.${status}`)
    const orderStatus = orderStatusOf[status]
    if (orderStatus && orderMayBecome(order.status, orderStatus)) {
      await changeLockedOrder(tx, act, order, { status: orderStatus })
    }
  })
}

/** Deletes a shipment that never left; throws 404, and 400 in any other status. */
export async function deleteShipment(act: Act, shipmentId: number): Promise<void> {
  const { workspaceId } = act.caller
  await act.db.transaction(async (tx) => {
    const shipment = await lockShipment(tx, workspaceId, shipmentId)
    if (!deletableStatuses.has(shipment.status)) {
      throw new Refusal(400, 'Only pending or cancelled shipments can be deleted')
    }
    await tx.query('delete from shipments where workspace_id = $1 and id = $2', [workspaceId, shipmentId])
    await auditAct(tx, act, 'shipment.deleted', { type: 'shipment', id: shipmentId }, { before: shipment })
  })
}

/** Works on a locked shipment and its locked order, the order first as everywhere, and answers the shipment as it is then. */
function withShipment(
  act: Act,
  shipmentId: number,
  work: (tx: Transaction, shipment: LockedShipment, order: LockedOrder) => Promise<void>,
): Promise<ShipmentDetailRow> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const order = await findAndLockOrder(tx, workspaceId, await readOrderId(tx, workspaceId, shipmentId))
    if (!order) throw notFound(shipmentNotFound)
    await work(tx, await lockShipment(tx, workspaceId, shipmentId), order)
    return readShipment(tx, workspaceId, shipmentId)
  })
}

/** Writes what differs; nothing when nothing does. */
async function write(
  tx: Transaction,
  act: Act,
  shipment: LockedShipment,
  values: ShipmentColumns,
  action: string,
): Promise<void> {
  const changed = Object.entries(values).filter(
    ([key, value]) => shipment[key as keyof ShipmentColumns] !== value,
  )
  if (changed.length === 0) return
  const after: ShipmentColumns = Object.fromEntries(changed)
  const before = Object.fromEntries(changed.map(([key]) => [key, shipment[key as keyof ShipmentColumns]]))
  await updateShipment(tx, act.caller.workspaceId, shipment.id, after, act.services.clock.now())
  await auditAct(tx, act, action, { type: 'shipment', id: shipment.id }, { before, after })
}

/** The day of the delivery on the workspace's calendar: the one told, that of the instant told, or today. */
function dayOf(act: Act, deliveredAt: string | Date | null | undefined): string {
  if (typeof deliveredAt === 'string') return deliveredAt
  return calendarOf(act.caller.timeZone)(deliveredAt ?? act.services.clock.now())
}

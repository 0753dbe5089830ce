import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { violatedConstraint } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import { changeLockedOrder, findAndLockOrder } from '../orders/index.ts'
import {
  hasOpenShipment,
  holdCarrier,
  insertShipment,
  readShipment,
  type ShipmentDetailRow,
} from './queries.ts'
import type { ShipmentInput } from './schemas.ts'
import { unshippableStatuses } from './transitions.ts'

/**
 * Ships an order: it gets the tracking number, and the carrier where it had none; its status stays. Refused with 400, in
 * this order: unknown order or carrier, a cancelled or returned order, one that travels already, a tracking number
 * that is taken (sales contract 6).
 */
export function createShipment(act: Act, input: ShipmentInput): Promise<ShipmentDetailRow> {
  const { workspaceId } = act.caller
  return refusingDuplicates(() =>
    act.db.transaction(async (tx) => {
      const order = await findAndLockOrder(tx, workspaceId, input.order_id)
      if (!order) throw new Refusal(400, 'Order not found')
      if (!(await holdCarrier(tx, workspaceId, input.carrier_id))) throw carrierNotFound()
      if (unshippableStatuses.has(order.status)) throw new Refusal(400, 'Order cannot be shipped')
      if (await hasOpenShipment(tx, workspaceId, order.id)) throw alreadyShipped()
      const values = {
        order_id: order.id,
        carrier_id: input.carrier_id,
        tracking_number: input.tracking_number,
        notes: input.notes ?? null,
        sales_channel: input.sales_channel ?? order.sales_channel,
        estimated_delivery_date: input.estimated_delivery_date ?? null,
      }
      const id = await insertShipment(tx, workspaceId, values, act.services.clock.now())
      await auditAct(tx, act, 'shipment.created', { type: 'shipment', id }, { after: values })
      await changeLockedOrder(tx, act, order, {
        tracking_number: values.tracking_number,
        shipping_method_id: order.shipping_method_id ?? values.carrier_id,
      })
      return readShipment(tx, workspaceId, id)
    }),
  )
}

export function carrierNotFound(): Refusal {
  return new Refusal(400, 'Carrier not found')
}

function alreadyShipped(): Refusal {
  return new Refusal(400, 'Order already has a shipment')
}

/** The unique indexes decide, so that of parallel writers one wins. */
export async function refusingDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const constraint = violatedConstraint(error)
    if (constraint === 'shipments_open_order_key') throw alreadyShipped()
    if (constraint === 'shipments_tracking_number_key') {
      throw new Refusal(400, 'Tracking number already exists')
    }
    throw error
  }
}

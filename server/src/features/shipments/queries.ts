import type { Executor } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import type { ShipmentStatus } from './transitions.ts'

export const shipmentNotFound = 'Shipment not found'

/** A row of the view `shipment_details`: instants and days are texts of the wire. */
export interface ShipmentDetailRow {
  id: number
  order_id: number
  order_number: string
  customer_id: number | null
  customer_name: string | null
  customer_phone: string | null
  customer_address: string | null
  carrier_id: number
  carrier_name: string
  carrier_description: string | null
  tracking_number: string
  status: ShipmentStatus
  estimated_delivery_date: string | null
  actual_delivery_date: string | null
  notes: string | null
  sales_channel: string | null
  /** The order's final amount as a decimal text. */
  total_amount: string
  created_at: string
  updated_at: string
}

/** What an operation on a shipment must know before it changes it. */
export interface LockedShipment {
  id: number
  order_id: number
  carrier_id: number
  tracking_number: string
  status: ShipmentStatus
  estimated_delivery_date: string | null
  actual_delivery_date: string | null
  notes: string | null
  sales_channel: string | null
}

const detailColumns = `id, order_id, order_number, customer_id, customer_name, customer_phone, customer_address, carrier_id,
  carrier_name, carrier_description, tracking_number, status, estimated_delivery_date, actual_delivery_date, notes,
  sales_channel, total_amount, created_at, updated_at`

/** Throws 404 for an unknown or foreign shipment. */
export async function readShipment(
  db: Executor,
  workspaceId: number,
  shipmentId: number,
): Promise<ShipmentDetailRow> {
  const [row] = await db.query<ShipmentDetailRow>(
    {
      name: 'shipment-detail',
      text: `select ${detailColumns} from shipment_details where workspace_id = $1 and id = $2`,
    },
    [workspaceId, shipmentId],
  )
  if (!row) throw notFound(shipmentNotFound)
  return row
}

/** Which order a shipment carries: it never changes, so that the order can be locked before the shipment. Throws 404. */
export async function readOrderId(tx: Executor, workspaceId: number, shipmentId: number): Promise<number> {
  const [row] = await tx.query<{ order_id: number }>(
    'select order_id from shipments where workspace_id = $1 and id = $2',
    [workspaceId, shipmentId],
  )
  if (!row) throw notFound(shipmentNotFound)
  return row.order_id
}

const lockedColumns = `id, order_id, carrier_id, tracking_number, status, estimated_delivery_date, actual_delivery_date,
  notes, sales_channel`

/** Locks the shipment's row until the end of the transaction; throws 404. Lock its order first where that changes too. */
export async function lockShipment(
  tx: Executor,
  workspaceId: number,
  shipmentId: number,
): Promise<LockedShipment> {
  const [row] = await tx.query<LockedShipment>(
    `select ${lockedColumns} from shipments where workspace_id = $1 and id = $2 for update`,
    [workspaceId, shipmentId],
  )
  if (!row) throw notFound(shipmentNotFound)
  return row
}

/** Keeps the carrier from being deleted until the end of the transaction; false when there is none. */
export async function holdCarrier(tx: Executor, workspaceId: number, carrierId: number): Promise<boolean> {
  const rows = await tx.query(
    'select from shipping_methods where workspace_id = $1 and id = $2 for key share',
    [workspaceId, carrierId],
  )
  return rows.length > 0
}

/** True when the order has a shipment that is not cancelled. The caller holds the order's lock. */
export async function hasOpenShipment(tx: Executor, workspaceId: number, orderId: number): Promise<boolean> {
  const rows = await tx.query(
    `select from shipments where workspace_id = $1 and order_id = $2 and status <> 'cancelled'`,
    [workspaceId, orderId],
  )
  return rows.length > 0
}

export type ShipmentColumns = Partial<Omit<LockedShipment, 'id' | 'order_id'>>

export async function insertShipment(
  tx: Executor,
  workspaceId: number,
  values: Omit<LockedShipment, 'id' | 'status' | 'actual_delivery_date'>,
  now: Date,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into shipments (workspace_id, order_id, carrier_id, tracking_number, notes, sales_channel,
       estimated_delivery_date, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id`,
    [
      workspaceId,
      values.order_id,
      values.carrier_id,
      values.tracking_number,
      values.notes,
      values.sales_channel,
      values.estimated_delivery_date,
      now,
    ],
  )
  return row!.id
}

export async function updateShipment(
  tx: Executor,
  workspaceId: number,
  shipmentId: number,
  values: ShipmentColumns,
  now: Date,
): Promise<void> {
  const columns: Record<string, unknown> = { ...values, updated_at: now }
  const names = Object.keys(columns)
  await tx.query(
    `update shipments set ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')}
     where workspace_id = $1 and id = $2`,
    [workspaceId, shipmentId, ...Object.values(columns)],
  )
}

/** Cancels the pending shipment of an order, of which there is at most one; answers the ids of those that were. */
export async function cancelPendingShipments(
  tx: Executor,
  workspaceId: number,
  orderId: number,
  now: Date,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `update shipments set status = 'cancelled', updated_at = $3
     where workspace_id = $1 and order_id = $2 and status = 'pending' returning id`,
    [workspaceId, orderId, now],
  )
  return rows.map((row) => row.id)
}

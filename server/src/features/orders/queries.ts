import type { Executor } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import type { OrderDetailRow } from './present.ts'
import type { DeliveryStatus, OrderStatus } from './transitions.ts'

export const orderNotFound = 'Order not found'

/** What an operation on an order must know before it changes it. Amounts are decimal texts. */
export interface LockedOrder {
  id: number
  order_number: string
  customer_id: number | null
  seller_id: number | null
  branch_id: number | null
  shipping_method_id: number | null
  status: OrderStatus
  delivery_status: DeliveryStatus
  payment_status: string
  payment_method: string
  total_amount: string
  discount_amount: string
  shipping_fee: string
  shipping_address: string | null
  shipping_phone: string | null
  tracking_number: string | null
  return_code: string | null
  reconciliation_code: string | null
  notes: string | null
  sales_channel: string | null
}

/** Locks the order's row until the end of the transaction; null for an unknown or foreign one. */
export async function findAndLockOrder(
  tx: Executor,
  workspaceId: number,
  orderId: number,
): Promise<LockedOrder | null> {
  const [order] = await tx.query<LockedOrder>(
    `select id, order_number, customer_id, seller_id, branch_id, shipping_method_id, status, delivery_status,
       payment_status, payment_method, total_amount, discount_amount, shipping_fee, shipping_address, shipping_phone,
       tracking_number, return_code, reconciliation_code, notes, sales_channel
     from orders where workspace_id = $1 and id = $2 for update`,
    [workspaceId, orderId],
  )
  return order ?? null
}

/** As `findAndLockOrder`, but throws 404. */
export async function lockOrder(tx: Executor, workspaceId: number, orderId: number): Promise<LockedOrder> {
  const order = await findAndLockOrder(tx, workspaceId, orderId)
  if (!order) throw notFound(orderNotFound)
  return order
}

const detailStatement = {
  name: 'order-detail',
  text: 'select row_to_json(d) as detail from order_details d where d.workspace_id = $1 and d.id = $2',
}

/** An order with its items in one statement; throws 404 for an unknown or foreign one. */
export async function readOrder(db: Executor, workspaceId: number, orderId: number): Promise<OrderDetailRow> {
  const [row] = await db.query<{ detail: OrderDetailRow }>(detailStatement, [workspaceId, orderId])
  if (!row) throw notFound(orderNotFound)
  return row.detail
}

/** A row of a customer's order history (sales contract 5). */
export interface CustomerOrder {
  id: number
  order_number: string
  status: string
  total_amount: number
  final_amount: number
  created_at: string
}

/** The newest thousand orders of a customer; none for an unknown or foreign one. */
export function readOrdersOfCustomer(
  db: Executor,
  workspaceId: number,
  customerId: number,
): Promise<CustomerOrder[]> {
  return db.query<CustomerOrder>(
    `select id, order_number, status, total_amount::float8 as total_amount, final_amount::float8 as final_amount, created_at
     from orders where workspace_id = $1 and customer_id = $2 order by created_at desc, id desc limit 1000`,
    [workspaceId, customerId],
  )
}

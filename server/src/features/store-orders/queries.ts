import type { Executor, Transaction } from '../../kernel/database/database.ts'
import type { OrderStatus } from '../orders/index.ts'

/** What the store said last, of what people may change here too. */
export interface Told {
  status: OrderStatus
  payment_status: string
  payment_method: string
  shipping_address: string | null
  shipping_phone: string | null
  notes: string | null
  /** The billing name, e-mail, phone and address as one text. */
  customer: string
}

export interface KnownOrder {
  id: number
  store_host: string | null
  /** Null: deleted here. */
  order_id: number | null
  told: Told
  source_modified_at: string | null
}

export interface StoreOrderKey {
  workspaceId: number
  host: string | null
  /** The order's id at the store. */
  externalId: number
}

/** From here on one transaction at a time works on orders of this id. */
export async function lockStoreOrder(tx: Transaction, key: StoreOrderKey): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `store-order ${key.workspaceId} ${key.externalId}`,
  ])
}

/**
 * The order of this store, else one that came before the store said who it is. Without a host: the only order of the
 * workspace with this id.
 */
export async function findStoreOrder(
  tx: Executor,
  { workspaceId, host, externalId }: StoreOrderKey,
): Promise<KnownOrder | null> {
  const rows = await tx.query<KnownOrder>(
    `select id, store_host, order_id, told, source_modified_at from store_orders
     where workspace_id = $1 and external_id = $2 and ($3::text is null or store_host is null or store_host = $3)
     order by store_host nulls last limit 2`,
    [workspaceId, externalId, host],
  )
  const [first] = rows
  return first && (host !== null || rows.length === 1) ? first : null
}

export interface Memory {
  orderId: number
  told: Told
  /** Null keeps what is known. */
  modifiedAt: string | null
  now: Date
}

export async function rememberStoreOrder(
  tx: Executor,
  { workspaceId, host, externalId }: StoreOrderKey,
  known: KnownOrder | null,
  { orderId, told, modifiedAt, now }: Memory,
): Promise<void> {
  if (known) {
    await tx.query(
      `update store_orders set order_id = $3, told = $4, source_modified_at = coalesce($5, source_modified_at),
         store_host = coalesce(store_host, $6), updated_at = $7
       where workspace_id = $1 and id = $2`,
      [workspaceId, known.id, orderId, JSON.stringify(told), modifiedAt, host, now],
    )
    return
  }
  await tx.query(
    `insert into store_orders (workspace_id, store_host, external_id, order_id, told, source_modified_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [workspaceId, host, externalId, orderId, JSON.stringify(told), modifiedAt, now],
  )
}

/** Columns of `orders` by name. */
export type OrderColumns = Record<string, unknown>

/** The new order's id; null when its number is taken. */
export async function insertOrder(tx: Executor, columns: OrderColumns): Promise<number | null> {
  const names = Object.keys(columns)
  const [row] = await tx.query<{ id: number }>(
    `insert into orders (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})
     on conflict (workspace_id, order_number) do nothing returning id`,
    Object.values(columns),
  )
  return row?.id ?? null
}

export async function updateOrder(
  tx: Executor,
  workspaceId: number,
  orderId: number,
  columns: OrderColumns,
): Promise<void> {
  const names = Object.keys(columns)
  await tx.query(
    `update orders set ${names.map((name, i) => `${name} = $${i + 3}`).join(', ')} where workspace_id = $1 and id = $2`,
    [workspaceId, orderId, ...Object.values(columns)],
  )
}

/** A line as it is stored; the amount as decimal text. */
export interface ItemRow {
  product_id: number
  product_name: string
  quantity: number
  price: string
}

export function readItems(tx: Executor, orderId: number): Promise<ItemRow[]> {
  return tx.query<ItemRow>(
    'select product_id, product_name, quantity, price from order_items where order_id = $1 order by line_number',
    [orderId],
  )
}

/** Replaces all lines of an order. A name that the store left out is the product's. */
export async function writeItems(
  tx: Executor,
  workspaceId: number,
  orderId: number,
  items: readonly ItemRow[],
): Promise<void> {
  await tx.query('delete from order_items where workspace_id = $1 and order_id = $2', [workspaceId, orderId])
  if (items.length === 0) return
  await tx.query(
    `insert into order_items (workspace_id, order_id, line_number, product_id, product_name, product_image, quantity, price)
     select $1, $2, i.line, p.id, coalesce(nullif(i.product_name, ''), p.name), p.image_url, i.quantity, i.price
     from rows from (jsonb_to_recordset($3::jsonb) as (product_id integer, product_name text, quantity integer, price numeric))
       with ordinality as i (product_id, product_name, quantity, price, line)
     join products p on p.workspace_id = $1 and p.id = i.product_id
     order by i.line`,
    [workspaceId, orderId, JSON.stringify(items)],
  )
}

import type { Executor, Transaction } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'

/** Parents of variations, groups and products sold elsewhere hold no stock of their own. */
const stocked = `type in ('simple', 'variation')`

/** The stock of a product, locked until the end of the transaction; null when there is no such product. */
export async function lockStock(
  tx: Transaction,
  workspaceId: number,
  productId: number,
): Promise<number | null> {
  const [row] = await tx.query<{ stock: number }>(
    'select stock from products where workspace_id = $1 and id = $2 and deleted_at is null for update',
    [workspaceId, productId],
  )
  return row?.stock ?? null
}

export async function setStock(
  tx: Transaction,
  workspaceId: number,
  productId: number,
  stock: number,
  at: Date,
): Promise<void> {
  await tx.query('update products set stock = $3, updated_at = $4 where workspace_id = $1 and id = $2', [
    workspaceId,
    productId,
    stock,
    at,
  ])
}

export interface LedgerFilter {
  productId: number | null
  type: string | null
}

/** The stock ledger, newest first. It keeps the changes of deleted products too. */
export function readLedger(
  db: Executor,
  workspaceId: number,
  filter: LedgerFilter,
  page: Page,
): Promise<object[]> {
  const values: unknown[] = [workspaceId, page.limit, page.offset]
  const conditions = ['t.workspace_id = $1']
  if (filter.productId !== null) conditions.push(`t.product_id = $${values.push(filter.productId)}`)
  if (filter.type !== null) conditions.push(`t.type = $${values.push(filter.type)}`)
  return db.query<object>(
    `select t.id, t.product_id, t.type, t.quantity, t.notes, t.created_by, t.created_at, t.previous_stock, t.new_stock,
       p.name as product_name, t.reference_type, t.reference_id
     from inventory_transactions t join products p on p.id = t.product_id
     where ${conditions.join(' and ')} order by t.id desc limit $2 offset $3`,
    values,
  )
}

/** Active products at or below their threshold, by name. */
export function readLowStock(db: Executor, workspaceId: number): Promise<object[]> {
  return db.query<object>(
    `select id, name, sku, stock, low_stock_threshold, low_stock_threshold - stock as shortage
     from products
     where workspace_id = $1 and is_active and deleted_at is null and ${stocked} and stock <= low_stock_threshold
     order by lower(name), name, id`,
    [workspaceId],
  )
}

interface SummaryRow {
  total_products: number
  total_stock: number
  low_stock_count: number
  out_of_stock_count: number
  /** numeric as text */
  total_inventory_value: string
}

interface ValuedProduct {
  id: number
  name: string
  sku: string | null
  stock: number
  /** numeric as text */
  inventory_value: string
}

/** Active products, valued at cost where it is known and at the price where not; the ten most valuable stocks. */
export async function readStockSummary(db: Executor, workspaceId: number) {
  const [summary] = await db.query<SummaryRow>(
    `select count(*) as total_products, coalesce(sum(stock), 0) as total_stock,
       count(*) filter (where ${stocked} and stock <= low_stock_threshold) as low_stock_count,
       count(*) filter (where ${stocked} and stock = 0) as out_of_stock_count,
       coalesce(sum(stock * coalesce(cost_price, price)), 0) as total_inventory_value
     from products where workspace_id = $1 and is_active and deleted_at is null`,
    [workspaceId],
  )
  const top = await db.query<ValuedProduct>(
    `select id, name, sku, stock, stock * coalesce(cost_price, price) as inventory_value
     from products where workspace_id = $1 and is_active and deleted_at is null and stock > 0
     order by inventory_value desc, id desc limit 10`,
    [workspaceId],
  )
  return {
    summary: { ...summary!, total_inventory_value: Number(summary!.total_inventory_value) },
    top_products: top.map((row) => ({ ...row, inventory_value: Number(row.inventory_value) })),
  }
}

import type { Executor, Statement, Transaction } from '../../kernel/database/database.ts'
import { type ProductRow, productColumns } from './present-product.ts'

const columns = productColumns.join(', ')

const findStatement: Statement = {
  name: 'product-detail',
  text: `select ${columns} from products where workspace_id = $1 and id = $2 and deleted_at is null`,
}

export async function findProduct(db: Executor, workspaceId: number, id: number): Promise<ProductRow | null> {
  const [row] = await db.query<ProductRow>(findStatement, [workspaceId, id])
  return row ?? null
}

/** Locks the row until the end of the transaction. */
export async function lockProduct(
  tx: Transaction,
  workspaceId: number,
  id: number,
): Promise<ProductRow | null> {
  const [row] = await tx.query<ProductRow>(
    `select ${columns} from products where workspace_id = $1 and id = $2 and deleted_at is null for update`,
    [workspaceId, id],
  )
  return row ?? null
}

/** The category's name, locked against renaming and deletion until the end of the transaction; null when unknown. */
export async function holdCategory(tx: Transaction, workspaceId: number, id: number): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(
    'select name from categories where workspace_id = $1 and id = $2 for share',
    [workspaceId, id],
  )
  return row?.name ?? null
}

/** Whether the supplier exists; if so it cannot be deleted before the end of the transaction. */
export async function holdSupplier(tx: Transaction, workspaceId: number, id: number): Promise<boolean> {
  const rows = await tx.query('select 1 from suppliers where workspace_id = $1 and id = $2 for key share', [
    workspaceId,
    id,
  ])
  return rows.length > 0
}

/** Columns of `products` to write; money and weight as decimal text. */
export type ProductValues = Partial<Omit<ProductRow, 'id' | 'created_at' | 'updated_at'>> & {
  search_text?: string
  search_marked?: string
}

export async function insertProduct(
  tx: Transaction,
  workspaceId: number,
  values: ProductValues,
  at: Date,
): Promise<ProductRow> {
  const names = Object.keys(values)
  const [row] = await tx.query<ProductRow>(
    `insert into products (workspace_id, created_at, updated_at, ${names.join(', ')})
     values ($1, $2, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')}) returning ${columns}`,
    [workspaceId, at, ...Object.values(values)],
  )
  return row!
}

export async function updateProductRow(
  tx: Transaction,
  workspaceId: number,
  id: number,
  values: ProductValues,
  at: Date,
): Promise<ProductRow> {
  const assignments = Object.keys(values).map((name, index) => `${name} = $${index + 4}`)
  const [row] = await tx.query<ProductRow>(
    `update products set ${['updated_at = $3', ...assignments].join(', ')}
     where workspace_id = $1 and id = $2 returning ${columns}`,
    [workspaceId, id, at, ...Object.values(values)],
  )
  return row!
}

/** Hides the products and their variations; the ids that were hidden, none of products that are unknown. */
export async function hideProducts(
  tx: Transaction,
  workspaceId: number,
  ids: readonly number[],
  at: Date,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `with family as (
       select id from products
       where workspace_id = $1 and (id = any ($2) or parent_id = any ($2)) and deleted_at is null
       order by id for update
     )
     update products set deleted_at = $3, updated_at = $3 from family where products.id = family.id
     returning products.id`,
    [workspaceId, ids, at],
  )
  return rows.map((row) => row.id)
}

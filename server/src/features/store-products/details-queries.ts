import type { Executor, Transaction } from '../../kernel/database/database.ts'

/** The columns of `product_details` that people write; lists and objects as they are. */
export interface DetailValues {
  product_type?: string
  short_description?: string | null
  long_description?: string | null
  link?: string | null
  has_price?: boolean
  sale_price?: string | null
  original_price?: string | null
  discount_amount?: string | null
  discount_percentage?: string | null
  currency?: string | null
  billing_period?: string | null
  features?: unknown[]
  specifications?: Record<string, unknown>
  brand?: string | null
  tags?: string[]
  keywords?: string[]
  in_stock?: boolean | null
  stock_managed?: boolean
  synced_stock?: number | null
  images?: string[]
  meta_title?: string | null
  meta_description?: string | null
}

const jsonColumns: ReadonlySet<string> = new Set(['features', 'specifications'])

interface LockedProduct {
  id: number
  uuid: string
  title: string
  product_type: string
}

/** Locks products until the end of the transaction, in the order of their ids; those that section 7 does not show are left out. */
export async function lockStoreProducts(
  tx: Transaction,
  workspaceId: number,
  uuids: readonly string[],
): Promise<LockedProduct[]> {
  return tx.query(
    `select p.id, p.uuid, p.name as title, coalesce(d.product_type, 'product') as product_type
     from products p left join product_details d on d.product_id = p.id
     where p.workspace_id = $1 and p.uuid = any ($2::uuid[]) and p.deleted_at is null and p.type <> 'variation'
     order by p.id for update of p`,
    [workspaceId, uuids],
  )
}

/** The details as they are, or none. */
export async function readDetails(db: Executor, productId: number): Promise<DetailValues> {
  const [row] = await db.query<DetailValues>('select * from product_details where product_id = $1', [
    productId,
  ])
  return row ?? {}
}

/** Writes the given columns, into a new row where there is none. */
export async function saveDetails(
  tx: Transaction,
  workspaceId: number,
  productId: number,
  details: DetailValues,
  at: Date,
): Promise<void> {
  const names = Object.keys(details)
  const values = Object.entries(details).map(([name, value]) =>
    jsonColumns.has(name) ? JSON.stringify(value) : value,
  )
  await tx.query(
    `insert into product_details (product_id, workspace_id, created_at, updated_at${names.map((n) => `, ${n}`).join('')})
     values ($1, $2, $3, $3${names.map((_, index) => `, $${index + 4}`).join('')})
     on conflict (product_id) do update set ${['updated_at', ...names].map((n) => `${n} = excluded.${n}`).join(', ')}`,
    [productId, workspaceId, at, ...values],
  )
}

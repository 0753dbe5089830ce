import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { fold, foldKeepingMarks } from '../../kernel/text/fold.ts'
import type { SearchNeedle } from './product-search.ts'
import type { Supplier, SupplierChanges } from './supplier-schemas.ts'

const columns =
  'id, name, contact_name, email, phone, address, tax_code, bank_account, notes, is_active, created_at, updated_at'

/** Suppliers by name; `search` looks at name, contact, e-mail and phone. */
export async function readSuppliers(
  db: Executor,
  workspaceId: number,
  filter: { search: SearchNeedle | null; activeOnly: boolean },
): Promise<Supplier[]> {
  const conditions = ['workspace_id = $1']
  if (filter.activeOnly) conditions.push('is_active')
  if (filter.search) conditions.push('strpos(search_text, $2) > 0')
  const rows = await db.query<Supplier>(
    `select ${columns} from suppliers where ${conditions.join(' and ')} order by lower(name), name, id`,
    filter.search ? [workspaceId, filter.search.folded] : [workspaceId],
  )
  const marked = filter.search?.marked
  return marked ? rows.filter((row) => foldKeepingMarks(searched(row)).includes(marked)) : rows
}

export async function findSupplier(db: Executor, workspaceId: number, id: number): Promise<Supplier | null> {
  const [row] = await db.query<Supplier>(
    `select ${columns} from suppliers where workspace_id = $1 and id = $2`,
    [workspaceId, id],
  )
  return row ?? null
}

export interface SuppliedProduct {
  id: number
  name: string
  sku: string | null
  stock: number
}

export function readSuppliedProducts(
  db: Executor,
  workspaceId: number,
  id: number,
): Promise<SuppliedProduct[]> {
  return db.query<SuppliedProduct>(
    `select id, name, sku, stock from products
     where workspace_id = $1 and supplier_id = $2 and deleted_at is null order by lower(name), name, id`,
    [workspaceId, id],
  )
}

export async function lockSupplier(
  tx: Transaction,
  workspaceId: number,
  id: number,
): Promise<Supplier | null> {
  const [row] = await tx.query<Supplier>(
    `select ${columns} from suppliers where workspace_id = $1 and id = $2 for update`,
    [workspaceId, id],
  )
  return row ?? null
}

export async function insertSupplier(
  tx: Transaction,
  workspaceId: number,
  values: SupplierChanges & { name: string },
  at: Date,
): Promise<Supplier> {
  const written = { ...values, search_text: fold(searched(values)) }
  const names = Object.keys(written)
  const [row] = await tx.query<Supplier>(
    `insert into suppliers (workspace_id, created_at, updated_at, ${names.join(', ')})
     values ($1, $2, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')}) returning ${columns}`,
    [workspaceId, at, ...Object.values(written)],
  )
  return row!
}

export async function updateSupplierRow(
  tx: Transaction,
  workspaceId: number,
  before: Supplier,
  values: SupplierChanges,
  at: Date,
): Promise<Supplier> {
  const written = { ...values, search_text: fold(searched({ ...before, ...values })) }
  const assignments = Object.keys(written).map((name, index) => `${name} = $${index + 4}`)
  const [row] = await tx.query<Supplier>(
    `update suppliers set ${['updated_at = $3', ...assignments].join(', ')}
     where workspace_id = $1 and id = $2 returning ${columns}`,
    [workspaceId, before.id, at, ...Object.values(written)],
  )
  return row!
}

/** Removes the supplier; its products stay, without a supplier. */
export async function removeSupplier(
  tx: Transaction,
  workspaceId: number,
  id: number,
  at: Date,
): Promise<void> {
  await tx.query(
    `with supplied as (
       select id from products where workspace_id = $1 and supplier_id = $2 order by id for no key update
     )
     update products set supplier_id = null, updated_at = $3 from supplied where products.id = supplied.id`,
    [workspaceId, id, at],
  )
  await tx.query('delete from suppliers where workspace_id = $1 and id = $2', [workspaceId, id])
}

type Searched = Partial<Pick<Supplier, 'name' | 'contact_name' | 'email' | 'phone'>>

function searched(supplier: Searched): string {
  return [supplier.name, supplier.contact_name, supplier.email, supplier.phone].filter(Boolean).join('\n')
}

import type { Executor, Transaction } from '../../kernel/database/database.ts'
import type { Category, CategoryChanges } from './category-schemas.ts'
import type { CategoryLink } from './category-tree.ts'

const columns = 'id, name, description, parent_id, image_url, sort_order, is_active, created_at, updated_at'

export function readActiveCategories(db: Executor, workspaceId: number): Promise<Category[]> {
  return db.query<Category>(
    `select ${columns} from categories where workspace_id = $1 and is_active
     order by sort_order, lower(name), name, id`,
    [workspaceId],
  )
}

export async function findCategory(db: Executor, workspaceId: number, id: number): Promise<Category | null> {
  const [row] = await db.query<Category>(
    `select ${columns} from categories where workspace_id = $1 and id = $2`,
    [workspaceId, id],
  )
  return row ?? null
}

export async function lockCategory(
  tx: Transaction,
  workspaceId: number,
  id: number,
): Promise<Category | null> {
  const [row] = await tx.query<Category>(
    `select ${columns} from categories where workspace_id = $1 and id = $2 for update`,
    [workspaceId, id],
  )
  return row ?? null
}

/**
 * Whoever changes the shape of a workspace's tree holds this first, until the end of the transaction: two moves that
 * are each sound could close a loop together.
 */
export async function lockCategoryTree(tx: Transaction, workspaceId: number): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('category-tree:' || $1::text, 0))`, [
    workspaceId,
  ])
}

export function readCategoryLinks(tx: Transaction, workspaceId: number): Promise<CategoryLink[]> {
  return tx.query<CategoryLink>('select id, parent_id from categories where workspace_id = $1', [workspaceId])
}

export async function insertCategory(
  tx: Transaction,
  workspaceId: number,
  values: CategoryChanges,
  at: Date,
): Promise<Category> {
  const names = Object.keys(values)
  const [row] = await tx.query<Category>(
    `insert into categories (workspace_id, created_at, updated_at, ${names.join(', ')})
     values ($1, $2, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')}) returning ${columns}`,
    [workspaceId, at, ...Object.values(values)],
  )
  return row!
}

export async function updateCategoryRow(
  tx: Transaction,
  workspaceId: number,
  id: number,
  values: CategoryChanges,
  at: Date,
): Promise<Category> {
  const assignments = Object.keys(values).map((name, index) => `${name} = $${index + 4}`)
  const [row] = await tx.query<Category>(
    `update categories set ${['updated_at = $3', ...assignments].join(', ')}
     where workspace_id = $1 and id = $2 returning ${columns}`,
    [workspaceId, id, at, ...Object.values(values)],
  )
  return row!
}

/** Products carry a copy of their category's name, so that lists need no join. */
export async function renameCategoryOfProducts(
  tx: Transaction,
  workspaceId: number,
  id: number,
  name: string,
  at: Date,
): Promise<void> {
  await tx.query(
    `with held as (
       select id from products where workspace_id = $1 and category_id = $2 and deleted_at is null
       order by id for no key update
     )
     update products set category = $3, updated_at = $4 from held where products.id = held.id`,
    [workspaceId, id, name, at],
  )
}

export async function readCategoryUse(
  tx: Transaction,
  workspaceId: number,
  id: number,
): Promise<{ has_products: boolean; has_children: boolean }> {
  const [row] = await tx.query<{ has_products: boolean; has_children: boolean }>(
    `select
       exists (select 1 from products where workspace_id = $1 and category_id = $2 and deleted_at is null) as has_products,
       exists (select 1 from categories where workspace_id = $1 and parent_id = $2) as has_children`,
    [workspaceId, id],
  )
  return row!
}

/** Removes the category; deleted products that still point at it let go. */
export async function removeCategory(tx: Transaction, workspaceId: number, id: number): Promise<void> {
  await tx.query(
    `update products set category_id = null where workspace_id = $1 and category_id = $2 and deleted_at is not null`,
    [workspaceId, id],
  )
  await tx.query('delete from categories where workspace_id = $1 and id = $2', [workspaceId, id])
}

import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import {
  insertCategory,
  lockCategory,
  lockCategoryTree,
  readCategoryLinks,
  renameCategoryOfProducts,
  updateCategoryRow,
} from './category-queries.ts'
import type { Category, CategoryChanges, CategoryInput } from './category-schemas.ts'
import { mayHangBelow } from './category-tree.ts'

export function createCategory(act: Act, input: CategoryInput): Promise<Category> {
  return act.db.transaction(async (tx) => {
    const { workspaceId } = act.caller
    if (input.parent_id != null) await requirePlace(tx, workspaceId, null, input.parent_id)
    const row = await insertCategory(tx, workspaceId, sent(input), act.services.clock.now())
    await auditAct(tx, act, 'category.created', { type: 'category', id: row.id }, { after: row })
    return row
  })
}

/** Changes the keys that are present; a new name reaches the category's products in the same transaction. */
export function updateCategory(act: Act, id: number, changes: CategoryChanges): Promise<Category> {
  return act.db.transaction(async (tx) => {
    const { workspaceId } = act.caller
    const now = act.services.clock.now()
    if (changes.parent_id != null) await requirePlace(tx, workspaceId, id, changes.parent_id)
    const before = await lockCategory(tx, workspaceId, id)
    if (!before) throw notFound('Category not found')
    const row = await updateCategoryRow(tx, workspaceId, id, sent(changes), now)
    if (row.name !== before.name) await renameCategoryOfProducts(tx, workspaceId, id, row.name, now)
    await auditAct(tx, act, 'category.updated', { type: 'category', id }, difference(before, row))
    return row
  })
}

async function requirePlace(
  tx: Transaction,
  workspaceId: number,
  id: number | null,
  parentId: number,
): Promise<void> {
  await lockCategoryTree(tx, workspaceId)
  const links = await readCategoryLinks(tx, workspaceId)
  if (!mayHangBelow(links, id, parentId)) throw new Refusal(400, 'Invalid parent ID')
}

function sent(input: CategoryChanges): CategoryChanges {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

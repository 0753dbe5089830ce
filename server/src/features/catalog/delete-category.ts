import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { lockCategory, lockCategoryTree, readCategoryUse, removeCategory } from './category-queries.ts'

/** Deletes a category that holds neither products nor subcategories; deleted products do not count. */
export function deleteCategory(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    const { workspaceId } = act.caller
    await lockCategoryTree(tx, workspaceId)
    const before = await lockCategory(tx, workspaceId, id)
    if (!before) throw notFound('Category not found')
    const use = await readCategoryUse(tx, workspaceId, id)
    if (use.has_products) throw new Refusal(400, 'Cannot delete category with products')
    if (use.has_children) throw new Refusal(400, 'Cannot delete category with subcategories')
    await removeCategory(tx, workspaceId, id)
    await auditAct(tx, act, 'category.deleted', { type: 'category', id }, { before })
  })
}

import { type Act, auditAct } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { hideProducts } from './product-queries.ts'

/** Hides a product and its variations everywhere and frees their SKUs and barcodes; past orders keep what they show. */
export function deleteProduct(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    const hidden = await deleteProductsIn(tx, act, [id])
    if (!hidden.includes(id)) throw notFound('Product not found')
  })
}

/** `deleteProduct` of several within the caller's transaction; the ids that were hidden, variations too. */
export async function deleteProductsIn(tx: Transaction, act: Act, ids: readonly number[]): Promise<number[]> {
  const hidden = await hideProducts(tx, act.caller.workspaceId, ids, act.services.clock.now())
  for (const id of hidden) await auditAct(tx, act, 'product.deleted', { type: 'product', id })
  return hidden
}

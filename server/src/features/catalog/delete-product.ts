import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { notFound } from '../../kernel/errors.ts'
import { hideProduct } from './product-queries.ts'

/** Hides a product and its variations everywhere and frees their SKUs and barcodes; past orders keep what they show. */
export function deleteProduct(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    const hidden = await hideProduct(tx, act.caller.workspaceId, id, act.services.clock.now())
    if (!hidden.includes(id)) throw notFound('Product not found')
    for (const each of hidden) await auditAct(tx, act, 'product.deleted', { type: 'product', id: each })
  })
}

import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { Refusal } from '../../kernel/errors.ts'
import { lockOrder } from './queries.ts'
import { giveStockBack } from './stock.ts'
import { deletableStatuses } from './transitions.ts'

/**
 * Deletes a pending order (its stock is given back) or a cancelled one, with its items and shipments; the stock movements
 * remain. Throws 404, and 400 in any other status (sales contract 4.2).
 */
export async function deleteOrder(act: Act, orderId: number): Promise<void> {
  const { workspaceId, userId } = act.caller
  await act.db.transaction(async (tx) => {
    const order = await lockOrder(tx, workspaceId, orderId)
    if (!deletableStatuses.has(order.status)) {
      throw new Refusal(400, 'Only pending or cancelled orders can be deleted')
    }
    await giveStockBack(tx, { workspaceId, orderId, actorId: userId, now: act.services.clock.now() })
    await tx.query('delete from orders where workspace_id = $1 and id = $2', [workspaceId, orderId])
    await auditAct(tx, act, 'order.deleted', { type: 'order', id: orderId }, { before: order })
  })
}

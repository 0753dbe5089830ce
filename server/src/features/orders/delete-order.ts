import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Database } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Origin } from './place-order.ts'
import { lockOrder } from './queries.ts'
import { giveStockBack } from './stock.ts'
import { deletableStatuses } from './transitions.ts'

/**
 * Deletes a pending order (its stock is given back) or a cancelled one, with its items; the stock movements remain. Throws 404, and 400
 * in any other status (sales contract 4.2).
 */
export async function deleteOrder(db: Database, origin: Origin, orderId: number): Promise<void> {
  const { caller, now } = origin
  const { workspaceId } = caller
  await db.transaction(async (tx) => {
    const order = await lockOrder(tx, workspaceId, orderId)
    if (!deletableStatuses.has(order.status)) {
      throw new Refusal(400, 'Only pending or cancelled orders can be deleted')
    }
    await giveStockBack(tx, { workspaceId, orderId, actorId: caller.userId, now })
    await tx.query('delete from orders where workspace_id = $1 and id = $2', [workspaceId, orderId])
    await recordAudit(tx, {
      workspaceId,
      actor: { kind: caller.kind, id: caller.tokenId ?? caller.userId },
      action: 'order.deleted',
      subject: { type: 'order', id: orderId },
      before: order,
      requestId: origin.requestId,
      ip: origin.ip,
    })
  })
}

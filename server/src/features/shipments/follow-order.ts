import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import type { OrderStatusChanged } from '../orders/index.ts'
import { cancelPendingShipments } from './queries.ts'

/** A cancelled order takes its pending shipment with it, in the same transaction (sales contract 9.3). */
export async function followOrder(tx: Transaction, event: OrderStatusChanged): Promise<void> {
  if (event.to !== 'cancelled') return
  const now = new Date(event.at)
  for (const id of await cancelPendingShipments(tx, event.workspaceId, event.orderId, now)) {
    await recordAudit(tx, {
      workspaceId: event.workspaceId,
      ...event.origin,
      action: 'shipment.cancelled',
      subject: { type: 'shipment', id },
      before: { status: 'pending' },
      after: { status: 'cancelled' },
    })
  }
}

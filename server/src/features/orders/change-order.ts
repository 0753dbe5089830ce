import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Database, Transaction } from '../../kernel/database/database.ts'
import { type FieldError, invalid } from '../../kernel/errors.ts'
import type { PartialInput } from '../../kernel/http/fields.ts'
import { moneyFromDatabase, moneyToString } from '../../kernel/money/money.ts'
import { fold } from '../../kernel/text/fold.ts'
import type { changeOrderFields } from './inputs.ts'
import type { Origin } from './place-order.ts'
import type { OrderDetailRow } from './present.ts'
import { type LockedOrder, lockOrder, readOrder } from './queries.ts'
import { checkReferences } from './references.ts'
import { giveStockBack } from './stock.ts'
import { settleTotals } from './totals.ts'
import { checkTransition, deliveryOf, givesStockBack, openStatuses, returnCodeOf } from './transitions.ts'

export type OrderChanges = PartialInput<typeof changeOrderFields>

/** Columns that a change may write, with their database values. */
type ColumnValues = Partial<Omit<LockedOrder, 'id' | 'order_number' | 'total_amount'>>

/**
 * Changes an order (sales contract 4.2 and 9.3). `readChanges` is called once the order is known to exist, so that 404 comes
 * before 400. Throws 404, and 400 for a forbidden transition, unknown references, amounts that may not change any more
 * or do not agree. Nothing that equals what is stored counts as a change.
 */
export async function changeOrder(
  db: Database,
  origin: Origin,
  orderId: number,
  readChanges: () => OrderChanges,
): Promise<OrderDetailRow> {
  const { workspaceId } = origin.caller
  return db.transaction(async (tx) => {
    const order = await lockOrder(tx, workspaceId, orderId)
    const changes = readChanges()
    const values = differences(order, { ...columnValues(order, changes), ...statusValues(order, changes) })
    await checkReferences(tx, workspaceId, values)
    if (Object.keys(values).length > 0) await write(tx, origin, order, values)
    return readOrder(tx, workspaceId, orderId)
  })
}

async function write(
  tx: Transaction,
  origin: Origin,
  order: LockedOrder,
  values: ColumnValues,
): Promise<void> {
  const { caller, now } = origin
  await updateOrder(tx, caller.workspaceId, order, values, now)
  if (values.status !== undefined && givesStockBack.has(values.status)) {
    await giveStockBack(tx, {
      workspaceId: caller.workspaceId,
      orderId: order.id,
      actorId: caller.userId,
      now,
    })
  }
  await recordAudit(tx, {
    workspaceId: caller.workspaceId,
    actor: { kind: caller.kind, id: caller.tokenId ?? caller.userId },
    action: values.status === undefined ? 'order.changed' : `order.${values.status}`,
    subject: { type: 'order', id: order.id },
    before: Object.fromEntries(Object.keys(values).map((key) => [key, order[key as keyof ColumnValues]])),
    after: values,
    requestId: origin.requestId,
    ip: origin.ip,
  })
}

/** The columns that follow from a change of status. */
function statusValues(order: LockedOrder, changes: OrderChanges): ColumnValues {
  const { status } = changes
  if (status === undefined || !checkTransition(order.status, status)) return {}
  const delivery = deliveryOf[status]
  const returnCode = changes.return_code === undefined ? order.return_code : changes.return_code
  return {
    status,
    ...(delivery ? { delivery_status: delivery } : {}),
    ...(status === 'returned' && !returnCode ? { return_code: returnCodeOf(order.order_number) } : {}),
  }
}

function columnValues(order: LockedOrder, changes: OrderChanges): ColumnValues {
  const { status: _, total_amount, final_amount, discount_amount, shipping_fee, ...columns } = changes
  const amounts = { discount_amount, shipping_fee }
  const closed: FieldError[] = Object.entries(amounts)
    .filter(([, amount]) => amount !== undefined && !openStatuses.has(order.status))
    .map(([path]) => ({ path, message: 'Invalid value' }))
  if (closed.length > 0) throw invalid(closed)

  const discount = discount_amount ?? moneyFromDatabase(order.discount_amount)
  const fee = shipping_fee ?? moneyFromDatabase(order.shipping_fee)
  settleTotals(moneyFromDatabase(order.total_amount), discount, fee, { total_amount, final_amount })
  return { ...columns, discount_amount: moneyToString(discount), shipping_fee: moneyToString(fee) }
}

function differences(order: LockedOrder, values: ColumnValues): ColumnValues {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => order[key as keyof ColumnValues] !== value),
  )
}

async function updateOrder(
  tx: Transaction,
  workspaceId: number,
  order: LockedOrder,
  values: ColumnValues,
  now: Date,
): Promise<void> {
  const after = { ...order, ...values }
  const columns: Record<string, unknown> = {
    ...values,
    search_text: searchText(after),
    updated_at: now,
  }
  const names = Object.keys(columns)
  await tx.query(
    `update orders set ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')}
     where workspace_id = $1 and id = $2`,
    [workspaceId, order.id, ...names.map((name) => columns[name])],
  )
}

/** What a search for an order looks through: its four codes, folded, one a line (sales contract 4.2). */
function searchText(
  order: Pick<LockedOrder, 'order_number' | 'tracking_number' | 'return_code' | 'reconciliation_code'>,
): string {
  const codes = [order.order_number, order.tracking_number, order.return_code, order.reconciliation_code]
  return codes
    .filter((code) => code !== null)
    .map(fold)
    .join('\n')
}

import { type Act, auditAct, auditOriginOf } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { type FieldError, invalid } from '../../kernel/errors.ts'
import type { PartialInput } from '../../kernel/http/fields.ts'
import { moneyFromDatabase, moneyToString } from '../../kernel/money/money.ts'
import { fold } from '../../kernel/text/fold.ts'
import type { changeOrderFields } from './inputs.ts'
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
 * before 400. Throws 404, and what `changeLockedOrder` throws.
 */
export async function changeOrder(
  act: Act,
  orderId: number,
  readChanges: () => OrderChanges,
): Promise<OrderDetailRow> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const order = await lockOrder(tx, workspaceId, orderId)
    await changeLockedOrder(tx, act, order, readChanges())
    return readOrder(tx, workspaceId, orderId)
  })
}

/**
 * Changes an order that the transaction has locked, gives its stock back and announces its new status where that follows.
 * Throws 400 for a forbidden transition, unknown references, amounts that may not change any more or do not agree.
 * Nothing that equals what is stored counts as a change.
 */
export async function changeLockedOrder(
  tx: Transaction,
  act: Act,
  order: LockedOrder,
  changes: OrderChanges,
): Promise<void> {
  const values = differences(order, { ...columnValues(order, changes), ...statusValues(order, changes) })
  await checkReferences(tx, act.caller.workspaceId, values)
  if (Object.keys(values).length > 0) await write(tx, act, order, values)
}

async function write(tx: Transaction, act: Act, order: LockedOrder, values: ColumnValues): Promise<void> {
  const { workspaceId, userId } = act.caller
  const now = act.services.clock.now()
  const { status } = values
  await updateOrder(tx, workspaceId, order, values, now)
  if (status !== undefined && givesStockBack.has(status)) {
    await giveStockBack(tx, { workspaceId, orderId: order.id, actorId: userId, now })
  }
  await auditAct(
    tx,
    act,
    status === undefined ? 'order.updated' : `order.${status}`,
    { type: 'order', id: order.id },
    {
      before: Object.fromEntries(Object.keys(values).map((key) => [key, order[key as keyof ColumnValues]])),
      after: values,
    },
  )
  if (status === undefined) return
  await act.services.events.emit(tx, 'order.status_changed', {
    workspaceId,
    orderId: order.id,
    from: order.status,
    to: status,
    at: now.toISOString(),
    origin: auditOriginOf(act),
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

  if ([total_amount, final_amount, discount_amount, shipping_fee].every((amount) => amount === undefined)) {
    return columns
  }
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
    search_text: orderSearchText(after),
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
export function orderSearchText(
  order: Pick<LockedOrder, 'order_number' | 'tracking_number' | 'return_code' | 'reconciliation_code'>,
): string {
  const codes = [order.order_number, order.tracking_number, order.return_code, order.reconciliation_code]
  return codes
    .filter((code) => code !== null)
    .map(fold)
    .join('\n')
}

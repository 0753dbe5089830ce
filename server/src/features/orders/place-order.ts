import type { Caller } from '../../kernel/auth/caller.ts'
import type { Database } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import type { PlaceOrderInput } from './inputs.ts'
import type { OrderDetailRow } from './present.ts'
import { referenceRefusals } from './references.ts'
import { settleTotals, sumLines } from './totals.ts'
import { deliveryOf } from './transitions.ts'

/** Where a change comes from, for the audit log. */
export interface Origin {
  caller: Caller
  requestId: string
  ip: string
  now: Date
}

const statement = {
  name: 'place-order',
  text: `select refusal, subject, detail from place_order(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
}

interface Outcome {
  refusal: string | null
  subject: string | null
  detail: OrderDetailRow
}

/**
 * Takes the stock and writes the order, its items, the stock movements and the audit line in one statement. Refused with
 * 400: totals that do not agree, unknown references, unknown or inactive products, too little stock (sales contract 4.3).
 */
export async function placeOrder(
  db: Database,
  origin: Origin,
  input: PlaceOrderInput,
): Promise<OrderDetailRow> {
  const { caller } = origin
  const { total } = settleTotals(sumLines(input.items), input.discount_amount, input.shipping_fee, input)
  const [outcome] = await db.operation<Outcome>(statement, [
    caller.workspaceId,
    caller.userId,
    caller.timeZone,
    origin.now,
    input.items.map((line) => line.product_id),
    input.items.map((line) => line.quantity),
    input.items.map((line) => moneyToString(line.price)),
    input.customer_id ?? null,
    input.seller_id ?? null,
    input.branch_id ?? null,
    input.shipping_method_id ?? null,
    input.status,
    deliveryOf[input.status] ?? 'pending',
    input.payment_status,
    input.payment_method,
    moneyToString(total),
    moneyToString(input.discount_amount),
    moneyToString(input.shipping_fee),
    input.shipping_address ?? null,
    input.shipping_phone ?? null,
    input.notes ?? null,
    input.sales_channel ?? null,
    caller.kind,
    String(caller.tokenId ?? caller.userId),
    origin.requestId,
    origin.ip,
  ])
  if (!outcome) throw new Error('place_order returned nothing')
  if (outcome.refusal !== null) throw refusalOf(outcome.refusal, outcome.subject ?? '')
  return outcome.detail
}

function refusalOf(kind: string, subject: string): Refusal {
  if (kind === 'product') return new Refusal(400, `Invalid product ID: ${subject}`)
  if (kind === 'stock') return new Refusal(400, `Insufficient stock for product: ${subject}`)
  return new Refusal(400, referenceRefusals[kind as keyof typeof referenceRefusals])
}

import type { Caller } from '../../kernel/auth/caller.ts'
import { createBatches } from '../../kernel/database/batches.ts'
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

/** An order that only the database can still refuse; amounts in minor units. */
interface Placement {
  origin: Origin
  input: PlaceOrderInput
  total: bigint
}

/** Takes the stock and writes the order, its items, the stock movements and the audit line, or throws the 400. */
export type PlaceOrder = (db: Database, origin: Origin, input: PlaceOrderInput) => Promise<OrderDetailRow>

/** More would make the server and the database take turns instead of working side by side. */
const maxOrdersTogether = 8

/**
 * Makes the operation behind `POST /orders` (sales contract 4.3). Refused with 400: totals that do not agree, unknown
 * references, unknown or inactive products, too little stock. Orders of one workspace that arrive while an earlier one is
 * being written are committed together; on another database than `shared` (inside a transaction) each is written alone.
 */
export function createPlaceOrder(shared: Database): PlaceOrder {
  const enqueue = createBatches<Placement, OrderDetailRow>({
    together: async (placements) => {
      const outcome = await write(shared, placements)
      return outcome.refusal === null ? outcome.details : null
    },
    alone: (placement) => placeAlone(shared, placement),
    maxItems: maxOrdersTogether,
    enoughForSecond: maxOrdersTogether / 2,
  })
  return async (db, origin, input) => {
    const { total } = settleTotals(sumLines(input.items), input.discount_amount, input.shipping_fee, input)
    const placement = { origin, input, total }
    return db === shared ? enqueue(origin.caller.workspaceId, placement) : placeAlone(db, placement)
  }
}

async function placeAlone(db: Database, placement: Placement): Promise<OrderDetailRow> {
  const outcome = await write(db, [placement])
  if (outcome.refusal !== null) throw refusalOf(outcome.refusal, outcome.subject ?? '')
  return outcome.details[0] as OrderDetailRow
}

const statement = {
  name: 'place-orders',
  text: 'select refusal, subject, details from place_orders($1, $2, $3, $4, $5, $6, $7, $8, $9)',
}

interface Outcome {
  refusal: string | null
  subject: string | null
  /** In the order of the placements. */
  details: OrderDetailRow[]
}

/** Writes all placements, which are of one workspace, or none. */
async function write(db: Database, placements: Placement[]): Promise<Outcome> {
  const { caller, now } = (placements.at(-1) as Placement).origin
  const lineOrders: number[] = []
  const productIds: number[] = []
  const quantities: number[] = []
  const prices: string[] = []
  const orders: ReturnType<typeof columnsOf>[] = []
  let hasReferences = false
  for (const placement of placements) {
    const order = columnsOf(placement, orders.length + 1, productIds.length + 1)
    orders.push(order)
    // Not by truth: 0 is an id that nobody has, and must be refused like any other.
    hasReferences ||=
      (order.customer_id ?? order.seller_id ?? order.branch_id ?? order.shipping_method_id ?? null) !== null
    for (const line of placement.input.items) {
      lineOrders.push(order.n)
      productIds.push(line.product_id)
      quantities.push(line.quantity)
      prices.push(moneyToString(line.price))
    }
  }
  const [outcome] = await db.operation<Outcome>(statement, [
    caller.workspaceId,
    caller.timeZone,
    now,
    JSON.stringify(orders),
    hasReferences,
    lineOrders,
    productIds,
    quantities,
    prices,
  ])
  if (!outcome) throw new Error('place_orders returned nothing')
  return outcome
}

/** An order as an element of `p_orders`. Absent and null are the same there. */
function columnsOf({ origin, input, total }: Placement, n: number, firstLine: number) {
  return {
    n,
    created_by: origin.caller.userId,
    customer_id: input.customer_id,
    seller_id: input.seller_id,
    branch_id: input.branch_id,
    shipping_method_id: input.shipping_method_id,
    status: input.status,
    delivery_status: deliveryOf[input.status] ?? 'pending',
    payment_status: input.payment_status,
    payment_method: input.payment_method,
    total: moneyToString(total),
    discount: moneyToString(input.discount_amount),
    shipping_fee: moneyToString(input.shipping_fee),
    quantity: input.items.reduce((sum, line) => sum + line.quantity, 0),
    first_line: firstLine,
    lines: input.items.length,
    shipping_address: input.shipping_address,
    shipping_phone: input.shipping_phone,
    notes: input.notes,
    sales_channel: input.sales_channel,
    actor_kind: origin.caller.kind,
    actor_id: String(origin.caller.tokenId ?? origin.caller.userId),
    request_id: origin.requestId,
    ip: origin.ip,
  }
}

function refusalOf(kind: string, subject: string): Refusal {
  if (kind === 'product') return new Refusal(400, `Invalid product ID: ${subject}`)
  if (kind === 'stock') return new Refusal(400, `Insufficient stock for product: ${subject}`)
  return new Refusal(400, referenceRefusals[kind as keyof typeof referenceRefusals])
}

import type { ApiError } from '../../app/api.ts'
import type { CartLine, Totals } from './cart.ts'

export type LineProblem = 'quantity' | 'price' | 'stock' | 'gone'
export type FieldProblem =
  | 'customer'
  | 'seller'
  | 'branch'
  | 'method'
  | 'discount'
  | 'shipping'
  | 'phone'
  | 'address'
  | 'notes'

/** Where on the order form each part of a refusal belongs. */
export type OrderProblems = {
  /** By index of the line. */
  lines: Record<number, LineProblem>
  fields: FieldProblem[]
  /** True when something is left that neither a line nor a field shows. */
  general: boolean
}

export const noProblems: OrderProblems = { lines: {}, fields: [], general: false }

const fieldOfParam: Record<string, FieldProblem> = {
  customer_id: 'customer',
  seller_id: 'seller',
  branch_id: 'branch',
  shipping_method_id: 'method',
  discount_amount: 'discount',
  shipping_fee: 'shipping',
  shipping_phone: 'phone',
  shipping_address: 'address',
  notes: 'notes',
}

const referenceOfMessage: Record<string, FieldProblem> = {
  'Invalid customer ID': 'customer',
  'Invalid seller ID': 'seller',
  'Invalid branch ID': 'branch',
  'Invalid shipping method ID': 'method',
}

/** Reads both error styles of the sales API (sales contract 1.2 and 4.3). */
export function problemsOf(error: ApiError, lines: CartLine[]): OrderProblems {
  const named = fromMessage(error.message, lines)
  if (named) return named
  const problems: OrderProblems = { lines: {}, fields: [], general: false }
  for (const param of Object.keys(error.fields)) {
    const item = /^items\[(\d+)\]\.(product_id|quantity|price)$/.exec(param)
    const field = fieldOfParam[param]
    if (item?.[1] !== undefined && item[2] !== undefined) {
      problems.lines[Number(item[1])] ??= item[2] === 'product_id' ? 'gone' : (item[2] as LineProblem)
    } else if (field) problems.fields.push(field)
    else problems.general = true
  }
  if (Object.keys(error.fields).length === 0) problems.general = true
  return problems
}

function fromMessage(message: string, lines: CartLine[]): OrderProblems | null {
  const shortOf = /^Insufficient stock for product: (.*)$/s.exec(message)?.[1]
  const unknownId = /^Invalid product ID: (\d+)$/.exec(message)?.[1]
  const reference = referenceOfMessage[message]
  if (reference) return { lines: {}, fields: [reference], general: false }
  if (shortOf === undefined && unknownId === undefined) return null
  const index = lines.findIndex(({ product }) => product.name === shortOf || String(product.id) === unknownId)
  if (index === -1) return null
  return { lines: { [index]: shortOf === undefined ? 'gone' : 'stock' }, fields: [], general: false }
}

/** What can be seen before asking the server. */
export function problemsBefore(lines: CartLine[], totals: Totals): OrderProblems {
  const problems: OrderProblems = { lines: {}, fields: [], general: false }
  for (const [index, { product, quantity, price }] of lines.entries()) {
    if (quantity === null || quantity < 1) problems.lines[index] = 'quantity'
    else if (quantity > product.stock) problems.lines[index] = 'stock'
    else if (price === null) problems.lines[index] = 'price'
  }
  if (totals.discount > totals.total) problems.fields.push('discount')
  return problems
}

export function hasProblems({ lines, fields, general }: OrderProblems): boolean {
  return general || fields.length > 0 || Object.keys(lines).length > 0
}

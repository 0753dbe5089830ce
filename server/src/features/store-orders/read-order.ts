import { MAX_AMOUNT, MAX_TOTAL, multiply } from '../../kernel/money/money.ts'
import { fold } from '../../kernel/text/fold.ts'
import type { Person } from '../customers/index.ts'
import type { OrderStatus } from '../orders/index.ts'
import { cutText } from '../store-sync/index.ts'
import { createReader, type Reader } from './field-reader.ts'

/** A line as WooCommerce sold it; ids of 0 or less are none. */
export interface StoreOrderLine {
  productId: number | null
  variationId: number | null
  sku: string | null
  name: string
  quantity: number
  /** Of one piece, before the discount of the order; minor units. */
  price: bigint
}

/** An order of a store in the words of the sales API; amounts in minor units. */
export interface StoreOrder {
  /** The id over there. */
  id: number
  number: string
  /** Null: a status of some extension, which says nothing here. */
  status: OrderStatus | null
  paymentStatus: 'paid' | 'unpaid' | 'refunded'
  paymentMethod: string
  currency: string | null
  total: bigint
  discount: bigint
  shippingFee: bigint
  /** ISO instants. */
  createdAt: string | null
  modifiedAt: string | null
  customer: Person
  shippingAddress: string | null
  shippingPhone: string | null
  notes: string | null
  lines: StoreOrderLine[]
}

export type ReadOrder = { order: StoreOrder; problems: [] } | { order: null; problems: string[] }

const statuses = new Map<string, OrderStatus>([
  ['pending', 'pending'],
  ['on-hold', 'pending'],
  ['processing', 'processing'],
  ['shipped', 'shipped'],
  ['delivered', 'delivered'],
  ['completed', 'delivered'],
  ['cancelled', 'cancelled'],
  ['failed', 'cancelled'],
  ['trash', 'cancelled'],
  ['refunded', 'returned'],
])
/** Carts and forms that somebody has begun. */
const drafts: ReadonlySet<string> = new Set(['checkout-draft', 'auto-draft', 'draft', 'new'])

/** WooCommerce's own ways to pay that the sales API has a word for; others keep their name. */
const paymentMethods = new Map([
  ['', 'cash'],
  ['cod', 'cash'],
  ['bacs', 'bank_transfer'],
])

const maxQuantity = 1_000_000
const maxPieces = 2_147_483_647

/** Reads the body of an order topic (REST v3, storefronts contract 6). Problems are texts such as `total: A valid number is required.`. */
export function readStoreOrder(body: Record<string, unknown>): ReadOrder {
  const reader = createReader(body)
  const id = readOrderId(reader)
  const said = reader.needed('status') ? reader.text('status') : ''
  const total = reader.needed('total') ? reader.amount('total', MAX_TOTAL) : 0n
  const discount = reader.amount('discount_total', MAX_AMOUNT)
  const shippingFee = reader.amount('shipping_total', MAX_AMOUNT)
  const lines = readLines(reader)
  const status = statuses.get(plainStatus(said)) ?? null
  const billing = reader.section('billing')
  const shipping = reader.section('shipping')
  const paidAt = reader.time('date_paid_gmt')
  const order: StoreOrder = {
    id,
    number: reader.text('number').trim() || String(id),
    status,
    paymentStatus: status === 'returned' ? 'refunded' : paidAt === null ? 'unpaid' : 'paid',
    paymentMethod: readPaymentMethod(reader),
    currency: readCurrency(reader),
    total,
    discount,
    shippingFee,
    createdAt: reader.time('date_created_gmt'),
    modifiedAt: reader.time('date_modified_gmt'),
    customer: {
      name: cutText(nameIn(billing) || billing.text('company').trim() || nameIn(shipping), 255) || null,
      email: billing.text('email').trim() || null,
      phone: phoneIn(billing) ?? phoneIn(shipping),
      address: addressIn(billing),
    },
    shippingAddress: deliveryAddress(billing, shipping),
    shippingPhone: phoneIn(shipping) ?? phoneIn(billing),
    notes: readNotes(reader),
    lines,
  }
  checkSums(reader, order)
  return reader.problems.length > 0 ? { order: null, problems: reader.problems } : { order, problems: [] }
}

/** Whether the body is an order that is still being filled in, which is no order here. */
export function isOrderDraft({ status }: Record<string, unknown>): boolean {
  return typeof status === 'string' && drafts.has(plainStatus(status))
}

function plainStatus(status: string): string {
  return status.trim().toLowerCase().replace(/^wc-/, '')
}

/** Of an order or of the body `{"id": n}` of one that was deleted; 0 after a problem. */
export function readOrderId(reader: Reader): number {
  return reader.needed('id') ? (reader.id('id', { positive: true }) ?? 0) : 0
}

function checkSums(reader: Reader, { lines, total, discount, shippingFee }: StoreOrder): void {
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
  const goods = lines.reduce((sum, line) => sum + multiply(line.price, line.quantity), 0n)
  if (pieces > maxPieces || goods > MAX_TOTAL)
    reader.refuse('line_items', 'The sum of the lines is too large.')
  if (total + discount - shippingFee > MAX_TOTAL || shippingFee - total > MAX_AMOUNT)
    reader.refuse('total', 'Ensure this value is less than or equal to 9999999999999.99.')
}

function readLines(order: Reader): StoreOrderLine[] {
  return order.list('line_items').flatMap((line) => {
    const quantity = line.decimal('quantity') ?? '1'
    // Extensions write rebates as negative lines; refusing the order would make WooCommerce switch its webhook off.
    const lineAmount = (key: string) => line.optionalAmount(key, MAX_TOTAL, { belowZero: 'is 0' })
    const amounts = {
      subtotal: lineAmount('subtotal'),
      total: lineAmount('total'),
      price: lineAmount('price'),
    }
    const common = {
      productId: line.id('product_id'),
      variationId: line.id('variation_id'),
      sku: cutText(line.text('sku').trim(), 100) || null,
    }
    const name = line.text('name').trim()
    const pieces = Number(quantity)
    const whole = amounts.subtotal ?? (amounts.price === null ? amounts.total : null)
    if (Number.isInteger(pieces) && pieces >= 1 && pieces <= maxQuantity) {
      const price = whole === null ? (amounts.price ?? 0n) : dividedHalfUp(whole, BigInt(pieces))
      if (price > MAX_AMOUNT)
        line.refuse('price', 'Ensure this value is less than or equal to 999999999999.99.')
      return [{ ...common, name: cutText(name, 255), quantity: pieces, price }]
    }
    // Nothing was sold; what it cost, if anything, is part of the order's total.
    if (!(pieces > 0)) return []
    // Weights and lengths: one piece that costs all of it.
    const price = amounts.subtotal ?? amounts.total ?? 0n
    if (price > MAX_AMOUNT)
      line.refuse('total', 'Ensure this value is less than or equal to 999999999999.99.')
    return [{ ...common, name: `${cutText(name, 230)} × ${cutText(quantity, 20)}`, quantity: 1, price }]
  })
}

function dividedHalfUp(amount: bigint, parts: bigint): bigint {
  return (2n * amount + parts) / (2n * parts)
}

function readPaymentMethod(order: Reader): string {
  const method = order.text('payment_method').trim()
  return paymentMethods.get(method) ?? cutText(method, 50)
}

function readCurrency(order: Reader): string | null {
  const currency = order.text('currency').trim().toUpperCase()
  return /^[A-Z]{3,8}$/.test(currency) ? currency : null
}

/** What the customer wrote, then the fees and taxes that are in the total, of which the sales API has no field. */
function readNotes(order: Reader): string | null {
  const named = (list: string, name: string, amount: string) =>
    order.list(list).flatMap((line) => {
      const label = line.text(name).trim()
      const sum = line.decimal(amount)
      return label && sum && Number(sum) !== 0 ? [`${label}: ${sum}`] : []
    })
  const lines = [
    order.text('customer_note').trim(),
    ...named('fee_lines', 'name', 'total'),
    ...named('tax_lines', 'label', 'tax_total'),
  ]
  return cutText(lines.filter(Boolean).join('\n'), 5000) || null
}

function nameIn(person: Reader): string {
  return `${person.text('first_name').trim()} ${person.text('last_name').trim()}`.trim()
}

/** Eastern digits become ASCII, so that one number is one number. */
function phoneIn(person: Reader): string | null {
  const phone = fold(person.text('phone')).trim()
  return phone.length <= 20 ? phone || null : cutText(phone.replace(/[^\d+]/g, ''), 20) || null
}

const addressParts = ['company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country']

function addressIn(person: Reader): string | null {
  const parts = addressParts.map((part) => person.text(part).trim()).filter(Boolean)
  return cutText(parts.join(', '), 1000) || null
}

/** Where the goods go; the name of whoever receives them is part of it when he is not the one who pays. */
function deliveryAddress(billing: Reader, shipping: Reader): string | null {
  const isAddressed = ['address_1', 'address_2', 'city', 'postcode'].some((part) =>
    shipping.text(part).trim(),
  )
  if (!isAddressed) return addressIn(billing)
  const recipient = nameIn(shipping)
  const isSomebodyElse = recipient !== '' && recipient !== nameIn(billing)
  return cutText(
    [isSomebodyElse ? recipient : '', addressIn(shipping) ?? ''].filter(Boolean).join(', '),
    1000,
  )
}

import type { Product } from '../products/api.ts'
import type { OrderInput } from './api.ts'
import type { PaymentStatus } from './status.ts'

/** Amounts as whole hundredths: the server keeps two decimals, and sums of floats would drift from its exact ones. */
export type Minor = bigint

export type CartProduct = Pick<Product, 'id' | 'name' | 'sku' | 'stock' | 'image_url' | 'price'>

/** One product on the order; `null` where the person has typed no usable value yet. */
export type CartLine = { product: CartProduct; quantity: number | null; price: number | null }

/** Major units to hundredths; `amount` has at most two decimals and 15 significant digits, so nothing is lost. */
export function toMinor(amount: number): Minor {
  return BigInt(amount.toFixed(2).replace('.', ''))
}

/** Hundredths to a decimal string such as `59.97`. */
export function fromMinor(minor: Minor): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export function lineSubtotal(line: CartLine): Minor {
  return toMinor(line.price ?? 0) * BigInt(line.quantity ?? 0)
}

export type Totals = { total: Minor; discount: Minor; shipping: Minor; final: Minor }

/** Sales contract 9.2: final = Σ quantity × price − discount + shipping. */
export function totalsOf(lines: CartLine[], discount: number | null, shippingFee: number | null): Totals {
  const total = lines.reduce((sum, line) => sum + lineSubtotal(line), 0n)
  const minus = toMinor(discount ?? 0)
  const plus = toMinor(shippingFee ?? 0)
  return { total, discount: minus, shipping: plus, final: total - minus + plus }
}

/**
 * One more piece of a product, never above its stock: `added` is false when nothing is left to add. A known line takes
 * over the product's fresh stock.
 */
export function addToCart(lines: CartLine[], product: CartProduct): { lines: CartLine[]; added: boolean } {
  const known = lines.find((line) => line.product.id === product.id)
  const wanted = (known?.quantity ?? 0) + 1
  if (wanted > product.stock) return { lines, added: false }
  if (!known) return { lines: [...lines, { product, quantity: 1, price: product.price }], added: true }
  const next = lines.map((line) => (line === known ? { ...line, product, quantity: wanted } : line))
  return { lines: next, added: true }
}

/**
 * What a discount of `percent` on the goods amounts to, half up to the smallest unit of the currency (`digits`
 * decimals, 0 to 2). A proposal: nothing applies it by itself.
 */
export function percentOf(total: Minor, percent: number, digits: number): number {
  const unit = 10n ** BigInt(2 - Math.min(2, digits))
  const hundredths = BigInt(Math.round(percent * 100))
  const exact = total * hundredths
  const step = 10_000n * unit
  return Number(fromMinor(((exact + step / 2n) / step) * unit))
}

export type CartDetails = {
  customer: { id: number } | null
  sellerId: number | null
  branchId: number | null
  shippingMethodId: number | null
  discount: number | null
  shippingFee: number | null
  paymentMethod: string
  paymentStatus: PaymentStatus
  channel: string | null
  address: string
  phone: string
  notes: string
}

/** The order as the server wants it, with the totals seen here, so that a disagreement is refused and not hidden. */
export function orderBody(lines: CartLine[], details: CartDetails): OrderInput {
  const { total, final } = totalsOf(lines, details.discount, details.shippingFee)
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  return {
    items: lines.map((line) => ({
      product_id: line.product.id,
      quantity: line.quantity ?? 0,
      price: line.price ?? 0,
    })),
    customer_id: details.customer?.id ?? null,
    seller_id: details.sellerId,
    branch_id: details.branchId,
    shipping_method_id: details.shippingMethodId,
    discount_amount: details.discount ?? 0,
    shipping_fee: details.shippingFee ?? 0,
    total_amount: Number(fromMinor(total)),
    final_amount: Number(fromMinor(final)),
    payment_method: details.paymentMethod,
    payment_status: details.paymentStatus,
    sales_channel: details.channel,
    shipping_address: text(details.address),
    shipping_phone: text(details.phone),
    notes: text(details.notes),
  }
}

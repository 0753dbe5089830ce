import { isStorableText } from '../../kernel/http/fields.ts'
import { MAX_TOTAL, moneyToString, multiply, parseMoney } from '../../kernel/money/money.ts'
import type { FileColumn, RowRemark } from '../imports/index.ts'
import {
  deliveryOf,
  deliveryStatuses,
  type OrderStatus,
  orderSearchText,
  orderStatuses,
  paymentStatuses,
} from '../orders/index.ts'
import type { OrderColumn } from './columns.ts'
import { readItems } from './read-items.ts'
import type { StagedOrder } from './staged-order.ts'

const instant = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/
const emailForm = /^[^\s@]+@[^\s@]+$/

export interface OrderReader {
  columns: readonly FileColumn[]
  /** Reads an id that this workspace's own product export gave out. */
  ownId: (id: string) => number | null
}

/** Turns the cells of one row into a staged order; what is wrong goes to `remark`. Texts are kept as they are. */
export function normalizeOrder(
  { columns, ownId }: OrderReader,
  position: number,
  line: number,
  cells: readonly string[],
  remark: (remark: RowRemark) => void,
): StagedOrder {
  let valid = true
  const note = (
    severity: RowRemark['severity'],
    code: string,
    column: OrderColumn | null,
    message: string,
    value?: string,
  ) => {
    if (severity === 'error') valid = false
    const header = columns.find(({ field }) => field === column)?.header ?? null
    remark({ severity, code, column: column && header, message, ...(value === undefined ? {} : { value }) })
  }
  const raw = (column: OrderColumn): string =>
    cells[columns.find(({ field }) => field === column)?.index ?? -1] ?? ''
  const text = (column: OrderColumn, max: number): string | null => {
    const value = raw(column)
    if (value.length <= max) return value === '' ? null : value
    note('error', 'too_long', column, `Longer than ${max} characters.`, value)
    return null
  }
  const word = (column: OrderColumn, known: readonly string[], otherwise: string | null): string | null => {
    const value = raw(column).trim().toLowerCase()
    if (value === '' && otherwise !== null) return otherwise
    if (known.includes(value)) return value
    note('error', 'invalid_status', column, `None of ${known.join(', ')}.`, raw(column))
    return null
  }
  const money = (column: OrderColumn, max?: bigint): bigint | null => {
    const cell = raw(column).trim()
    if (cell === '') return null
    const amount = parseMoney(cell, max === undefined ? {} : { max })
    if (amount === null) note('error', 'invalid_amount', column, 'Not an amount such as 19.50.', cell)
    return amount
  }

  if (cells.length < columns.length || cells.slice(columns.length).some((cell) => cell !== ''))
    note('error', 'ragged_row', null, `Has ${cells.length} cells where the header has ${columns.length}.`)
  if (!cells.every(isStorableText))
    note('error', 'unreadable_text', null, 'Holds characters that are no text.')

  const number = text('order_number', 50)?.trim() || null
  if (number === null) note('error', 'missing_order_number', 'order_number', 'Has no order number.')
  const status = word('status', orderStatuses, null)
  const { items, problem } = readItems(raw('items'), ownId)
  if (problem !== null) note('error', 'invalid_items', 'items', problem, raw('items'))
  const amounts = readAmounts()
  const customer = readCustomer()
  const codes = {
    tracking_number: text('tracking_number', 100),
    return_code: text('return_code', 100),
    reconciliation_code: text('reconciliation_code', 100),
  }
  return {
    position,
    line,
    order_number: number,
    created_at: readTime(),
    status,
    delivery_status: word(
      'delivery_status',
      deliveryStatuses,
      deliveryOf[status as OrderStatus] ?? 'pending',
    ),
    payment_status: word('payment_status', paymentStatuses, 'unpaid'),
    payment_method: text('payment_method', 50) ?? 'cash',
    sales_channel: text('sales_channel', 50),
    ...customer,
    seller: text('seller', 255),
    branch: text('branch', 255),
    shipping_method: text('shipping_method', 255),
    ...amounts,
    shipping_address: text('shipping_address', 1000),
    shipping_phone: text('shipping_phone', 20),
    ...codes,
    notes: text('notes', 5000),
    search_text: orderSearchText({ order_number: number ?? '', ...codes }),
    items: items ?? [],
    valid,
  }

  function readTime(): string | null {
    const cell = raw('created_at').trim()
    const time = instant.test(cell) ? new Date(cell.replace(' ', 'T')) : null
    if (time && !Number.isNaN(time.getTime()) && time.getUTCFullYear() >= 1970) return time.toISOString()
    note('error', 'invalid_time', 'created_at', 'Not a time such as 2026-03-01T10:00:00.000Z.', cell)
    return null
  }

  /**
   * Amounts are computed from the lines; what the file says about them must agree to the cent. Only orders of stores have taxes
   * and fees beside their lines, so of those the total counts as it is told.
   */
  function readAmounts() {
    const quantity = (items ?? []).reduce((sum, item) => sum + item.quantity, 0)
    const lines = (items ?? []).reduce(
      (sum, item) => sum + multiply(parseMoney(item.price) ?? 0n, item.quantity),
      0n,
    )
    const isOfStore = raw('sales_channel') === 'woocommerce'
    const told = isOfStore ? parseMoney(raw('total_amount').trim(), { max: MAX_TOTAL }) : null
    const total = told ?? lines
    const discount = money('discount_amount') ?? 0n
    const fee = money('shipping_fee') ?? 0n
    const final = total - discount + fee
    if (items !== null) {
      if (total > MAX_TOTAL || final > MAX_TOTAL)
        note('error', 'total_too_large', 'total_amount', 'The total is beyond 9,999,999,999,999.99.')
      if (isOfStore ? final < 0n : discount > total)
        note('error', 'discount_too_large', 'discount_amount', 'The discount exceeds the total of the lines.')
      compare('total_amount', total)
      compare('final_amount', final)
      const said = raw('total_quantity').trim()
      if (said !== '' && said !== String(quantity))
        note('error', 'total_mismatch', 'total_quantity', `The lines make ${quantity} pieces.`, said)
    }
    return {
      total_quantity: quantity,
      total_amount: moneyToString(total > MAX_TOTAL ? 0n : total),
      discount_amount: moneyToString(discount),
      shipping_fee: moneyToString(fee),
    }
  }

  function compare(column: 'total_amount' | 'final_amount', computed: bigint): void {
    const said = money(column, MAX_TOTAL)
    if (said === null || said === computed) return
    const message = `The lines make ${moneyToString(computed < 0n ? 0n : computed)}.`
    note('error', 'total_mismatch', column, message, raw(column))
  }

  function readCustomer() {
    const code = text('customer_code', 50)
    const phone = text('customer_phone', 20)
    const email = readEmail()
    const named = text('customer_name', 255) ?? email ?? phone ?? code
    const digits = phone?.replace(/[ .-]/g, '') || null
    const key = email
      ? `e-mail ${email.toLowerCase()}`
      : digits
        ? `phone ${digits}`
        : named && `name ${code ?? ''} ${named}`
    return {
      customer_key: key,
      customer_code: code,
      customer_name: named,
      customer_email: email,
      customer_phone: phone,
    }
  }

  function readEmail(): string | null {
    const cell = text('customer_email', 254)
    if (cell === null || emailForm.test(cell)) return cell
    note('warning', 'invalid_email', 'customer_email', 'Not an e-mail address: left out.', cell)
    return null
  }
}

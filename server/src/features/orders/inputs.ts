import { Type } from 'typebox'
import {
  type Field,
  field,
  type Input,
  integer,
  list,
  money,
  nullable,
  object,
  oneOf,
  required,
  text,
} from '../../kernel/http/fields.ts'
import { MAX_TOTAL, parseMoney } from '../../kernel/money/money.ts'
import { deliveryStatuses, initialStatuses, orderStatuses, paymentStatuses } from './transitions.ts'

export const maxLines = 500

/** Absent and null become `value`. */
function defaulted<T>(inner: Field<T>, value: Exclude<T, undefined>): Field<Exclude<T, undefined>> {
  type Present = Exclude<T, undefined>
  return {
    ...(inner as Field<Present>),
    parse: (raw) => (raw === null ? { ok: true, value } : (inner as Field<Present>).parse(raw)),
    absent: { kind: 'value', value },
  }
}

const reference = (label: string) =>
  nullable(integer({ message: `${label} must be a valid integer` }), { blank: true })

const claimedAmount = (message: string) =>
  nullable(
    field(
      Type.Number({ minimum: 0, description: 'Optional check: must equal what the server computes.' }),
      (raw) => parseMoney(raw, { max: MAX_TOTAL }) ?? undefined,
      message,
    ),
  )

const code = () => nullable(text({ max: 100, trim: true }), { blank: true })

const line = object({
  product_id: required(integer({ message: 'Product ID is required' }), 'Product ID is required'),
  quantity: required(
    integer({ min: 1, max: 1_000_000, message: 'Quantity must be at least 1' }),
    'Quantity must be at least 1',
  ),
  price: required(money({ message: 'Price must be a positive number' }), 'Price is required'),
})

/** The body of `POST /orders` (sales contract 4.3). */
export const placeOrderFields = {
  items: required(
    list(line, { max: maxLines, maxMessage: `At most ${maxLines} items are allowed` }),
    'Items are required',
  ),
  customer_id: reference('Customer ID'),
  seller_id: reference('Seller ID'),
  branch_id: reference('Branch ID'),
  shipping_method_id: reference('Shipping method ID'),
  status: defaulted(oneOf(initialStatuses, 'Invalid status'), 'pending'),
  payment_status: defaulted(oneOf(paymentStatuses, 'Invalid payment status'), 'unpaid'),
  payment_method: defaulted(text({ max: 50 }), 'cash'),
  total_amount: claimedAmount('Total amount does not match items'),
  final_amount: claimedAmount('Final amount does not match'),
  discount_amount: defaulted(money(), 0n),
  shipping_fee: defaulted(money(), 0n),
  shipping_address: nullable(text({ max: 1000 })),
  shipping_phone: nullable(text({ max: 20 })),
  notes: nullable(text({ max: 5000 })),
  sales_channel: nullable(text({ max: 50 })),
}
export type PlaceOrderInput = Input<typeof placeOrderFields>

/** The body of `PUT /orders/:id`: partial, items cannot change (sales contract 4.2). */
export const changeOrderFields = {
  customer_id: reference('Customer ID'),
  seller_id: reference('Seller ID'),
  branch_id: reference('Branch ID'),
  shipping_method_id: reference('Shipping method ID'),
  status: oneOf(orderStatuses, 'Invalid status'),
  delivery_status: oneOf(deliveryStatuses),
  payment_status: oneOf(paymentStatuses, 'Invalid payment status'),
  payment_method: text({ max: 50 }),
  total_amount: claimedAmount('Total amount does not match items'),
  final_amount: claimedAmount('Final amount does not match'),
  discount_amount: money(),
  shipping_fee: money(),
  shipping_address: nullable(text({ max: 1000 })),
  shipping_phone: nullable(text({ max: 20 })),
  tracking_number: code(),
  return_code: code(),
  reconciliation_code: code(),
  notes: nullable(text({ max: 5000 })),
  sales_channel: nullable(text({ max: 50 })),
}

/** The body of `PATCH /orders/:id/status`. */
export const changeStatusFields = {
  status: required(oneOf(orderStatuses, 'Invalid status'), 'Invalid status'),
}

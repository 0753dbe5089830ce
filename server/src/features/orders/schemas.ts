import { Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'

const text = Type.String()
const maybeText = nullableSchema(Type.String())
const maybeId = nullableSchema(Type.Integer())
const timestamp = Type.String({ format: 'date-time' })

const common = {
  id: Type.Integer(),
  order_number: text,
  customer_id: maybeId,
  customer_name: maybeText,
  customer_code: maybeText,
  customer_email: maybeText,
  customer_phone: maybeText,
  customer_address: maybeText,
  seller_id: maybeId,
  seller_name: maybeText,
  created_by: Type.Integer(),
  creator_name: text,
  branch_id: maybeId,
  branch_code: maybeText,
  branch_name: maybeText,
  status: text,
  delivery_status: text,
  payment_status: text,
  payment_method: text,
  total_amount: Type.Number(),
  discount_amount: Type.Number(),
  shipping_fee: Type.Number(),
  final_amount: Type.Number(),
  shipping_method_id: maybeId,
  shipping_method_name: maybeText,
  shipping_address: maybeText,
  shipping_phone: maybeText,
  tracking_number: maybeText,
  return_code: maybeText,
  reconciliation_code: maybeText,
  notes: maybeText,
  sales_channel: maybeText,
  created_at: timestamp,
  updated_at: timestamp,
}

/** A row of an order list (sales contract 4.1). */
export const orderRowSchema = Type.Object({ ...common, total_quantity: Type.Integer() })

/** An order with its items in the order sent (sales contract 4.1). */
export const orderSchema = Type.Object({
  ...common,
  items: Type.Array(
    Type.Object({
      id: Type.Integer(),
      order_id: Type.Integer(),
      product_id: Type.Integer(),
      product_name: text,
      product_image: maybeText,
      quantity: Type.Integer(),
      price: Type.Number(),
      subtotal: Type.Number(),
    }),
  ),
})

export const orderListSchema = Type.Object({
  orders: Type.Array(orderRowSchema),
  total: Type.Integer(),
  page: Type.Integer(),
  limit: Type.Integer(),
})

export const messageSchema = Type.Object({ message: text })

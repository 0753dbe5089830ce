import { Type } from 'typebox'
import {
  type Field,
  type Input,
  integer,
  list,
  money,
  nullable,
  nullableSchema,
  type PartialInput,
  required,
  text,
} from '../../kernel/http/fields.ts'

const maybeText = nullableSchema(Type.String())
const timestamp = Type.String({ format: 'date-time' })

/** A customer (sales contract 5). */
export const customerSchema = Type.Object({
  id: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  email: maybeText,
  phone: maybeText,
  address: maybeText,
  group_id: nullableSchema(Type.Integer()),
  group_name: maybeText,
  group_discount: nullableSchema(Type.Number()),
  credit_limit: Type.Number(),
  tags: Type.Array(Type.String()),
  created_at: timestamp,
  updated_at: timestamp,
})

export const customerListSchema = Type.Object({
  customers: Type.Array(customerSchema),
  total: Type.Integer(),
  page: Type.Integer(),
  limit: Type.Integer(),
})

export const customerOrdersSchema = Type.Array(
  Type.Object({
    id: Type.Integer(),
    order_number: Type.String(),
    status: Type.String(),
    total_amount: Type.Number(),
    final_amount: Type.Number(),
    created_at: timestamp,
  }),
)

const emailForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/

/** Null and blank text mean "none". */
const optional = <T>(inner: Field<T>) => nullable(inner, { blank: true })

/** The body of POST and PUT; what may be null on POST falls back to its default. */
export const customerFields = {
  name: required(text({ min: 1, max: 255, trim: true, message: 'Name is required' }), 'Name is required'),
  email: optional(text({ max: 254, trim: true, pattern: emailForm, message: 'Valid email is required' })),
  phone: optional(text({ max: 20, trim: true })),
  address: nullable(text({ max: 1000 })),
  group_id: optional(integer()),
  credit_limit: nullable(money()),
  tags: nullable(list(text({ max: 50 }), { max: 50 })),
}
export type CustomerInput = Input<typeof customerFields>
export type CustomerChanges = PartialInput<typeof customerFields>

import { type Static, Type } from 'typebox'
import {
  boolean,
  field,
  type Input,
  integer,
  money,
  nullable,
  nullableSchema,
  type PartialInput,
  required,
  text,
  withDefault,
} from '../../kernel/http/fields.ts'

const maybeText = Type.Unsafe<string | null>(nullableSchema(Type.String()))
const maybeInteger = Type.Unsafe<number | null>(nullableSchema(Type.Integer()))
const timestamp = Type.String({ format: 'date-time' })

/** A shipping method, which is what a shipment calls its carrier (sales contract 8). */
export const ShippingMethod = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: maybeText,
  cost: Type.Number(),
  estimated_days: maybeInteger,
  is_active: Type.Boolean(),
  sort_order: Type.Integer(),
  created_at: timestamp,
})
export type ShippingMethod = Static<typeof ShippingMethod>

/** A place that sells (sales contract 8). */
export const Branch = Type.Object({
  id: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  address: maybeText,
  phone: maybeText,
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type Branch = Static<typeof Branch>

export const Message = Type.Object({ message: Type.String() })

const name = required(text({ min: 1, max: 255, trim: true, message: 'Name is required' }), 'Name is required')
const isActive = withDefault(boolean(), true)

/** The body of POST and PUT `/shipping`. */
export const shippingMethodBody = {
  name,
  description: nullable(text({ max: 1000 })),
  cost: required(money({ message: 'Cost must be positive' }), 'Cost must be positive'),
  estimated_days: nullable(integer({ min: 0 }), { blank: true }),
  is_active: isActive,
  sort_order: withDefault(integer(), 0),
}
export type ShippingMethodInput = Input<typeof shippingMethodBody>
export type ShippingMethodChanges = PartialInput<typeof shippingMethodBody>

/** The body of POST and PUT `/branches`; without a code the branch gets the next one. */
export const branchBody = {
  code: nullable(text({ max: 50, trim: true }), { blank: true }),
  name,
  address: nullable(text({ max: 1000 })),
  phone: nullable(text({ max: 20, trim: true }), { blank: true }),
  is_active: isActive,
}
export type BranchInput = Input<typeof branchBody>
export type BranchChanges = PartialInput<typeof branchBody>

export const activeOnlyQuery = {
  active_only: field(Type.Boolean({ default: false }), (raw) => raw === 'true'),
}

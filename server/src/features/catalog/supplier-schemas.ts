import { type Static, Type } from 'typebox'
import {
  boolean,
  field,
  type Input,
  nullable,
  type PartialInput,
  text,
  withDefault,
} from '../../kernel/http/fields.ts'
import { nullableString, requiredName, timestamp } from './named-schemas.ts'

/** A supplier as lists and writes answer it (sales contract 8). */
export const Supplier = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  contact_name: nullableString,
  email: nullableString,
  phone: nullableString,
  address: nullableString,
  tax_code: nullableString,
  bank_account: nullableString,
  notes: nullableString,
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type Supplier = Static<typeof Supplier>

export const SupplierDetail = Type.Object({
  ...Supplier.properties,
  products: Type.Array(
    Type.Object({ id: Type.Integer(), name: Type.String(), sku: nullableString, stock: Type.Integer() }),
  ),
})

export const supplierBody = {
  name: requiredName(),
  contact_name: nullable(text({ max: 255 })),
  email: nullable(text({ max: 254 })),
  phone: nullable(text({ max: 50 })),
  address: nullable(text({ max: 1000 })),
  tax_code: nullable(text({ max: 50 })),
  bank_account: nullable(text({ max: 255 })),
  notes: nullable(text({ max: 5000 })),
  is_active: withDefault(boolean(), true),
}
export type SupplierInput = Input<typeof supplierBody>
export type SupplierChanges = PartialInput<typeof supplierBody>

export const supplierQuery = {
  search: text({ max: 16_384 }),
  active_only: field(Type.Boolean({ default: false }), (raw) => raw === 'true'),
}

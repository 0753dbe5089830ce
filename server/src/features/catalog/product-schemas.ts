import { type Static, Type } from 'typebox'
import { Refusal } from '../../kernel/errors.ts'
import {
  boolean,
  type Field,
  field,
  type Input,
  integer,
  isStorableText,
  list,
  money,
  nullable,
  type PartialInput,
  required,
  text,
  withDefault,
} from '../../kernel/http/fields.ts'
import { salesPageQuery } from '../../kernel/http/pagination.ts'
import { nullableInteger, nullableNumber, nullableString, timestamp } from './named-schemas.ts'

/** A product as every answer shows it: exactly these 18 keys (sales contract 3.1). */
export const Product = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: nullableString,
  price: Type.Number(),
  stock: Type.Integer(),
  category: nullableString,
  category_id: nullableInteger,
  image_url: nullableString,
  images: Type.Array(Type.String()),
  sku: nullableString,
  barcode: nullableString,
  cost_price: nullableNumber,
  weight: nullableNumber,
  supplier_id: nullableInteger,
  low_stock_threshold: Type.Integer(),
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type Product = Static<typeof Product>

export const ProductPage = Type.Object({
  products: Type.Array(Product),
  total: Type.Integer(),
  page: Type.Integer(),
  limit: Type.Integer(),
})

/** A relative address or an http(s) one: nothing that a browser would run or read from the visitor's disk. */
export function imageAddress(): Field<string | undefined> {
  return field(Type.String({ maxLength: 1000 }), (raw) => {
    if (!isStorableText(raw) || raw === '' || raw.length > 1000) return undefined
    const protocol = URL.parse(raw, 'http://relative.invalid')?.protocol
    return protocol === 'http:' || protocol === 'https:' ? raw : undefined
  })
}

/** 0 to 1,000,000 with at most three decimals; plain decimal strings count too. Kept as text: exact. */
function weight(): Field<string | undefined> {
  return field(Type.Number({ minimum: 0, maximum: 1_000_000, multipleOf: 0.001 }), (raw) => {
    if (typeof raw !== 'number' && typeof raw !== 'string') return undefined
    const plain = Object.is(raw, -0) ? '0' : String(raw)
    return /^\d{1,7}(\.\d{1,3}0*)?$/.test(plain) && Number(plain) <= 1_000_000 ? plain : undefined
  })
}

const missing = 'Name and price are required'

export const productBody = {
  name: required(text({ min: 1, max: 255, trim: true }), missing),
  description: nullable(text({ max: 10_000 })),
  price: required(money({ message: 'Price must be a positive number' }), missing),
  stock: withDefault(integer({ min: 0, message: 'Stock must be a non-negative integer' }), 0),
  category: nullable(text({ max: 255, trim: true }), { blank: true }),
  category_id: nullable(integer()),
  image_url: nullable(imageAddress(), { blank: true }),
  images: list(imageAddress(), { max: 20 }),
  sku: nullable(text({ max: 100, trim: true }), { blank: true }),
  barcode: nullable(text({ max: 100, trim: true }), { blank: true }),
  cost_price: nullable(money()),
  weight: nullable(weight()),
  supplier_id: nullable(integer()),
  low_stock_threshold: withDefault(integer({ min: 0 }), 10),
  is_active: withDefault(boolean(), true),
}
export type ProductInput = Input<typeof productBody>
export type ProductChanges = PartialInput<typeof productBody>

/**
 * The check that comes before all others: name and price must be there (sales contract 3.2). With `partial`, only where
 * the body mentions them.
 */
export function refuseMissingNameOrPrice(body: Record<string, unknown>, partial = false): void {
  const isMissing = (key: 'name' | 'price') => {
    if (partial && !Object.hasOwn(body, key)) return false
    const value = key === 'name' && typeof body.name === 'string' ? body.name.trim() : body[key]
    return value === undefined || value === null || value === ''
  }
  if (isMissing('name') || isMissing('price')) throw new Refusal(400, missing)
}

const maxQueryText = 16_384

export const productQuery = {
  ...salesPageQuery(),
  search: text({ max: maxQueryText }),
  category: text({ max: maxQueryText }),
  is_active: field(
    Type.Unsafe<'true' | 'false' | 'all'>({
      type: 'string',
      enum: ['true', 'false', 'all'],
      default: 'true',
    }),
    (raw) => (raw === 'false' || raw === 'all' ? raw : 'true'),
  ),
}

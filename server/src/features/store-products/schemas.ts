import { type Static, Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'

const nullableString = Type.Unsafe<string | null>(nullableSchema(Type.String()))
const nullableInteger = Type.Unsafe<number | null>(nullableSchema(Type.Integer()))
const timestamp = Type.String({ format: 'date-time' })
const amount = Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'Decimal, two places.' })
const anyObject = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

/** A product as section 7 shows it (storefronts contract 7.1). */
export const StoreProduct = Type.Object({
  id: Type.String({ format: 'uuid' }),
  title: Type.String(),
  product_type: Type.String(),
  product_type_display: Type.String(),
  description: nullableString,
  short_description: nullableString,
  long_description: nullableString,
  link: nullableString,
  has_link: Type.Boolean(),
  price: amount,
  sale_price: amount,
  original_price: amount,
  final_price: amount,
  discount_amount: amount,
  discount_percentage: amount,
  currency: Type.String(),
  currency_display: Type.String(),
  has_discount: Type.Boolean(),
  discount_info: nullableString,
  billing_period: nullableString,
  billing_period_display: nullableString,
  features: Type.Array(Type.Unknown()),
  specifications: anyObject,
  category: nullableString,
  brand: nullableString,
  tags: Type.Array(Type.String()),
  tags_display: Type.String(),
  keywords: Type.Array(Type.String()),
  is_active: Type.Boolean(),
  in_stock: Type.Boolean(),
  stock_quantity: nullableInteger,
  image: nullableString,
  main_image: nullableString,
  images: Type.Array(Type.String()),
  meta_title: nullableString,
  meta_description: nullableString,
  extraction_method: Type.String(),
  extraction_confidence: Type.Number(),
  extraction_metadata: anyObject,
  is_auto_extracted: Type.Boolean(),
  source_website: nullableString,
  source_website_name: nullableString,
  source_page: nullableString,
  source_page_url: nullableString,
  external_id: nullableString,
  external_source: Type.String(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type StoreProduct = Static<typeof StoreProduct>

const counts = (name: string) => Type.Array(Type.Object({ [name]: Type.String(), count: Type.Integer() }))

export const Statistics = Type.Object({
  total_products: Type.Integer(),
  active_products: Type.Integer(),
  in_stock_products: Type.Integer(),
  by_type: counts('product_type'),
  by_extraction_method: counts('extraction_method'),
  by_currency: counts('currency'),
  with_links: Type.Integer(),
  with_prices: Type.Integer(),
  with_discounts: Type.Integer(),
  auto_extracted: Type.Integer(),
  manual: Type.Integer(),
  recent_products: Type.Array(StoreProduct),
})

const countByText = Type.Unsafe<Record<string, number>>({
  type: 'object',
  additionalProperties: { type: 'integer' },
})

export const Figures = Type.Object({
  total_products: Type.Integer(),
  active_products: Type.Integer(),
  inactive_products: Type.Integer(),
  in_stock_products: Type.Integer(),
  out_of_stock_products: Type.Integer(),
  products_with_discount: Type.Integer(),
  by_source: countByText,
  by_category: countByText,
  price_range: Type.Unsafe<{ min: string; max: string; average: string } | null>({
    type: ['object', 'null'],
    properties: { min: { type: 'string' }, max: { type: 'string' }, average: { type: 'string' } },
    required: ['min', 'max', 'average'],
  }),
  total_value: Type.String(),
  currency: Type.String(),
})

export const Choices = Type.Array(Type.Object({ value: Type.String(), label: Type.String() }))

const success = Type.Literal(true)
const message = Type.String()

export const Saved = Type.Object({ success, message, product: StoreProduct })
export const Created = Type.Object({ success, message, product: StoreProduct, id: Type.String() })

const Removed = Type.Object({ id: Type.String(), title: Type.String(), product_type: Type.String() })
export const Deleted = Type.Object({ success, message, deleted_product: Removed })

export const BulkUpdated = Type.Object({
  success,
  message,
  updated_count: Type.Integer(),
  updated_fields: Type.Array(Type.String()),
})
export const BulkDeleted = Type.Object({
  success,
  message,
  deleted_count: Type.Integer(),
  deleted_products: Type.Array(Removed),
})

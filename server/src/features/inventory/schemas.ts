import { Type } from 'typebox'
import { integer, nullable, nullableSchema, oneOf, required, text } from '../../kernel/http/fields.ts'
import { salesPageQuery } from '../../kernel/http/pagination.ts'

const nullableString = Type.Unsafe<string | null>(nullableSchema(Type.String()))
const nullableInteger = Type.Unsafe<number | null>(nullableSchema(Type.Integer()))
const movementType = Type.Unsafe<string>({ type: 'string', enum: ['in', 'out', 'return', 'adjustment'] })

/** A stock change as `POST /inventory/adjust` answers it (sales contract 8). */
export const StockChange = Type.Object({
  id: Type.Integer(),
  product_id: Type.Integer(),
  type: movementType,
  quantity: Type.Integer(),
  notes: nullableString,
  created_by: nullableInteger,
  created_at: Type.String({ format: 'date-time' }),
  previous_stock: Type.Integer(),
  new_stock: Type.Integer(),
})

/** A row of the stock ledger: the change, and what caused it. */
export const StockLedger = Type.Array(
  Type.Object({
    ...StockChange.properties,
    product_name: Type.String(),
    reference_type: nullableString,
    reference_id: nullableInteger,
  }),
)

export const LowStock = Type.Array(
  Type.Object({
    id: Type.Integer(),
    name: Type.String(),
    sku: nullableString,
    stock: Type.Integer(),
    low_stock_threshold: Type.Integer(),
    shortage: Type.Integer(),
  }),
)

export const StockSummary = Type.Object({
  summary: Type.Object({
    total_products: Type.Integer(),
    total_stock: Type.Integer(),
    low_stock_count: Type.Integer(),
    out_of_stock_count: Type.Integer(),
    total_inventory_value: Type.Number(),
  }),
  top_products: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      sku: nullableString,
      stock: Type.Integer(),
      inventory_value: Type.Number(),
    }),
  ),
})

const invalid = 'Invalid value'

export const adjustBody = {
  product_id: required(integer(), invalid),
  type: required(oneOf(['in', 'out', 'return', 'adjustment']), invalid),
  quantity: required(integer({ min: 0 }), invalid),
  notes: nullable(text({ max: 5000 })),
}

export const ledgerQuery = {
  product_id: text({ max: 16_384 }),
  type: text({ max: 16_384 }),
  ...salesPageQuery(50),
}

import { Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { detailProperties, nullableInteger, nullableString, summaryProperties } from '../imports/index.ts'

export const OrderImportSummary = Type.Object({
  ...summaryProperties,
  unchanged: Type.Integer({
    description: 'Orders that are here already, by their number; they stay as they are.',
  }),
  customers_new: Type.Integer(),
  products_unknown: Type.Integer({
    description: 'Products of order lines that are not in the catalogue; the lines keep name and price.',
  }),
})

/** An import of orders with everything that the dry run found. */
export const OrderImport = Type.Object({
  ...OrderImportSummary.properties,
  ...detailProperties,
  preview: Type.Array(
    Type.Object({
      line: Type.Integer(),
      action: Type.Unsafe<string>({ type: 'string', enum: ['create', 'keep', 'skip'] }),
      order_number: nullableString,
      created_at: nullableString,
      status: nullableString,
      customer: nullableString,
      quantity: nullableInteger,
      final_amount: Type.Unsafe<number | null>(nullableSchema(Type.Number())),
    }),
  ),
})

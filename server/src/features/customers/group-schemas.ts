import { type Static, Type } from 'typebox'
import {
  boolean,
  field,
  type Input,
  nullable,
  nullableSchema,
  type PartialInput,
  required,
  text,
  withDefault,
} from '../../kernel/http/fields.ts'
import { moneyToString, parseMoney } from '../../kernel/money/money.ts'

/** A customer group (sales contract 8); `customer_count` leaves deleted customers out. */
export const CustomerGroup = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.Unsafe<string | null>(nullableSchema(Type.String())),
  discount_percentage: Type.Number(),
  is_active: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  customer_count: Type.Integer(),
})
export type CustomerGroup = Static<typeof CustomerGroup>

/** 0 to 100 with two decimals, as decimal text; percentages are read as amounts of money are (sales contract 1). */
const percentage = field(Type.Number({ minimum: 0, maximum: 100 }), (raw) => {
  const hundredths = parseMoney(raw, { max: 10_000n })
  return hundredths === null ? undefined : moneyToString(hundredths)
})

/** The body of POST and PUT `/customer-groups`. */
export const groupBody = {
  name: required(text({ min: 1, max: 255, trim: true, message: 'Name is required' }), 'Name is required'),
  description: nullable(text({ max: 1000 })),
  discount_percentage: withDefault(percentage, '0.00'),
  is_active: withDefault(boolean(), true),
}
export type GroupInput = Input<typeof groupBody>
export type GroupChanges = PartialInput<typeof groupBody>

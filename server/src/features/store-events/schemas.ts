import { Type } from 'typebox'
import { field, nullableSchema } from '../../kernel/http/fields.ts'
import { booleanField } from '../../kernel/http/rest-fields.ts'
import { isUuid } from '../../kernel/http/uuid.ts'
import type { EventRow } from './event-log.ts'

const nullableText = nullableSchema(Type.String())
const nullableInteger = nullableSchema(Type.Integer())

/** A line of the log (storefronts contract 5.6). */
export const eventSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  event_id: Type.String(),
  event_type: Type.String(),
  event_type_display: Type.String(),
  user: Type.Integer(),
  user_email: Type.String(),
  token: nullableSchema(Type.String({ format: 'uuid' })),
  token_name: nullableText,
  woo_product_id: nullableInteger,
  payload: Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: true,
    description: 'As received; empty after 30 days, and in lists when it is longer than 100 kB.',
  }),
  processed_successfully: Type.Boolean(),
  error_message: nullableText,
  processing_time_ms: nullableInteger,
  source_ip: nullableText,
  user_agent: nullableText,
  created_at: Type.String({ format: 'date-time' }),
  channel: Type.Unsafe<string>({ type: 'string', enum: ['plugin', 'native', 'bulk'] }),
})

export const eventStatisticsSchema = Type.Object({
  total_events: Type.Integer(),
  successful: Type.Integer(),
  failed: Type.Integer(),
  by_event_type: Type.Record(Type.String(), Type.Integer()),
  average_processing_time_ms: nullableSchema(Type.Number()),
})

/** Row to wire. */
export function presentEvent(row: EventRow) {
  return { ...row, event_type_display: titleCase(row.event_type) }
}

/** `product.created` is shown as `Product Created`. */
function titleCase(eventType: string): string {
  return eventType
    .split('.')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

const positiveNumber = (max: number) =>
  field(
    Type.Integer({ minimum: 1, maximum: max }),
    (raw) => {
      const value = /^\d{1,16}$/.test(String(raw)) ? Number(raw) : Number.NaN
      return value >= 1 && value <= max ? value : undefined
    },
    'A valid integer is required.',
  )

export const eventFilterFields = {
  event_type: field(Type.String(), (raw) => String(raw)),
  success: booleanField(),
  woo_product_id: positiveNumber(Number.MAX_SAFE_INTEGER),
  token: field(
    Type.String({ format: 'uuid' }),
    (raw) => (isUuid(raw) ? raw : undefined),
    'Must be a valid UUID.',
  ),
}

/** What staff may ask for beyond their own workspace; ignored for others. */
export const staffFields = {
  all: booleanField(),
  user_id: positiveNumber(2147483647),
}

import { Type } from 'typebox'
import {
  calendarDay,
  field,
  type Input,
  integer,
  isCalendarDay,
  nullable,
  nullableSchema,
  oneOf,
  type PartialInput,
  required,
  text,
} from '../../kernel/http/fields.ts'
import { shipmentStatuses } from './transitions.ts'

const maybeText = nullableSchema(Type.String())
const maybeDay = nullableSchema(Type.String({ format: 'date' }))
const timestamp = Type.String({ format: 'date-time' })

/** A row of the shipment list (sales contract 6). */
export const shipmentRowSchema = Type.Object({
  id: Type.Integer(),
  order_id: Type.Integer(),
  order_number: Type.String(),
  customer_id: nullableSchema(Type.Integer()),
  customer_name: maybeText,
  customer_phone: maybeText,
  carrier_id: Type.Integer(),
  carrier_name: Type.String(),
  tracking_number: Type.String(),
  status: Type.String(),
  estimated_delivery_date: maybeDay,
  actual_delivery_date: maybeDay,
  notes: maybeText,
  sales_channel: maybeText,
  created_at: timestamp,
  updated_at: timestamp,
})

/** A shipment with what its label needs; `total_amount` is the order's final amount (sales contract 6). */
export const shipmentSchema = Type.Object({
  ...shipmentRowSchema.properties,
  customer_address: maybeText,
  total_amount: Type.Number(),
  carrier_description: maybeText,
})

export const shipmentListSchema = Type.Object({
  shipments: Type.Array(shipmentRowSchema),
  total: Type.Integer(),
  page: Type.Integer(),
  limit: Type.Integer(),
})

const carrierId = required(integer({ message: 'Carrier ID is required' }), 'Carrier ID is required')
const trackingNumber = required(
  text({ min: 1, max: 100, trim: true, message: 'Tracking number is required' }),
  'Tracking number is required',
)
const notes = nullable(text({ max: 5000 }))

/** The body of `POST /shipments`. */
export const createShipmentFields = {
  order_id: required(integer({ message: 'Order ID is required' }), 'Order ID is required'),
  carrier_id: carrierId,
  tracking_number: trackingNumber,
  notes,
  sales_channel: nullable(text({ max: 50 }), { blank: true }),
  estimated_delivery_date: nullable(calendarDay()),
}
export type ShipmentInput = Input<typeof createShipmentFields>

/** The body of `PUT /shipments/:id`: partial. */
export const changeShipmentFields = {
  carrier_id: carrierId,
  tracking_number: trackingNumber,
  notes,
  estimated_delivery_date: nullable(calendarDay()),
}
export type ShipmentChanges = PartialInput<typeof changeShipmentFields>

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i

/** A calendar day as it is, or an instant in ISO 8601; without an offset it is UTC. */
function readDayOrInstant(raw: unknown): string | Date | undefined {
  if (isCalendarDay(raw)) return raw
  if (typeof raw !== 'string' || !instantForm.test(raw) || !isCalendarDay(raw.slice(0, 10))) return undefined
  const instant = new Date(/(Z|[+-]\d{2}:?\d{2})$/i.test(raw) ? raw : `${raw}Z`)
  const year = instant.getUTCFullYear()
  // Its day has a year of four digits in every time zone.
  return year > 1 && year < 9999 ? instant : undefined
}

/** The body of `PATCH /shipments/:id/status`; `delivered_at` counts for `delivered` only. */
export const changeStatusFields = {
  status: required(oneOf(shipmentStatuses, 'Invalid status'), 'Invalid status'),
  delivered_at: nullable(
    field(Type.String({ description: 'ISO 8601; now unless told.' }), readDayOrInstant, 'Invalid date'),
  ),
}
export type StatusInput = Input<typeof changeStatusFields>

export const messageSchema = Type.Object({ message: Type.String() })

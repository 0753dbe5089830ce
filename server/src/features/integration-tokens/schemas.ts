import { type TSchema, Type } from 'typebox'
import { field, nullable, nullableSchema, withDefault } from '../../kernel/http/fields.ts'
import {
  booleanField,
  charField,
  choiceField,
  dateTimeField,
  integerField,
  listField,
  needed,
} from '../../kernel/http/rest-fields.ts'
import { parseAddressRange } from './allowed-ips.ts'
import { integrationTypes } from './token-forms.ts'

const moment = Type.String({ format: 'date-time' })
const uuid = Type.String({ format: 'uuid' })
const count = Type.Integer({ minimum: 0 })
const integrationType = Type.Unsafe<string>({ type: 'string', enum: [...integrationTypes] })

/** The object of storefronts contract 2.1; the token itself is in no list. */
export const tokenSchema = Type.Object({
  id: uuid,
  user_id: Type.Integer(),
  user_email: Type.String(),
  integration_type: integrationType,
  integration_type_display: Type.String(),
  name: Type.String(),
  token_preview: Type.String({ description: 'The first 5 and the last 6 characters.' }),
  is_active: Type.Boolean(),
  is_valid_status: Type.Boolean({ description: 'Active and not expired.' }),
  last_used_at: nullableSchema(moment),
  usage_count: count,
  allowed_ips: Type.Array(Type.String()),
  created_at: moment,
  expires_at: nullableSchema(moment),
  webhook_url: nullableSchema(Type.String({ format: 'uri' })),
})

const webhook: TSchema = Type.Object({
  delivery_url: Type.String({ format: 'uri' }),
  secret: Type.String({ description: 'Shown in this answer only.' }),
  topics: Type.Array(Type.String()),
})

/** The answer of storefronts contract 2.4. */
export const newTokenSchema = Type.Object({
  id: uuid,
  token: Type.String({ description: 'Shown in this answer only.' }),
  token_preview: Type.String(),
  integration_type: integrationType,
  name: Type.String(),
  user: Type.Object({ id: Type.Integer(), email: Type.String() }),
  created_at: moment,
  message: Type.String(),
  webhook: nullableSchema(webhook),
})

export const messageSchema = Type.Object({ message: Type.String() })

export const syncStatusSchema = Type.Object({
  token_id: uuid,
  store_host: nullableSchema(Type.String()),
  products_total: count,
  products_active: count,
  events_total: count,
  events_failed: count,
  last_event_at: nullableSchema(moment),
  last_error: nullableSchema(Type.String()),
})

const address = () =>
  field(
    Type.String({ description: 'IPv4, IPv6 or either with /prefix.' }),
    (raw) => {
      const text = typeof raw === 'string' ? raw.trim() : ''
      return parseAddressRange(text) ? text : undefined
    },
    'Enter a valid IPv4 or IPv6 address.',
  )

const settings = () => ({
  name: needed(charField({ max: 100 })),
  allowed_ips: listField(address(), { max: 100 }),
  expires_at: nullable(dateTimeField()),
})

/** Judged where staff name an owner, and only there. */
const anything = (schema: TSchema) => field<unknown>(schema, (raw) => raw)

export const generateFields = {
  integration_type: withDefault(choiceField(integrationTypes), 'woocommerce'),
  ...settings(),
  user_id: anything(Type.Integer({ description: 'The owner, when staff ask; ignored otherwise.' })),
}

export const adminCreateFields = {
  ...generateFields,
  is_active: booleanField(),
  user_email: anything(Type.String({ description: 'The owner, unless `user_id` names him.' })),
}

export const changeFields = { ...settings(), is_active: booleanField() }

export const adminListFields = {
  search: charField({ max: 200, blank: true }),
  integration_type: nullable(choiceField(integrationTypes), { blank: true }),
  is_active: nullable(booleanField(), { blank: true }),
  is_valid: nullable(booleanField(), { blank: true }),
  user_id: nullable(integerField(), { blank: true }),
  created_after: nullable(dateTimeField(), { blank: true }),
  created_before: nullable(dateTimeField(), { blank: true }),
}

const caller = { id: Type.Integer(), email: Type.String() }

export const storeHealthSchema = Type.Object({
  status: Type.String(),
  message: Type.String(),
  user: Type.Object({ ...caller, username: Type.String() }),
  token: Type.Object({
    id: uuid,
    integration_type: integrationType,
    name: Type.String(),
    last_used_at: moment,
    usage_count: count,
  }),
  timestamp: moment,
})

export const contentHealthSchema = Type.Object({
  status: Type.String(),
  message: Type.String(),
  user: Type.Object(caller),
  timestamp: moment,
})

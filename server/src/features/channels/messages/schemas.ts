import { Type } from 'typebox'
import { aliased, type Field, field, isStorableText, nullableSchema } from '../../../kernel/http/fields.ts'
import { charField, integerField, listField, needed } from '../../../kernel/http/rest-fields.ts'
import { fold } from '../../../kernel/text/fold.ts'
import { deliveryStatuses } from './model.ts'

const moment = Type.String({ format: 'date-time' })
const text = () => nullableSchema(Type.String())
const anyObject = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
const direction = Type.Unsafe<string>({ type: 'string', enum: ['inbound', 'outbound'] })

export const sentSchema = Type.Object({
  messaging_product: Type.String(),
  contacts: Type.Array(anyObject),
  messages: Type.Array(anyObject, { description: 'With the `id` of the message.' }),
})

export const templatesSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      name: Type.String(),
      language: Type.String(),
      category: text(),
      status: text(),
      components: Type.Array(anyObject),
    }),
  ),
})

export const messageSchema = Type.Object({
  id: Type.Integer(),
  account: Type.Integer(),
  phone_number: Type.String({ description: 'Of the other side, in digits.' }),
  body: Type.String(),
  direction,
  whatsapp_message_id: text(),
  phone_number_id: Type.String(),
  delivery_status: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    enum: [...deliveryStatuses, null],
  }),
  delivery_error: text(),
  delivery_error_code: nullableSchema(
    Type.String({ description: 'For translation; `unconfirmed`: the answer to the send was lost.' }),
  ),
  is_read: Type.Boolean(),
  message_type: Type.String(),
  customer: nullableSchema(Type.Integer()),
  client_reference: text(),
  created_at: moment,
})

export const conversationsSchema = Type.Array(
  Type.Object({
    account: Type.Integer(),
    phone_number: Type.String(),
    name: text(),
    customer: nullableSchema(Type.Integer()),
    last_message_at: moment,
    last_message_preview: Type.String(),
    last_message_type: Type.String(),
    last_message_direction: direction,
    unread_count: Type.Integer({ minimum: 0 }),
    session_expires_at: nullableSchema(
      Type.String({ format: 'date-time', description: 'After that only templates go out.' }),
    ),
  }),
)

export const unreadSchema = Type.Object({ unread: Type.Integer({ minimum: 0 }) })
export const readSchema = Type.Object({ read: Type.Integer({ minimum: 0 }) })

/** What people put between the digits of a number. */
const separators = /[\s+()\-‐-―−]/g

/** The digits of a number, 7 to 15 of them; null for anything else. */
export function phoneDigits(written: string): string | null {
  const digits = fold(written).replace(separators, '')
  return /^\d{7,15}$/.test(digits) ? digits : null
}

const phoneField = () =>
  needed(
    field(
      Type.String({ description: 'With the code of the country; 7 to 15 digits.' }),
      (raw) =>
        typeof raw === 'string' || typeof raw === 'number'
          ? (phoneDigits(String(raw)) ?? undefined)
          : undefined,
      'Enter a phone number of 7 to 15 digits.',
    ),
  )

/** As others are to read it, so it is not trimmed. */
const bodyField = (): Field<string> =>
  needed(
    field(
      Type.String({ description: 'Cut at 4096 characters.' }),
      (raw) => (isStorableText(raw) && raw.trim() !== '' ? raw : undefined),
      'This field may not be blank.',
    ),
  )

const senderFields = {
  /** Read before everything else, so that it is not judged here. */
  account: field(Type.Integer(), (raw) => raw),
  phone_number_id: field(Type.String(), (raw) => raw),
  client_reference: charField({ max: 100 }),
}

export const sendFields = { to: phoneField(), message: aliased(bodyField(), 'text'), ...senderFields }

export const sendTemplateFields = {
  to: phoneField(),
  name: needed(charField({ max: 512 })),
  language: needed(charField({ max: 20 })),
  body_parameters: listField(charField({ max: 1024 }), { max: 100 }),
  ...senderFields,
}

export const messageListFields = {
  phone: charField({ max: 50, blank: true }),
  account: charField({ max: 50, blank: true }),
}

export const conversationListFields = {
  account: charField({ max: 50, blank: true }),
  limit: integerField({ min: 1, max: 1000 }),
}

export const templateListFields = { account: charField({ max: 50, blank: true }) }

export const readFields = { phone: phoneField(), account: integerField({ min: 1 }) }

import { Type } from 'typebox'
import { readBody } from '../../kernel/http/body.ts'
import { type Field, nullableSchema } from '../../kernel/http/fields.ts'
import { route } from '../../kernel/http/route.ts'
import { storeAccess, storeTokenOf } from '../integration-tokens/index.ts'
import { eventAnswer, eventResponses } from '../store-events/index.ts'
import { readBulk, receiveBulk } from './receive-bulk.ts'
import { receiveProductEvent } from './receive-event.ts'
import { productEventTypes } from './store-product.ts'

const tag = 'Store sync'
const mebibyte = 1024 * 1024
const paths = (path: string) => ({
  path: `/api/v1/integrations/woocommerce/${path}`,
  aliases: [`/api/integrations/woocommerce/${path}`],
})

/** Describes an input that the reader of events judges. */
function described<T>(schema: Field<T>['schema']): Field<T | undefined> {
  return {
    schema,
    parse: (raw) => ({ ok: true, value: raw as T }),
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

const amount = Type.Unsafe<unknown>({ type: ['number', 'string', 'null'] })
const texts = Type.Unsafe<unknown>({
  description: 'A list of texts, or an object whose values are texts.',
  type: ['array', 'object', 'null'],
})

const productSchema = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  name: Type.Optional(Type.String()),
  sku: Type.Optional(Type.String()),
  short_description: Type.Optional(Type.String()),
  description: Type.Optional(Type.String({ maxLength: 200_000 })),
  price: Type.Optional(amount),
  regular_price: Type.Optional(amount),
  sale_price: Type.Optional(amount),
  currency: Type.Optional(Type.String()),
  stock_quantity: Type.Optional(amount),
  stock_status: Type.Optional(Type.String()),
  categories: Type.Optional(texts),
  tags: Type.Optional(texts),
  image: Type.Optional(Type.String()),
  gallery: Type.Optional(texts),
  permalink: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  status: Type.Optional(Type.String({ description: 'Anything but `publish` hides the product.' })),
  on_sale: Type.Optional(Type.Boolean()),
  date_modified: Type.Optional(nullableSchema(Type.String({ format: 'date-time' }))),
  brand: Type.Optional(Type.String()),
  attributes: Type.Optional(
    Type.Unsafe<unknown>({
      description: '`[{name, options}]` or `{name: value}`.',
      type: ['array', 'object'],
    }),
  ),
  parent_id: Type.Optional(Type.Integer({ description: 'Of a product of the type `variation`.' })),
  variations: Type.Optional(
    Type.Unsafe<unknown>({
      description: 'All variations that there are, as ids or as products of this form.',
      type: 'array',
    }),
  ),
})

const eventFields = {
  event_id: described<string>(Type.String({ maxLength: 100 })),
  event_type: described<string>(Type.Unsafe<string>({ type: 'string', enum: [...productEventTypes] })),
  product: described<object>(productSchema),
}

const eventSchema = Type.Object({
  event_id: Type.String({ maxLength: 100 }),
  event_type: Type.Unsafe<string>({ type: 'string', enum: [...productEventTypes] }),
  product: productSchema,
})

const bulkSchema = Type.Object({
  status: Type.Literal('accepted'),
  total: Type.Integer(),
  accepted: Type.Integer(),
  skipped: Type.Integer(),
  failed: Type.Integer(),
  results: Type.Array(
    Type.Object({
      event_id: nullableSchema(Type.String()),
      status: Type.Unsafe<string>({ type: 'string', enum: ['accepted', 'skipped', 'failed'] }),
      reason: Type.Optional(Type.String()),
      errors: Type.Optional(
        Type.Unsafe<object>({
          description: 'The texts under their fields, as in a 400.',
          type: 'object',
          additionalProperties: true,
        }),
      ),
    }),
  ),
})

/** Product events as the plugin sends them (storefronts contract 5.2 to 5.5). */
export const syncRoutes = [
  route({
    method: 'POST',
    ...paths('webhook'),
    summary: 'Take one product event of a store',
    description:
      'The effects are visible when the answer arrives. An `event_id` counts once in the workspace; what failed may come again under the same.',
    tag,
    access: storeAccess,
    throttle: 'none',
    bodyLimit: 2 * mebibyte,
    body: eventFields,
    responses: eventResponses,
    async handle(context) {
      const body = readBody(context.request, context.dialect)
      const { eventId, outcome } = await receiveProductEvent(
        context,
        storeTokenOf(context.request),
        body,
        'plugin',
      )
      const answer = eventAnswer(eventId, outcome)
      return context.reply.code(answer.code).send(answer.body)
    },
  }),
  route({
    method: 'POST',
    ...paths('bulk'),
    summary: 'Take 1 to 100 product events of a store, each for itself',
    tag,
    access: storeAccess,
    throttle: 'none',
    bodyLimit: 8 * mebibyte,
    body: { events: described<object[]>(Type.Array(eventSchema, { minItems: 1, maxItems: 100 })) },
    status: 202,
    responses: { 202: bulkSchema },
    async handle(context) {
      const events = readBulk(readBody(context.request, context.dialect))
      const results = await receiveBulk(context, events)
      const count = (status: string) => results.filter((one) => one.status === status).length
      return {
        status: 'accepted',
        total: results.length,
        accepted: count('accepted'),
        skipped: count('skipped'),
        failed: count('failed'),
        results,
      }
    },
  }),
]

import { type TSchema, Type } from 'typebox'
import { field, nullable, nullableSchema } from '../../kernel/http/fields.ts'
import { booleanField, charField, choiceField } from '../../kernel/http/rest-fields.ts'

const moment = Type.String({ format: 'date-time' })
const text = Type.String()
const texts = Type.Array(text)
const count = Type.Integer({ minimum: 0 })
const types = ['page', 'post', 'custom'] as const

/** A row of storefronts contract 5.7. */
export const pageSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  user: Type.Integer(),
  user_email: text,
  wp_post_id: Type.Integer(),
  content_type: Type.Unsafe<string>({ type: 'string', enum: [...types] }),
  content_type_display: text,
  post_type_slug: text,
  title: text,
  content: text,
  excerpt: text,
  permalink: text,
  author: text,
  categories: texts,
  tags: texts,
  featured_image: text,
  is_published: Type.Boolean(),
  modified_date: nullableSchema(moment),
  content_hash: text,
  last_synced_at: moment,
  metadata: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  created_at: moment,
  updated_at: moment,
})

export const pageStatisticsSchema = Type.Object({
  total: count,
  pages: count,
  posts: count,
  published: count,
  synced_today: count,
})

export const pageFilterFields = {
  search: charField({ max: 200, blank: true }),
  content_type: nullable(choiceField(types), { blank: true }),
  is_published: nullable(booleanField(), { blank: true }),
  store: charField({ max: 300, blank: true }),
}

/** For the API document; the event is judged as a whole. */
const described = (schema: TSchema) => field<unknown>(schema, (raw) => raw)

export const contentEventFields = {
  event_id: described(Type.String({ maxLength: 100 })),
  event_type: described(
    Type.Unsafe<string>({
      type: 'string',
      enum: ['page', 'post'].flatMap((type) =>
        ['created', 'updated', 'deleted'].map((verb) => `${type}.${verb}`),
      ),
    }),
  ),
  content: described(
    Type.Object(
      {
        id: Type.Integer({ minimum: 1 }),
        post_type: text,
        title: text,
        content: Type.Optional(Type.String({ maxLength: 50_000 })),
        excerpt: Type.Optional(text),
        permalink: Type.Optional(text),
        author: Type.Optional(text),
        categories: Type.Optional(texts),
        tags: Type.Optional(texts),
        featured_image: Type.Optional(text),
        status: Type.Optional(Type.String({ description: '`publish`, or it is kept from answers.' })),
        modified_date: Type.Optional(text),
        metadata: Type.Optional(Type.Unsafe({ type: 'object', additionalProperties: true })),
      },
      { additionalProperties: true },
    ),
  ),
}

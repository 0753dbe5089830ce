import { type TSchema, Type } from 'typebox'
import {
  field,
  isObject,
  isStorableText,
  list,
  nullable,
  nullableSchema,
  object,
  required,
  withDefault,
} from '../../kernel/http/fields.ts'
import {
  booleanField,
  charField,
  choiceField,
  integerField,
  needed,
  urlField,
} from '../../kernel/http/rest-fields.ts'
import { type CommentRow, type Metrics, mediaTypes, metricNames, type PostRow } from './adapter.ts'
import { accountStatuses } from './queries.ts'

const moment = Type.String({ format: 'date-time' })
const count = Type.Integer({ minimum: 0 })
const text = () => nullableSchema(Type.String())
const anyObject = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

export const accountSchema = Type.Object({
  id: Type.Integer(),
  company: Type.Integer(),
  platform: Type.String(),
  platform_display: Type.String(),
  name: Type.String(),
  account_link: text(),
  phone_number: text(),
  external_account_id: text(),
  external_account_name: text(),
  status: Type.Unsafe<string>({ type: 'string', enum: [...accountStatuses] }),
  status_display: Type.String(),
  is_active: Type.Boolean(),
  is_token_expired: Type.Boolean(),
  token_expires_at: nullableSchema(moment),
  needs_reconnect: Type.Boolean(),
  scopes: Type.Array(Type.String(), { description: 'As granted.' }),
  last_sync_at: nullableSchema(moment),
  error_message: text(),
  metadata: anyObject,
  created_at: moment,
  updated_at: moment,
  created_by: Type.Integer(),
})

export const platformSchema = Type.Object({
  value: Type.String(),
  label: Type.String(),
  icon: Type.String(),
  configured: Type.Boolean({ description: 'Whether the server has a client id and secret for it.' }),
  sandbox: Type.Boolean({
    description: 'Something else stands in the place of the platform, as the sandbox does.',
  }),
  capabilities: Type.Array(Type.String()),
  publish: Type.Unsafe<object | null>({
    type: ['object', 'null'],
    properties: {
      max_length: count,
      counting: Type.Unsafe<string>({ type: 'string', enum: ['code_points', 'weighted'] }),
      text_only: Type.Boolean(),
      message_required: Type.Boolean({ description: 'Also beside media.' }),
      media: Type.Array(Type.String()),
      max_media: count,
      link: Type.Boolean(),
    },
  }),
})

export const statsSchema = Type.Object({
  total: count,
  by_status: Type.Object({ connected: count, disconnected: count, expired: count, error: count }),
  by_platform: Type.Unsafe<Record<string, { total: number; connected: number }>>({
    type: 'object',
    additionalProperties: Type.Object({ total: count, connected: count }),
  }),
  needs_reconnect: count,
})

export const logSchema = Type.Object({
  id: Type.Integer(),
  account: Type.Integer(),
  account_name: Type.String(),
  action: Type.String(),
  status: Type.Unsafe<string>({ type: 'string', enum: ['success', 'error', 'pending'] }),
  message: Type.String(),
  response_data: Type.Unsafe<Record<string, unknown> | null>({
    type: ['object', 'null'],
    additionalProperties: true,
  }),
  error_details: text(),
  created_at: moment,
})

export const connectionSchema = Type.Object({
  authorization_url: Type.String({ format: 'uri', description: 'Where the browser goes to consent.' }),
  state: Type.String(),
})

export const messageSchema = Type.Object({ message: Type.String() })

export const connectionCheckSchema = Type.Object({
  valid: Type.Boolean(),
  message: Type.String(),
  message_key: Type.String(),
  expires_at: nullableSchema(moment),
})

const cursorPage = <T extends TSchema>(row: T) =>
  Type.Object({
    data: Type.Array(row),
    paging: Type.Object({
      cursors: Type.Object({ after: text() }),
      next: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
    }),
  })

export const postsSchema = cursorPage(
  Type.Unsafe<PostRow>({
    type: 'object',
    additionalProperties: true,
    properties: {
      id: Type.String(),
      message: Type.String(),
      created_time: nullableSchema(moment),
      permalink_url: text(),
      media_url: text(),
      metrics: Type.Object(
        Object.fromEntries(
          ['likes', 'comments', 'shares', 'views'].map((name) => [name, nullableSchema(count)]),
        ),
      ),
    },
  }),
)

export const commentsSchema = cursorPage(
  Type.Object({
    id: Type.String(),
    message: Type.String(),
    created_time: nullableSchema(moment),
    from: Type.Unsafe<CommentRow['from']>({
      type: ['object', 'null'],
      properties: { id: Type.String(), name: text() },
    }),
    is_hidden: Type.Boolean(),
    parent_id: text(),
  }),
)

export const publishedSchema = Type.Object({
  id: Type.String(),
  status: Type.Unsafe<string>({ type: 'string', enum: ['published', 'processing'] }),
  permalink_url: text(),
})
export const publishOptionsSchema = Type.Object({
  options: Type.Array(
    Type.Object({
      name: Type.String(),
      required: Type.Boolean(),
      type: Type.Unsafe<string>({ type: 'string', enum: ['choice', 'boolean'] }),
      choices: Type.Array(Type.String()),
      default: Type.Unsafe<string | boolean | null>({ type: ['string', 'boolean', 'null'] }),
    }),
  ),
})
export const replySchema = Type.Object({ id: Type.String() })
export const hiddenSchema = Type.Object({ success: Type.Boolean(), hidden: Type.Boolean() })

export const metricsSchema = Type.Unsafe<Metrics>(
  Type.Object(Object.fromEntries(metricNames.map((name) => [name, nullableSchema(Type.Integer())]))),
)

export const insightsSchema = Type.Object({
  account: Type.Integer(),
  platform: Type.String(),
  fetched_at: moment,
  metrics: metricsSchema,
})

/** Goes into addresses of platforms: no letter that could lead elsewhere (channels contract 5.3). */
const objectId = () =>
  needed(
    field(
      Type.String({ maxLength: 200 }),
      (raw) =>
        typeof raw === 'string' && /^[A-Za-z0-9_.:(),-]{1,200}$/.test(raw) && !raw.includes('..')
          ? raw
          : undefined,
      'Enter a valid id.',
    ),
  )

/** A text as it is to be read by others, so it is not trimmed. */
const messageField = () =>
  needed(
    field(
      Type.String(),
      (raw) => (isStorableText(raw) && raw.trim() !== '' ? raw : undefined),
      'This field may not be blank.',
    ),
  )

export const cursorFields = {
  limit: withDefault(integerField({ min: 1, max: 100 }), 25),
  after: charField({ max: 1000, blank: true }),
}

/** By the names that a platform gives them; what it does not know is refused by its rules. */
const optionsField = () =>
  field(
    Type.Unsafe<Record<string, string | boolean>>({
      type: 'object',
      additionalProperties: { type: ['string', 'boolean'] },
    }),
    (raw) =>
      isObject(raw) && Object.values(raw).every((one) => typeof one === 'boolean' || isStorableText(one))
        ? (raw as Record<string, string | boolean>)
        : undefined,
    'Expected an object of texts and booleans.',
  )

const ownPicture = /^\/(uploads\/images|media)\/[\w./-]{1,200}$/

/** An address in the web, or a picture of this server as its upload told it. */
const mediaUrl = () => {
  const inner = needed(urlField({ max: 2000 }))
  const parse = (raw: unknown) =>
    typeof raw === 'string' && ownPicture.test(raw) && !raw.includes('..')
      ? { ok: true as const, value: raw }
      : inner.parse(raw)
  return { ...inner, schema: Type.String({ format: 'uri-reference', maxLength: 2000 }), parse }
}

/** More than any platform takes: what is longer is refused unread. */
const maxPostLength = 100_000

/** A text as it is to be published. How long it may be there is said by the rules of its platform. */
function postMessage() {
  const inner = field(
    Type.String({ maxLength: maxPostLength }),
    (raw) => (isStorableText(raw) ? raw : undefined),
    'Not a valid string.',
  )
  const message = `Ensure this field has no more than ${maxPostLength} characters.`
  const isTooLong = (raw: unknown) =>
    typeof raw === 'string' && raw.length > maxPostLength && [...raw].length > maxPostLength
  const parse = (raw: unknown) =>
    isTooLong(raw) ? { ok: false as const, problems: [{ path: '', message }] } : inner.parse(raw)
  return { ...inner, parse }
}

/** Whether a post may be without a message is said by the rules of its platform. */
export const publishFields = {
  message: nullable(postMessage()),
  link: nullable(urlField({ max: 2000 }), { blank: true }),
  media: nullable(
    list(
      required(object({ type: needed(choiceField(mediaTypes)), url: mediaUrl() }), 'Expected an object.'),
      { max: 50, message: 'Expected a list of items.' },
    ),
  ),
  options: nullable(optionsField()),
}
export const pageFields = { page_id: objectId() }
export const commentListFields = { post_id: objectId(), ...cursorFields }
export const replyFields = { comment_id: objectId(), message: messageField() }
export const hideFields = { comment_id: objectId(), hidden: needed(booleanField()) }

const settings = () => ({
  name: needed(charField({ max: 255 })),
  account_link: nullable(urlField({ max: 200 }), { blank: true }),
  phone_number: nullable(charField({ max: 20 }), { blank: true }),
})

/** Platforms are those of the registry. */
export const createFields = (platforms: readonly string[]) => ({
  platform: needed(choiceField(platforms)),
  ...settings(),
})

export const changeFields = { ...settings(), is_active: booleanField() }

export const listFields = {
  platform: charField({ max: 50, blank: true }),
  status: charField({ max: 50, blank: true }),
}

/** An account that is no number is no filter (channels contract 3, row 20); an unknown status finds nothing. */
export const logFields = {
  account: charField({ max: 50, blank: true }),
  status: charField({ max: 50, blank: true }),
  action: charField({ max: 50, blank: true }),
}

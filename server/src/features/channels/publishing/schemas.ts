import { Type } from 'typebox'
import { list, nullable, nullableSchema, object, required } from '../../../kernel/http/fields.ts'
import {
  booleanField,
  charField,
  choiceField,
  dateTimeField,
  integerField,
  needed,
} from '../../../kernel/http/rest-fields.ts'
import { draftFaultCodes } from '../judge-draft.ts'
import { actionCodes } from '../provider-error.ts'
import { publishFields } from '../schemas.ts'

export const targetStatuses = [
  'scheduled',
  'publishing',
  'processing',
  'published',
  'failed',
  'unconfirmed',
  'canceled',
] as const
export type TargetStatus = (typeof targetStatuses)[number]

const postStatuses = [
  'scheduled',
  'publishing',
  'published',
  'partly',
  'failed',
  'canceled',
  'unconfirmed',
] as const
export type PostStatus = (typeof postStatuses)[number]

/** Why a target was not published, or what is not known of it. */
export const targetErrorCodes = [
  ...actionCodes,
  'account_changed',
  'missed',
  'interrupted',
  'internal_error',
  'unconfirmed',
  'not_found',
] as const
export type TargetErrorCode = (typeof targetErrorCodes)[number]

/** What a check has against a target: the rules of its platform, or the state of the account. */
export const checkCodes = [...draftFaultCodes, ...actionCodes, 'not_found', 'duplicate'] as const
export type CheckCode = (typeof checkCodes)[number]

const maxTargets = 20

const targetField = () =>
  required(
    object({
      account: needed(integerField({ min: 1 })),
      message: publishFields.message,
      options: publishFields.options,
    }),
    'Expected an object.',
  )

function targetsField() {
  const inner = list(targetField(), {
    max: maxTargets,
    message: 'Expected a list of items.',
    maxMessage: `Ensure this field has no more than ${maxTargets} elements.`,
  })
  const parse = (raw: unknown) =>
    Array.isArray(raw) && raw.length === 0
      ? { ok: false as const, problems: [{ path: '', message: 'This list may not be empty.' }] }
      : inner.parse(raw)
  return { ...inner, parse }
}

export const planFields = {
  message: publishFields.message,
  link: publishFields.link,
  media: publishFields.media,
  scheduled_at: nullable(dateTimeField()),
  targets: needed(targetsField()),
}

export const planListFields = {
  status: charField({ max: 50, blank: true }),
  account: charField({ max: 50, blank: true }),
  from: dateTimeField(),
  to: dateTimeField(),
  order: choiceField(['asc', 'desc']),
}

export const confirmFields = { account: needed(integerField({ min: 1 })) }

export const retryFields = { account: needed(integerField({ min: 1 })), confirm: booleanField() }

const moment = Type.String({ format: 'date-time' })
const text = () => nullableSchema(Type.String())
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] })
const mediaSchema = Type.Array(Type.Object({ type: Type.String(), url: Type.String() }))

const targetSchema = Type.Object({
  account: Type.Integer(),
  account_name: Type.String(),
  platform: Type.String(),
  message: nullableSchema(Type.String({ description: 'Null: the message of the post.' })),
  options: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  status: oneOf(targetStatuses),
  attempts: Type.Integer({ minimum: 0 }),
  external_id: text(),
  permalink_url: text(),
  error: Type.Unsafe<{ code: string; message: string } | null>({
    type: ['object', 'null'],
    properties: { code: oneOf(targetErrorCodes), message: Type.String() },
    required: ['code', 'message'],
  }),
  published_at: nullableSchema(moment),
})

export const plannedPostSchema = Type.Object({
  id: Type.Integer(),
  message: Type.String(),
  link: text(),
  media: mediaSchema,
  scheduled_at: moment,
  status: oneOf(postStatuses),
  created_at: moment,
  updated_at: moment,
  created_by: Type.Integer(),
  targets: Type.Array(targetSchema),
})

export const checkedSchema = Type.Object({
  targets: Type.Array(
    Type.Object({
      account: Type.Integer(),
      platform: text(),
      length: Type.Integer({ minimum: 0, description: 'As the platform counts.' }),
      max_length: nullableSchema(Type.Integer()),
      errors: Type.Array(
        Type.Object({ field: Type.String(), message: Type.String(), code: oneOf(checkCodes) }),
      ),
      preview: Type.Object({ message: Type.String(), link: text(), media: mediaSchema }),
    }),
  ),
})

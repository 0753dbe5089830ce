/**
 * What every failed request becomes, whichever dialect the server answered in.
 * `status` 0 means that no answer arrived (offline, server down). `message` is English text of the server, good for
 * logs; show `useErrorText()` to people. `fields` maps body field names to the first text about that field.
 * `retryAfter` is in seconds, `platformSays` the own words of a platform that the server asked (channels contract 1).
 * `unconfirmed`: the platform's answer was lost, so that what was asked for may have happened.
 */
export class ApiError extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly fields: Record<string, string>
  readonly retryAfter: number | undefined
  readonly platformSays: string | undefined
  readonly unconfirmed: boolean

  constructor(facts: {
    status: number
    message: string
    code?: string | undefined
    fields?: Record<string, string>
    retryAfter?: number | undefined
    platformSays?: string | undefined
    unconfirmed?: boolean
  }) {
    super(facts.message)
    this.name = 'ApiError'
    this.status = facts.status
    this.code = facts.code
    this.fields = facts.fields ?? {}
    this.retryAfter = facts.retryAfter
    this.platformSays = facts.platformSays
    this.unconfirmed = facts.unconfirmed ?? false
  }
}

type Body = Record<string, unknown>

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.find((entry): entry is string => typeof entry === 'string')
  return undefined
}

function fieldsOfDetails(details: unknown): Record<string, string> {
  if (!isObject(details)) return {}
  const fields: Record<string, string> = {}
  for (const [name, texts] of Object.entries(details)) {
    const text = firstText(texts)
    if (text !== undefined) fields[name] = text
    for (const [inner, innerText] of Object.entries(fieldsOfDetails(texts))) {
      fields[`${name}.${inner}`] = innerText
    }
  }
  return fields
}

function fieldsOfList(errors: unknown[]): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const error of errors) {
    if (!isObject(error) || typeof error.param !== 'string' || typeof error.msg !== 'string') continue
    fields[error.param] ??= error.msg
  }
  return fields
}

/**
 * Reads an error body of any of the server's dialects: the envelope `{error:{code,message,details}}`, sales
 * `{message}` or `{errors:[{msg,param,location}]}`, and REST framework `{detail}` or `{field:[text]}`, whose entries of a
 * list (`{field:{0:[text]}}`) become `field.0`. Refused actions of channels: `{error, code, fields?, provider?}`.
 */
export function apiErrorOf(status: number, body: unknown, retryAfterHeader: string | null): ApiError {
  const seconds = Number(retryAfterHeader)
  const retryAfter = retryAfterHeader !== null && Number.isFinite(seconds) ? seconds : undefined
  const fallback = `Request failed with status ${status}`
  if (!isObject(body)) return new ApiError({ status, message: fallback, retryAfter })

  if (isObject(body.error)) {
    const { code, message, details } = body.error
    return new ApiError({
      status,
      code: typeof code === 'string' ? code : undefined,
      message: firstText(message) ?? fallback,
      fields: fieldsOfDetails(details),
      retryAfter,
    })
  }
  if (Array.isArray(body.errors)) {
    const fields = fieldsOfList(body.errors)
    return new ApiError({ status, message: Object.values(fields)[0] ?? fallback, fields, retryAfter })
  }
  if (isObject(body.errors)) {
    const fields = fieldsOfDetails(body.errors)
    return new ApiError({ status, message: Object.values(fields)[0] ?? fallback, fields, retryAfter })
  }
  if (typeof body.error === 'string') return refusedAction(status, body, retryAfter)
  const message = firstText(body.message) ?? firstText(body.detail) ?? firstText(body.error)
  const code = typeof body.code === 'string' ? body.code : undefined
  if (message !== undefined) return new ApiError({ status, code, message, retryAfter })
  const fields = fieldsOfDetails(body)
  return new ApiError({ status, code, message: Object.values(fields)[0] ?? fallback, fields, retryAfter })
}

function refusedAction(status: number, body: Body, retryAfter: number | undefined): ApiError {
  return new ApiError({
    status,
    code: typeof body.code === 'string' ? body.code : undefined,
    message: firstText(body.message) ?? firstText(body.error) ?? '',
    fields: fieldsOfDetails(body.fields),
    retryAfter,
    platformSays: isObject(body.provider) ? firstText(body.provider.message) : undefined,
    unconfirmed: body.unconfirmed === true,
  })
}

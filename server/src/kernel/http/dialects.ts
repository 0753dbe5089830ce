import { invalidField, Refusal } from '../errors.ts'

/** How one contract says no: the texts of the common refusals and the bytes of any refusal. */
export interface Dialect {
  name: 'sales' | 'rest-framework' | 'envelope'
  render(refusal: Refusal): unknown
  noToken(): Refusal
  wrongScheme(): Refusal
  invalidToken(): Refusal
  invalidApiToken(): Refusal
  tokensRefused(): Refusal
  missingPermission(permission: string): Refusal
  forbidden(): Refusal
  /** `reason`: what is wrong with the bytes. */
  invalidJson(reason?: string): Refusal
  /** `body`: what came instead. */
  notAnObject(body: unknown): Refusal
  /** `type`: the media type as sent. */
  unsupportedMediaType(type: string): Refusal
  bodyTooLarge(): Refusal
  unknownPath(): Refusal
  /** Null: this contract answers a known path with another method like an unknown path. */
  methodNotAllowed: ((allowed: string[], method: string) => Refusal) | null
  throttled(seconds: number): Refusal
  unavailable(): Refusal
  internal(requestId: string): Refusal
}

const bearer = { 'www-authenticate': 'Bearer realm="api"' }

/** `{message}` or `{errors:[{msg,param,location}]}` (sales contract 1.2). */
export const salesDialect: Dialect = {
  name: 'sales',
  render(refusal) {
    if (refusal.fields.length === 0) return { message: refusal.message }
    return {
      errors: refusal.fields.map((f) => ({ msg: f.message, param: f.path, location: f.location ?? 'body' })),
    }
  },
  noToken: () => new Refusal(401, 'No token provided'),
  wrongScheme: () => new Refusal(401, 'Invalid token'),
  invalidToken: () => new Refusal(401, 'Invalid token'),
  invalidApiToken: () => new Refusal(401, 'Invalid API token'),
  tokensRefused: () => new Refusal(403, 'API tokens cannot use this endpoint'),
  missingPermission: (permission) => new Refusal(403, `Missing permission: ${permission}`),
  forbidden: () => new Refusal(403, 'Permission denied'),
  invalidJson: () => new Refusal(400, 'Invalid JSON'),
  notAnObject: () => new Refusal(400, 'Request body must be a JSON object'),
  unsupportedMediaType: () => new Refusal(415, 'Unsupported media type'),
  bodyTooLarge: () => new Refusal(413, 'Request body too large'),
  unknownPath: () => new Refusal(404, 'Not found'),
  methodNotAllowed: null,
  throttled: tooManyRequests,
  unavailable: () => new Refusal(503, 'Database connection unavailable'),
  internal: () => new Refusal(500, 'Server error'),
}

/** `{success:false,error:{code,message,details}}` (marketplace contract 2). */
export const envelopeDialect: Dialect = {
  name: 'envelope',
  render(refusal) {
    const details = { ...refusal.details, ...textsByField(refusal) }
    return { success: false, error: { code: refusal.code, message: refusal.message, details } }
  },
  noToken: () =>
    new Refusal(401, 'Authentication credentials were not provided.', {
      code: 'NOT_AUTHENTICATED',
      headers: bearer,
    }),
  wrongScheme: () =>
    new Refusal(401, 'Authentication credentials were not provided.', {
      code: 'NOT_AUTHENTICATED',
      headers: bearer,
    }),
  invalidToken: () =>
    new Refusal(401, 'The token is invalid or has expired.', { code: 'TOKEN_NOT_VALID', headers: bearer }),
  invalidApiToken: () =>
    new Refusal(401, 'The token is invalid or has expired.', { code: 'TOKEN_NOT_VALID', headers: bearer }),
  tokensRefused: () =>
    new Refusal(401, 'The token is invalid or has expired.', { code: 'TOKEN_NOT_VALID', headers: bearer }),
  missingPermission: () => new Refusal(403, 'You do not have permission to perform this action.'),
  forbidden: () => new Refusal(403, 'You do not have permission to perform this action.'),
  invalidJson: () => new Refusal(400, 'The request body could not be parsed.', { code: 'PARSE_ERROR' }),
  notAnObject: () =>
    new Refusal(400, 'The request body must be a JSON object.', {
      code: 'VALIDATION_ERROR',
      details: { non_field_errors: ['The request body must be a JSON object.'] },
    }),
  unsupportedMediaType: () => new Refusal(415, 'Unsupported media type in the request.'),
  bodyTooLarge: () => new Refusal(413, 'The request body is too large.'),
  unknownPath: () => new Refusal(404, 'Not found.'),
  methodNotAllowed: (allowed) =>
    new Refusal(405, 'This method is not allowed here.', { headers: { allow: allowed.join(', ') } }),
  throttled: tooManyRequests,
  unavailable: () => new Refusal(503, 'The service is temporarily unavailable.'),
  internal: (requestId) =>
    new Refusal(500, `Something went wrong. Request id: ${requestId}`, { code: 'INTERNAL_ERROR' }),
}

/** `{detail}` or `{field:[...]}`; some refusals have a body of their own (storefronts and channels contracts). */
export const restFrameworkDialect: Dialect = {
  name: 'rest-framework',
  render(refusal) {
    if (refusal.body) return refusal.body
    return refusal.fields.length > 0 ? nestedTexts(refusal) : { detail: refusal.message }
  },
  noToken: () => new Refusal(401, 'Authentication credentials were not provided.', { headers: bearer }),
  wrongScheme: () => new Refusal(401, 'Authentication credentials were not provided.', { headers: bearer }),
  invalidToken: () => new Refusal(401, 'Given token not valid for any token type', { headers: bearer }),
  invalidApiToken: () => new Refusal(401, 'Given token not valid for any token type', { headers: bearer }),
  tokensRefused: () => new Refusal(401, 'Given token not valid for any token type', { headers: bearer }),
  missingPermission: () => new Refusal(403, 'You do not have permission to perform this action.'),
  forbidden: () => new Refusal(403, 'You do not have permission to perform this action.'),
  invalidJson: (reason = 'the body cannot be read') => new Refusal(400, `JSON parse error - ${reason}`),
  notAnObject: (body) =>
    invalidField('non_field_errors', `Invalid data. Expected a dictionary, but got ${pythonTypeName(body)}.`),
  unsupportedMediaType: (type) => new Refusal(415, `Unsupported media type "${type}" in request.`),
  bodyTooLarge: () => new Refusal(413, 'Request body too large.'),
  unknownPath: () => new Refusal(404, 'Not found.'),
  methodNotAllowed: (allowed, method) =>
    new Refusal(405, `Method "${method}" not allowed.`, { headers: { allow: allowed.join(', ') } }),
  throttled: (seconds) =>
    new Refusal(429, `Request was throttled. Expected available in ${seconds} seconds.`, {
      headers: { 'retry-after': String(seconds) },
    }),
  unavailable: () => new Refusal(503, 'Service temporarily unavailable.'),
  internal: () => new Refusal(500, 'Server error.'),
}

function tooManyRequests(seconds: number): Refusal {
  return new Refusal(429, 'Too many requests. Try again later.', {
    code: 'THROTTLED',
    headers: { 'retry-after': String(seconds) },
  })
}

/** What the REST framework's texts call the type of a JSON value. */
export function pythonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict'
}

type NestedTexts = { [key: string]: string[] | NestedTexts }

/** `allowed_ips[0]` becomes `{"allowed_ips":{"0":[...]}}`. */
function nestedTexts(refusal: Refusal): NestedTexts {
  const root: NestedTexts = {}
  for (const { path, message } of refusal.fields) {
    const keys = path.split(/[[\].]+/).filter(Boolean)
    const last = keys.pop() ?? path
    let level = root
    for (const key of keys) {
      const below = level[key]
      const next: NestedTexts = below && !Array.isArray(below) ? below : {}
      level[key] = next
      level = next
    }
    const texts = level[last]
    if (Array.isArray(texts)) texts.push(message)
    else level[last] = [message]
  }
  return root
}

function textsByField(refusal: Refusal): Record<string, string[]> {
  const texts = new Map<string, string[]>()
  for (const { path, message } of refusal.fields) texts.set(path, [...(texts.get(path) ?? []), message])
  return Object.fromEntries(texts)
}

const restFrameworkPaths =
  /^\/api\/(v1\/)?integrations(\/|$)|^\/api\/v1\/(web-knowledge|ai|admin-panel\/integration-tokens)(\/|$)/

/** The dialect of a path (a query after it does not matter), also of one that no route serves; null for pages of the web app. */
export function dialectOf(url: string): Dialect | null {
  const path = url.split('?', 1)[0] ?? ''
  if (restFrameworkPaths.test(path)) return restFrameworkDialect
  if (/^\/(api\/v1|health|media)(\/|$)/.test(path)) return envelopeDialect
  if (/^\/api(\/|$)/.test(path)) return salesDialect
  return null
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Dialect, dialectOf, envelopeDialect } from './dialects.ts'
import { type Fields, isStorableText } from './fields.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

const maxDepth = 200

/**
 * Bodies are JSON and their raw bytes are kept (signatures). An empty body is an empty object whatever its type; any
 * other type is 415 except on multipart routes, on those that take forms, and on those that read the bytes themselves.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.decorateRequest('rawBody', null)
  app.removeAllContentTypeParsers()
  const accept = (types: string | string[], parse: (request: FastifyRequest, bytes: Buffer) => unknown) =>
    app.addContentTypeParser(types, { parseAs: 'buffer' }, (request, body, done) => {
      const bytes = body as Buffer
      request.rawBody = bytes
      try {
        const unread = request.routeOptions.config.spec?.raw || bytes.length === 0
        done(null, unread ? {} : parse(request, bytes))
      } catch (error) {
        done(error as Error)
      }
    })
  accept('application/json', (request, bytes) => parseJson(bytes, dialectFor(request)))
  accept('application/x-www-form-urlencoded', (request, bytes) => {
    const { spec } = request.routeOptions.config
    if (!spec?.form) throw dialectFor(request).unsupportedMediaType(mediaTypeOf(request))
    return parseForm(bytes, spec.body ?? {}, dialectFor(request))
  })
  accept('*', (request) => {
    throw dialectFor(request).unsupportedMediaType(mediaTypeOf(request))
  })
}

/** The media type as the client wrote it. */
export function mediaTypeOf(request: FastifyRequest): string {
  return request.headers['content-type'] ?? ''
}

/** Strict UTF-8 and JSON, or the dialect's 400; for routes that read their bytes themselves as well. */
export function parseJson(bytes: Buffer, dialect: Dialect): unknown {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch (error) {
    throw dialect.invalidJson(error instanceof SyntaxError ? 'malformed JSON' : 'the body is not UTF-8')
  }
  // This contract keeps what stores send, unknown keys too, and whatever walks through endless depth runs out of stack.
  if (dialect.name === 'rest-framework' && isDeeperThan(value, maxDepth))
    throw dialect.invalidJson('nested too deeply')
  return value
}

/** Lists by repeated keys, everything else by the last of its key. An input left empty is null where null is allowed. */
function parseForm(bytes: Buffer, fields: Fields, dialect: Dialect): Record<string, unknown> {
  let params: URLSearchParams
  try {
    const text = utf8.decode(bytes)
    // URLSearchParams would put U+FFFD for what is no UTF-8.
    for (const escaped of text.match(/(%[0-9a-f]{2})+/gi) ?? []) decodeURIComponent(escaped)
    params = new URLSearchParams(text)
  } catch {
    throw dialect.invalidJson('the body is not UTF-8')
  }
  const body: Record<string, unknown> = {}
  for (const name of new Set(params.keys())) {
    const type = (fields[name]?.schema as { type?: string | string[] } | undefined)?.type
    const last = params.getAll(name).at(-1)
    if (type === 'array') body[name] = params.getAll(name)
    else body[name] = last === '' && Array.isArray(type) && type.includes('null') ? null : last
  }
  return body
}

function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value]
  for (let i = 0; level.length > 0; i++) {
    if (i > depth) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}

/** Whether PostgreSQL can keep the value as JSON: no U+0000 and no lone surrogate in any key or text. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, one]) => isStorableText(key) && isStorableJson(one))
}

/** The parsed JSON body as an object; throws the dialect's 400 for arrays and scalars, 415 for an unexpected multipart body. */
export function readBody(request: FastifyRequest, dialect: Dialect): Record<string, unknown> {
  if (request.isMultipart?.() && !request.routeOptions.config.spec?.multipart)
    throw dialect.unsupportedMediaType(mediaTypeOf(request))
  const body = request.body
  if (body === undefined) return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw dialect.notAnObject(body)
  return body as Record<string, unknown>
}

/** The dialect of the route, else of the path: a route is also reached by other spellings of its path (`/%61pi/...`). */
export function dialectFor(request: FastifyRequest): Dialect {
  return request.routeOptions.config.dialect ?? dialectOf(request.url) ?? envelopeDialect
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Dialect, dialectOf, envelopeDialect } from './dialects.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Bodies are JSON and their raw bytes are kept (signatures). An empty body is an empty object whatever its type; any
 * other type is 415 except on multipart routes.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.decorateRequest('rawBody', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    request.rawBody = bytes
    if (bytes.length === 0) return done(null, {})
    try {
      done(null, JSON.parse(utf8.decode(bytes)))
    } catch {
      done(dialectFor(request).invalidJson())
    }
  })
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer
    if (body.length === 0) done(null, {})
    else done(dialectFor(request).unsupportedMediaType())
  })
}

/** The parsed JSON body as an object; throws the dialect's 400 for arrays and scalars, 415 for an unexpected multipart body. */
export function readBody(request: FastifyRequest, dialect: Dialect): Record<string, unknown> {
  if (request.isMultipart?.() && !request.routeOptions.config.spec?.multipart)
    throw dialect.unsupportedMediaType()
  const body = request.body
  if (body === undefined) return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw dialect.notAnObject()
  return body as Record<string, unknown>
}

/** The dialect of the route, else of the path: a route is also reached by other spellings of its path (`/%61pi/...`). */
export function dialectFor(request: FastifyRequest): Dialect {
  return request.routeOptions.config.dialect ?? dialectOf(request.url) ?? envelopeDialect
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway, sqlState } from '../database/database.ts'
import { Refusal } from '../errors.ts'
import { dialectFor, mediaTypeOf } from './body.ts'
import type { Dialect } from './dialects.ts'

/** The one exit for errors: every refusal, framework error and bug leaves in the dialect of its path. */
export function installErrorExit(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Refusal | Error, request, reply) => {
    const dialect = dialectFor(request)
    const refusal = error instanceof Refusal ? error : translate(error, request, dialect)
    // The framework would close the connection on a client that still sends, which then may never read why: Node
    // discards the rest instead.
    if (refusal.status === 413) reply.removeHeader('connection')
    if (refusal.status >= 500) request.log.error({ err: error }, 'request failed')
    return sendRefusal(reply, dialect, refusal)
  })
}

/** Sends a refusal in a contract's bytes. */
export function sendRefusal(reply: FastifyReply, dialect: Dialect, refusal: Refusal): FastifyReply {
  return reply
    .code(refusal.status)
    .headers(refusal.headers)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(dialect.render(refusal))
}

/** SQLSTATEs of text that no column can hold (U+0000, lone surrogates): the caller's, wherever it slipped through. */
const unstorableText = new Set(['22021', '22P05'])

function translate(error: FastifyError | Error, request: FastifyRequest, dialect: Dialect): Refusal {
  const { code = '', statusCode } = error as FastifyError
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) return dialect.bodyTooLarge()
  // 406: a route for multipart forms was sent something else.
  if (statusCode === 415 || statusCode === 406) return dialect.unsupportedMediaType(mediaTypeOf(request))
  if (isDatabaseAway(error)) return dialect.unavailable()
  if (unstorableText.has(sqlState(error) ?? '')) {
    return new Refusal(400, 'Invalid value', { code: 'VALIDATION_ERROR' })
  }
  if (statusCode && statusCode >= 400 && statusCode < 500) return dialect.invalidJson()
  return dialect.internal(request.id)
}

/** 404 for paths no route serves, 405 where the contract has it and another method is served. */
export function unknownRoute(app: FastifyInstance, request: FastifyRequest, dialect: Dialect): Refusal {
  if (!dialect.methodNotAllowed) return dialect.unknownPath()
  const path = request.url.split('?')[0]?.replace(/\/$/, '') ?? ''
  const allowed = servedMethods(app, path).filter((method) => method !== request.method)
  return allowed.length ? dialect.methodNotAllowed(allowed, request.method) : dialect.unknownPath()
}

const routeTables = new WeakMap<FastifyInstance, { method: string; pattern: RegExp }[]>()

/** Remembers each route's method and pattern, for the 405 answer. Call before the routes are registered. */
export function rememberRoutes(app: FastifyInstance): void {
  const table: { method: string; pattern: RegExp }[] = []
  routeTables.set(app, table)
  app.addHook('onRoute', (options) => {
    if (!options.url.startsWith('/')) return
    const pattern = options.url
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace('\\*', '.*')
      .replace(/:(\w+)/g, '[^/]+')
    for (const method of [options.method].flat())
      table.push({ method, pattern: new RegExp(`^${pattern.replace(/\/$/, '')}$`) })
  })
}

function servedMethods(app: FastifyInstance, path: string): string[] {
  const table = routeTables.get(app) ?? []
  return [...new Set(table.filter((r) => r.pattern.test(path)).map((r) => r.method))]
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway, sqlState } from '../database/database.ts'
import { Refusal } from '../errors.ts'
import type { Services } from '../services.ts'
import { dialectFor, mediaTypeOf } from './body.ts'
import type { Dialect } from './dialects.ts'
import { admit, type RouteSpec } from './route.ts'

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

/**
 * 404 for paths no route serves, 405 where the contract has it and another method is served. In the REST framework's dialect 401
 * comes first (channels contract 1): of paths that nobody may use without a bearer token.
 */
export async function unknownRoute(
  app: FastifyInstance,
  request: FastifyRequest,
  dialect: Dialect,
  services: Services,
): Promise<Refusal> {
  if (!dialect.methodNotAllowed) return dialect.unknownPath()
  const path = request.url.split('?')[0]?.replace(/\/$/, '') ?? ''
  const routes = (routeTables.get(app) ?? []).filter((route) => route.pattern.test(path))
  const methods = new Set(routes.map((route) => route.method))
  methods.delete(request.method)
  if (methods.size === 0) return dialect.unknownPath()
  const refusal = dialect.name === 'rest-framework' ? await unauthenticated(request, services, routes) : null
  return refusal ?? dialect.methodNotAllowed([...methods], request.method)
}

/** The 401 (or, after too many, the 429) of a caller whom none of the routes lets in; null also where one asks for no bearer token. */
async function unauthenticated(
  request: FastifyRequest,
  services: Services,
  routes: KnownRoute[],
): Promise<Refusal | null> {
  let refusal: Refusal | null = null
  // HEAD and the form without a final slash are the same route once more: each is asked once.
  for (const [spec, dialect] of new Map(routes.map((route) => [route.spec, route.dialect]))) {
    if (!spec || !dialect || (spec.access.kind !== 'user' && spec.access.kind !== 'staff')) return null
    try {
      await admit(request, services, dialect, spec)
      return null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 403) return null
      refusal = error
    }
  }
  return refusal
}

interface KnownRoute {
  method: string
  pattern: RegExp
  spec: RouteSpec | undefined
  dialect: Dialect | undefined
}

const routeTables = new WeakMap<FastifyInstance, KnownRoute[]>()

/** Remembers what is served where, for the 405 answer. Call before the routes are registered. */
export function rememberRoutes(app: FastifyInstance): void {
  const table: KnownRoute[] = []
  routeTables.set(app, table)
  app.addHook('onRoute', (options) => {
    if (!options.url.startsWith('/')) return
    const escaped = options.url
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace('\\*', '.*')
      .replace(/:(\w+)/g, '[^/]+')
    const pattern = new RegExp(`^${escaped.replace(/\/$/, '')}$`)
    const { spec, dialect } = options.config ?? {}
    for (const method of [options.method].flat()) table.push({ method, pattern, spec, dialect })
  })
}

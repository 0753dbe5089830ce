import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { acceptJsonBodies } from './kernel/http/body.ts'
import { endConnectionsOnClose } from './kernel/http/closing.ts'
import { dialectOf } from './kernel/http/dialects.ts'
import { installErrorExit, rememberRoutes, sendRefusal, unknownRoute } from './kernel/http/errors.ts'
import { lazySerializers } from './kernel/http/lazy-serializers.ts'
import { describeApi } from './kernel/http/openapi.ts'
import { lowerBoundHeader } from './kernel/http/pagination.ts'
import { refuseBrokenRequest, refuseUnreadablePath } from './kernel/http/raw-refusals.ts'
import type { Services } from './kernel/services.ts'
import { serveWebApp } from './web-app.ts'

/** A feature's entry: registers its routes, jobs and credentials. */
export type Feature = (app: FastifyInstance, services: Services) => Promise<void> | void

/** Paths that a browser opens: not an API and not a file of one. */
function isPage(url: string): boolean {
  return dialectOf(url.split('?', 1)[0] ?? '') === null && !url.startsWith('/openapi.json')
}

const pageSources = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'", 'ws:', 'wss:', 'https://accounts.google.com'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
}
/** The API page is a library's: it starts itself by an inline script. It shows nothing of anybody. */
const docsSources = { ...pageSources, scriptSrc: ["'self'", "'unsafe-inline'", "'unsafe-eval'"] }

const maxJsonBytes = 1024 * 1024

/** A number counts the hops from this server outwards, beginning with the peer itself. */
function trustedProxies(trusted: Services['config']['trustProxy']) {
  return typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : trusted
}

/** The composition: kernel services and a list of features become one Fastify app. It does not listen yet. */
export async function buildApp(services: Services, features: readonly Feature[]): Promise<FastifyInstance> {
  const { config } = services
  const app = fastify({
    loggerInstance: services.log,
    logController: new LogController({
      disableRequestLogging: !['debug', 'trace', 'info'].includes(services.log.level),
    }),
    trustProxy: trustedProxies(config.trustProxy),
    bodyLimit: maxJsonBytes,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      maxParamLength: 500,
      onBadUrl: (_path, request, response) => refuseUnreadablePath(request, response),
      onMaxParamLength: (_path, request, response) => refuseUnreadablePath(request, response),
    },
    clientErrorHandler: refuseBrokenRequest,
    schemaController: { compilersFactory: { buildSerializer: lazySerializers } },
    forceCloseConnections: 'idle',
    // What still arrives on open connections while the server stops is answered; only readiness says 503.
    return503OnClosing: false,
  }) as unknown as FastifyInstance

  // Input is judged by the fields of each route, which know the contract's texts; the schemas describe and serialise.
  app.setValidatorCompiler(() => () => true)
  app.decorateRequest('caller', null)
  app.decorateRequest('guarded', null)
  acceptJsonBodies(app)
  endConnectionsOnClose(app)
  installErrorExit(app)
  rememberRoutes(app)

  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: pageSources,
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    hsts: config.production ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
  })
  // Written out for the JSON answers, which are many: helmet composes its headers anew for each. Pages get all of it.
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.setHeader('X-Content-Type-Options', 'nosniff')
    reply.raw.setHeader('X-Frame-Options', 'DENY')
    reply.raw.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin')
    if (config.production)
      reply.raw.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    if (request.url.startsWith('/docs'))
      await reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives: docsSources } })
    else if (isPage(request.url)) await reply.helmet()
  })
  await app.register(cors, {
    // By hand: of a list, the plugin sends half of its headers to every origin.
    origin: (origin, decide) => decide(null, origin !== undefined && config.corsOrigins.includes(origin)),
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [
      'accept',
      'authorization',
      'content-type',
      'x-csrftoken',
      'x-requested-with',
      'idempotency-key',
    ],
    exposedHeaders: ['Idempotent-Replayed', 'Retry-After', lowerBoundHeader],
    strictPreflight: false,
  })
  const refuseUnknown = async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const dialect = dialectOf(request.url)
    if (!dialect) return false
    sendRefusal(reply, dialect, await unknownRoute(app, request, dialect, services))
    return true
  }
  app.addHook('onRequest', async (request, reply) => {
    // A preflight of a foreign origin: an answer without permission, and no error.
    if (request.method === 'OPTIONS') return reply.code(204).send()
    // Here and not in the handler: a body for a path that nobody serves is not worth judging.
    if (request.is404 && (await refuseUnknown(request, reply))) return reply
  })
  await app.register(cookie)
  await app.register(multipart, {
    limits: { fields: 50, fieldSize: 64 * 1024, files: 10, fileSize: 8 * 1024 * 1024 },
  })
  await describeApi(app, config)

  for (const register of features) await register(app, services)
  await serveWebApp(app, refuseUnknown)
  return app
}

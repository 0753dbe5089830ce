import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { Access, Caller } from '../auth/caller.ts'
import type { Database } from '../database/database.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Services } from '../services.ts'
import { readBody } from './body.ts'
import type { Dialect } from './dialects.ts'
import {
  type Fields,
  fieldsSchema,
  type Input,
  isStorableText,
  type PartialInput,
  parseFields,
  parsePartial,
} from './fields.ts'
import { runIdempotently } from './idempotency.ts'
import { type Throttle, throttle } from './throttle.ts'

/** One endpoint, as data: the handler, the permission table and the API document all read it. */
export interface RouteSpec<Q extends Fields = Fields, B extends Fields = Fields> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify pattern without a final slash; the path with one is served too. */
  path: string
  /** Other paths that answer the same; left out of the API document. */
  aliases?: string[]
  summary: string
  description?: string
  tag: string
  access: Access
  query?: Q
  body?: B
  /** The body is `multipart/form-data`; read it with `request.file()` / `request.parts()`. */
  multipart?: boolean
  /** `application/x-www-form-urlencoded` is accepted beside JSON (storefronts contract 1). */
  form?: boolean
  /** The body is left unread, whatever its type; its bytes are `request.rawBody`. */
  raw?: boolean
  /** Honour `Idempotency-Key` (payments contract 1.7). For POSTs that create or move something. */
  idempotent?: boolean
  /** A limit of its own beside the general one of the envelope APIs; `none`: no limit at all (health, webhooks). */
  throttle?: Throttle | 'none'
  /** Bytes of JSON body accepted; 1 MiB unless told. */
  bodyLimit?: number
  /** A GET that changes something: HEAD, which promises not to, is not served for it. */
  noHead?: boolean
  /** Status of a normal answer; 200 unless told. */
  status?: number
  responses: Record<number, TSchema>
  handle(context: Context<Q, B>): Promise<unknown>
}

/** What a handler works with. */
export interface Context<Q extends Fields = Fields, B extends Fields = Fields> {
  services: Services
  /** Inside an idempotent call this is the call's own transaction: use this, not `services.db`. */
  db: Database
  dialect: Dialect
  request: FastifyRequest
  reply: FastifyReply
  /** Throws 401 on a public route that was called without a token. */
  readonly caller: Caller
  readonly optionalCaller: Caller | null
  /** The client's address (behind TRUST_PROXY the forwarded one). */
  ip: string
  requestId: string
  /** Query parameters as sent; of repeated keys the first. */
  rawQuery: Record<string, string>
  /** A part of the path; throws 404 for text that the database cannot hold. */
  param(name: string): string
  /** The path's integer id; throws 404 with `message` when it is no possible id (sales contract 1). */
  id(message: string, name?: string): number
  /** Parses the query or throws the 400. */
  query(): Input<Q>
  /** Parses the body or throws the 400. Call it after the existence check: 404 comes before 400. */
  input(): Input<B>
  /** As `input` for a partial update: absent keys stay absent. */
  changes(): PartialInput<B>
}

/** Gives a route its types; identity otherwise. */
export function route<Q extends Fields, B extends Fields>(spec: RouteSpec<Q, B>): RouteSpec {
  return spec as unknown as RouteSpec
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
    /** What the guard of a `guarded` route answered. */
    guarded: unknown
    rawBody: Buffer | null
  }
  interface FastifyContextConfig {
    spec?: RouteSpec
    dialect?: Dialect
  }
}

/** Registers routes of one contract. */
export function registerRoutes(
  app: FastifyInstance,
  services: Services,
  dialect: Dialect,
  specs: RouteSpec[],
): void {
  for (const spec of specs) {
    for (const path of [spec.path, ...(spec.aliases ?? [])]) {
      registerRoute(app, services, dialect, spec, path)
    }
  }
}

function registerRoute(
  app: FastifyInstance,
  services: Services,
  dialect: Dialect,
  spec: RouteSpec,
  path: string,
): void {
  app.route({
    method: spec.method,
    url: path,
    ...(spec.bodyLimit ? { bodyLimit: spec.bodyLimit } : {}),
    ...(spec.noHead ? { exposeHeadRoute: false } : {}),
    config: { spec, dialect },
    schema: path === spec.path ? documentation(spec) : { hide: true, response: spec.responses },
    onRequest: (request) => admit(request, services, dialect, spec),
    handler: async (request, reply) => {
      // The sales contract judges the form of a body before it looks for the path's id.
      if (dialect.name === 'sales' && spec.method !== 'GET' && !spec.multipart) readBody(request, dialect)
      const context = createContext(request, reply, services, dialect, spec)
      if (spec.idempotent && request.headers['idempotency-key'] !== undefined) {
        return runIdempotently(context, spec)
      }
      const body = await spec.handle(context)
      if (body === reply || reply.sent) return reply
      return reply.code(spec.status ?? 200).send(body)
    },
  })
}

/** Lets the caller of a route in, or throws why not. */
export async function admit(
  request: FastifyRequest,
  services: Services,
  dialect: Dialect,
  { access, throttle: limit }: RouteSpec,
): Promise<void> {
  try {
    if (access.kind === 'guarded') request.guarded = await access.guard(request, services)
    else request.caller = await authorize(request, services, dialect, access)
  } finally {
    // Refused callers count as well, by their address.
    if (dialect.name !== 'sales' && limit !== 'none') await throttle(request, services, dialect, limit)
  }
}

async function authorize(
  request: FastifyRequest,
  services: Services,
  dialect: Dialect,
  access: Exclude<Access, { kind: 'guarded' }>,
): Promise<Caller | null> {
  const header = request.headers.authorization
  if (access.kind === 'public' && (!header || access.ignoresToken || dialect.name === 'sales')) return null
  const [scheme = '', token = ''] = (header ?? '').trim().split(/\s+/, 2)
  if (!header || !scheme) throw dialect.noToken()
  if (scheme.toLowerCase() !== 'bearer') {
    if (access.kind === 'public') return null
    throw token ? dialect.wrongScheme() : dialect.noToken()
  }
  if (!token) throw dialect.noToken()
  const authenticator = services.authenticators.find((a) => a.claims(token))
  if (authenticator?.contract && authenticator.contract !== dialect.name) throw dialect.invalidToken()
  const caller = (await authenticator?.authenticate(token)) ?? null
  if (!caller) throw authenticator?.contract ? dialect.invalidApiToken() : dialect.invalidToken()
  if (access.kind === 'staff' && !caller.isStaff) throw dialect.forbidden()
  if (caller.kind === 'token' && (access.kind !== 'user' || !access.permission || access.peopleOnly)) {
    throw dialect.tokensRefused()
  }
  if (access.kind === 'user' && access.permission && !caller.permissions.has(access.permission)) {
    throw dialect.missingPermission(access.permission)
  }
  return caller
}

function createContext(
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  dialect: Dialect,
  spec: RouteSpec,
): Context {
  const rawQuery = firstValues(request.query as Record<string, unknown>)
  const params = request.params as Record<string, string>
  return {
    services,
    db: services.db,
    dialect,
    request,
    reply,
    get caller() {
      if (!request.caller) throw dialect.noToken()
      return request.caller
    },
    optionalCaller: request.caller,
    ip: request.ip,
    requestId: request.id,
    rawQuery,
    param(name) {
      const value = params[name] ?? ''
      if (!isStorableText(value)) throw dialect.unknownPath()
      return value
    },
    id: (message, name = 'id') => pathId(params[name]) ?? raise(notFound(message)),
    query: () => parseFields(spec.query ?? {}, rawQuery, 'query'),
    input: () => parseFields(spec.body ?? {}, readBody(request, dialect)),
    changes: () => {
      const body = readBody(request, dialect)
      const known = Object.entries(spec.body ?? {}).flatMap(([name, f]) => [name, ...f.aliases])
      if (dialect.name === 'sales' && !known.some((key) => Object.hasOwn(body, key))) {
        throw new Refusal(400, 'No fields to update')
      }
      return parsePartial(spec.body ?? {}, body)
    },
  }
}

/** A positive integer id that the database can hold, or null. */
export function pathId(raw: string | undefined): number | null {
  if (!raw || !/^\d{1,15}$/.test(raw)) return null
  const id = Number(raw)
  return id > 0 && id <= 2147483647 ? id : null
}

function firstValues(query: Record<string, unknown>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [key, value] of Object.entries(query ?? {})) {
    values[key] = String(Array.isArray(value) ? value[0] : value)
  }
  return values
}

function raise(error: Error): never {
  throw error
}

function documentation(spec: RouteSpec): Record<string, unknown> {
  const params = [...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string)
  return {
    tags: [spec.tag],
    summary: spec.summary,
    ...accessDocumentation(spec),
    ...(params.length
      ? { params: Type.Object(Object.fromEntries(params.map((p) => [p, Type.String()]))) }
      : {}),
    ...(spec.query ? { querystring: fieldsSchema(spec.query, true) } : {}),
    ...(spec.multipart ? { consumes: ['multipart/form-data'] } : {}),
    ...(spec.form ? { consumes: ['application/json', 'application/x-www-form-urlencoded'] } : {}),
    ...(spec.body ? { body: fieldsSchema(spec.body, spec.method === 'PUT' || spec.method === 'PATCH') } : {}),
    response: spec.responses,
  }
}

/** Who may call, for the API document: security schemes for programs, a sentence for people. */
function accessDocumentation({ access, description }: RouteSpec): Record<string, unknown> {
  const told = (sentence = '') => {
    const text = [description, sentence].filter(Boolean).join(' ')
    return text ? { description: text } : {}
  }
  if (access.kind === 'public') return { ...told(), security: [] }
  if (access.kind === 'guarded') {
    return { ...told(), security: access.security ? [{ [access.security]: [] }] : [] }
  }
  if (access.kind === 'staff' || !access.permission) return { ...told(), security: [{ bearer: [] }] }
  const { permission, peopleOnly } = access
  const sentence = peopleOnly
    ? `Needs \`${permission}\`, which people have by their role; API tokens are refused.`
    : `Needs \`${permission}\`.`
  const tokens = peopleOnly ? [] : [{ apiToken: [permission] }]
  return { ...told(sentence), security: [{ bearer: [] }, ...tokens], 'x-permission': permission }
}

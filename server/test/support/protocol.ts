import { connect } from 'node:net'
import { Type } from 'typebox'
import type { Feature } from '../../src/app.ts'
import type { Caller } from '../../src/kernel/auth/caller.ts'
import { notFound } from '../../src/kernel/errors.ts'
import { envelopeDialect, restFrameworkDialect, salesDialect } from '../../src/kernel/http/dialects.ts'
import { integer, list, object, required, text } from '../../src/kernel/http/fields.ts'
import { type RouteSpec, registerRoutes, route } from '../../src/kernel/http/route.ts'

/** Where the routes of `thingsFeature` live, by dialect. */
export const bases = {
  sales: '/api/things',
  envelope: '/api/v1/things',
  'rest-framework': '/api/v1/integrations/things',
} as const

/** A caller without a row in the database: `user-<id>` tokens are people, `tcpf_<id>` machine tokens that may read. */
function callerOf(token: string): Caller | null {
  const id = Number(/^(?:user-|tcpf_)(\d+)$/.exec(token)?.[1])
  if (!id) return null
  const machine = token.startsWith('tcpf_')
  return {
    kind: machine ? 'token' : 'user',
    userId: id,
    userUuid: '00000000-0000-4000-8000-000000000001',
    sessionId: null,
    tokenId: machine ? id : null,
    workspaceId: 1,
    role: 'owner',
    isStaff: false,
    permissions: new Set(machine ? ['things:read'] : ['things:read', 'things:write']),
    timeZone: 'Asia/Ho_Chi_Minh',
    currency: 'VND',
    locale: 'vi',
    language: 'en',
  }
}

const thing = {
  name: required(text({ min: 1, max: 100, trim: true }), 'Name is required'),
  count: integer({ min: 0 }),
  items: list(object({ quantity: required(integer({ min: 1 }), 'Quantity is required') }), { max: 5 }),
}
const anything = { 200: Type.Any() }

/** Routes that do next to nothing, the same in each dialect: for tests of what the kernel does around a handler. */
export const thingsFeature: Feature = (app, services) => {
  const authenticate = async (token: string) => callerOf(token)
  services.authenticators.push(
    { claims: (token) => token.startsWith('tcpf_'), contract: 'sales', authenticate },
    { claims: () => true, authenticate },
  )
  registerRoutes(app, services, salesDialect, things(bases.sales))
  registerRoutes(app, services, envelopeDialect, things(bases.envelope))
  registerRoutes(app, services, restFrameworkDialect, things(bases['rest-framework']))
}

function things(base: string): RouteSpec[] {
  const common = { tag: 'Things', responses: anything }
  const read = { kind: 'user', permission: 'things:read' } as const
  const write = { kind: 'user', permission: 'things:write' } as const
  return [
    route({
      ...common,
      method: 'GET',
      path: base,
      summary: 'Things',
      access: read,
      query: { search: text({ max: 50 }) },
      handle: async (c) => ({ query: c.query(), raw: c.rawQuery }),
    }),
    route({
      ...common,
      method: 'POST',
      path: base,
      summary: 'Make a thing',
      access: write,
      body: thing,
      handle: async (c) => ({ thing: c.input() }),
    }),
    route({
      ...common,
      method: 'PUT',
      path: `${base}/:id`,
      summary: 'Change a thing',
      access: write,
      body: thing,
      async handle(c) {
        if (c.id('Thing not found') !== 1) throw notFound('Thing not found')
        return { changes: c.changes() }
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: `${base}/named/:name`,
      summary: 'A thing by name',
      access: { kind: 'public' },
      handle: async (c) => ({ rows: await c.db.query('select $1::text as name', [c.param('name')]) }),
    }),
    route({
      ...common,
      method: 'GET',
      path: `${base}/searched`,
      summary: 'What a careless search does',
      access: { kind: 'public' },
      handle: async (c) => ({ rows: await c.db.query('select $1::text as q', [c.rawQuery.q ?? '']) }),
    }),
    route({
      ...common,
      method: 'POST',
      path: `${base}/:id/switch`,
      summary: 'An action without a body',
      access: { kind: 'user' },
      handle: async () => ({ done: true }),
    }),
    route({
      ...common,
      method: 'GET',
      path: `${base}/broken`,
      summary: 'A bug',
      access: { kind: 'public' },
      async handle() {
        throw new Error('secret detail')
      },
    }),
    route({
      ...common,
      method: 'POST',
      path: `${base}/form`,
      summary: 'A form',
      access: { kind: 'public' },
      multipart: true,
      handle: async (c) => ({ file: (await c.request.file())?.filename }),
    }),
  ]
}

/** Sends bytes as they are and answers all that the server says until it closes. */
export function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error),
    )
  })
}

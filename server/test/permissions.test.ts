import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../src/kernel/auth/caller.ts'
import {
  isTokenPermission,
  type Permission,
  rolePermissions,
  salesAccess,
  salesEndpoints,
  type TokenPermission,
  tokenPermissions,
} from '../src/kernel/auth/permissions.ts'
import { startTestApp, type TestAnswer, type TestApp } from './support/app.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'

/** Sales contract 2.3, row by row; what it names "JWT only" is under people. */
const contract: Record<TokenPermission | 'people', string> = {
  'products:read': `GET /products /products/:id /categories /categories/:id /suppliers /suppliers/:id
    /inventory/transactions /inventory/low-stock /inventory/summary`,
  'products:write': `POST /products PUT /products/:id DELETE /products/:id
    POST /categories PUT /categories/:id DELETE /categories/:id
    POST /suppliers PUT /suppliers/:id DELETE /suppliers/:id POST /inventory/adjust /upload/image`,
  'orders:read': 'GET /orders /orders/:id /branches /users',
  'orders:write': 'POST /orders PUT /orders/:id PATCH /orders/:id/status',
  'customers:read':
    'GET /customers /customers/:id /customers/:id/orders /customer-groups /customer-groups/:id',
  'customers:write': 'POST /customers PUT /customers/:id POST /customer-groups PUT /customer-groups/:id',
  'shipments:read': 'GET /shipments /shipments/:id /shipping /shipping/:id',
  'shipments:write': 'POST /shipments PUT /shipments/:id PATCH /shipments/:id/status',
  'reports:read': `GET /reports/sales /reports/revenue /reports/products /reports/orders /reports/customers
    /reports/sales-channels /reports/export /dashboard/stats`,
  people: `GET /api-tokens /api-tokens/:id POST /api-tokens PUT /api-tokens/:id DELETE /api-tokens/:id
    POST /api-tokens/:id/revoke /api-tokens/:id/activate
    DELETE /orders/:id /customers/:id /shipments/:id /customer-groups/:id
    POST /shipping PUT /shipping/:id DELETE /shipping/:id POST /branches PUT /branches/:id DELETE /branches/:id`,
}

interface Endpoint {
  method: string
  path: string
  permission: Permission
}

const endpoints: Endpoint[] = Object.entries(salesEndpoints).flatMap(([permission, served]) =>
  served.map((endpoint) => {
    const [method = '', path = ''] = endpoint.split(' ')
    return { method, path, permission: permission as Permission }
  }),
)
const roles: Role[] = ['viewer', 'seller', 'manager', 'owner']

let app: TestApp
let owner: SignedInUser
/** Tokens by the permissions that they have. */
const tokens = new Map<string, string>()
const people = new Map<Role, string>()
beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services)
  people.set('owner', owner.token)
  for (const role of ['viewer', 'seller', 'manager'] as const)
    people.set(role, (await createOwner(app.services, { workspaceId: owner.workspaceId, role })).token)
  const sets = [[], [...tokenPermissions], ...tokenPermissions.map((permission) => [permission])]
  for (const permissions of sets) {
    const { body } = await app.post('/api/api-tokens', { name: 'One', permissions }, owner.token)
    tokens.set(permissions.join(), body.token)
  }
})
afterAll(() => app.close())

/** A call that changes nothing when it is let in: its id is nobody's and its body is empty. */
function call({ method, path }: Endpoint, token?: string, body?: string): Promise<TestAnswer> {
  const sent = body ?? (method === 'GET' || method === 'DELETE' ? undefined : {})
  return app.call(method, path.replace(':id', '2147483000'), { token, body: sent })
}

async function everything(): Promise<unknown> {
  const [row] = await app.services.db.query(
    `select (select count(*) from audit_log) as audit, (select count(*) from products) as products,
       (select count(*) from orders) as orders, (select count(*) from customers) as customers,
       (select count(*) from shipping_methods) as carriers, (select count(*) from branches) as branches,
       (select count(*) from api_tokens) as tokens`,
  )
  return row
}

const missing = (permission: string) => ({ message: `Missing permission: ${permission}` })
const peopleOnly = { message: 'API tokens cannot use this endpoint' }

test('the table says of every endpoint what the contract says', () => {
  const rows = Object.entries(contract).flatMap(([permission, text]) => {
    let method = ''
    return text.split(/\s+/).flatMap((word) => {
      if (word.startsWith('/')) return [`${method} /api${word} ${permission}`]
      method = word
      return []
    })
  })
  const table = endpoints.map(
    ({ method, path, permission }) =>
      `${method} ${path} ${isTokenPermission(permission) ? permission : 'people'}`,
  )
  expect(rows.length).toBeGreaterThan(60)
  expect(rows.filter((row) => !table.includes(row))).toEqual([])
  expect(new Set(table).size).toBe(table.length)
})

test('a route that the table does not know stops the start', () => {
  expect(() => salesAccess('GET', '/api/secrets')).toThrow('GET /api/secrets')
  expect(() => salesAccess('DELETE', '/api/dashboard/stats')).toThrow()
})

test('the table has exactly the endpoints that are served, and the API document says the same of each', async () => {
  const { body } = await app.get('/openapi.json')
  const served = Object.entries<Record<string, Record<string, unknown>>>(body.paths)
    .filter(([path]) => /^\/api\/(?!v1\/|integrations\/)/.test(path))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        endpoint: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation,
      })),
    )
  const open = served.filter(({ operation }) => (operation.security as unknown[]).length === 0)
  expect(open.map(({ endpoint }) => endpoint).sort()).toEqual(['GET /api/health', 'POST /api/auth/login'])
  const closed = served.filter((one) => !open.includes(one))
  expect(closed.map(({ endpoint }) => endpoint).sort()).toEqual(
    endpoints.map(({ method, path }) => `${method} ${path}`).sort(),
  )
  for (const { endpoint, operation } of closed) {
    const permission = endpoints.find(({ method, path }) => `${method} ${path}` === endpoint)!.permission
    expect(operation['x-permission'], endpoint).toBe(permission)
    const forTokens = isTokenPermission(permission) ? [{ apiToken: [permission] }] : []
    expect(operation.security, endpoint).toEqual([{ bearer: [] }, ...forTokens])
    expect(operation.description, endpoint).toContain(`\`${permission}\``)
  }
})

describe.each(endpoints)('$method $path', (endpoint) => {
  const { method, path, permission } = endpoint
  const forTokens = isTokenPermission(permission)

  test('lets in the tokens with its permission and no other, before it looks at anything else', async () => {
    const before = await everything()
    for (const [permissions, token] of tokens) {
      const answer = await call(endpoint, token)
      if (!forTokens) expect([answer.status, answer.body], permissions).toEqual([403, peopleOnly])
      else if (permissions.split(',').includes(permission))
        expect([200, 400, 404], `${permissions} ${answer.text}`).toContain(answer.status)
      else expect([answer.status, answer.body], permissions).toEqual([403, missing(permission)])
    }
    expect(await everything()).toEqual(before)
  })

  test('lets in the roles with its permission and no other', async () => {
    const before = await everything()
    for (const [role, token] of people) {
      const answer = await call(endpoint, token)
      if (rolePermissions[role].has(permission)) expect([200, 400, 404], role).toContain(answer.status)
      else expect([answer.status, answer.body], role).toEqual([403, missing(permission)])
    }
    expect(await everything()).toEqual(before)
  })

  test('asks who is calling, then what he may, then reads the body', async () => {
    expect((await call(endpoint)).body).toEqual({ message: 'No token provided' })
    if (method === 'GET') return
    expect((await call(endpoint, undefined, '{')).body).toEqual({ message: 'No token provided' })
    expect((await call(endpoint, `tcpf_${'0'.repeat(64)}`, '{')).body).toEqual({
      message: 'Invalid API token',
    })
    expect((await call(endpoint, tokens.get(''), '{')).body).toEqual(
      forTokens ? missing(permission) : peopleOnly,
    )
    const answer = await call(endpoint, owner.token, '{')
    expect([answer.status, answer.body], path).toEqual([400, { message: 'Invalid JSON' }])
  })
})

test('what each role may do is what shops expect', () => {
  const may = (role: Role) => [...rolePermissions[role]].sort()
  const reads = tokenPermissions.filter((permission) => permission.endsWith(':read'))
  expect(may('viewer')).toEqual([...reads].sort())
  expect(may('seller')).toEqual([...reads, 'orders:write', 'customers:write', 'shipments:write'].sort())
  expect(may('manager')).toEqual(
    [
      ...tokenPermissions,
      'records:delete',
      'directory:write',
      'workspace:write',
      'integrations:manage',
    ].sort(),
  )
  expect(may('owner')).toEqual(Object.keys(salesEndpoints).sort())
})

test('docs/permissions.md shows the table; WRITE_DOCS=1 writes it anew', () => {
  const file = fileURLToPath(new URL('../../docs/permissions.md', import.meta.url))
  const page = `${[
    '# Permissions',
    '',
    'Written by `server/test/permissions.test.ts` from `server/src/kernel/auth/permissions.ts`. [team.md](team.md) says what roles and',
    'API tokens are. Permissions stand alone: `write` does not imply `read`.',
    '',
    `| Permission | ${roles.join(' | ')} | API token | Endpoints of the sales API |`,
    `|---|${roles.map(() => ':-:|').join('')}:-:|---|`,
    ...Object.entries(salesEndpoints).map(([permission, served]) => {
      const marks = roles.map((role) => (rolePermissions[role].has(permission) ? 'x' : ''))
      const cells = [...marks, isTokenPermission(permission) ? 'x' : '']
      return `| \`${permission}\` | ${cells.join(' | ')} | ${byMethod(served)} |`
    }),
  ].join('\n')}\n`
  if (process.env.WRITE_DOCS) writeFileSync(file, page)
  expect(readFileSync(file, 'utf8')).toBe(page)
})

/** `GET /orders`, `/orders/:id` · `POST …`: each method once. */
function byMethod(served: readonly string[]): string {
  const methods = new Map<string, string[]>()
  for (const endpoint of served) {
    const [method = '', path = ''] = endpoint.split(' ')
    methods.set(method, [...(methods.get(method) ?? []), `\`${path.replace('/api', '')}\``])
  }
  return [...methods].map(([method, paths]) => `${method} ${paths.join(' ')}`).join(' · ')
}

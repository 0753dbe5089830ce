import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { buildApp } from '../../app.ts'
import { createServices } from '../../assemble.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerApiTokens } from './index.ts'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const invalid = { message: 'Invalid API token' }
const db = () => app.services.db
const create = async (permissions = ['customers:read', 'customers:write'], by = owner) => {
  const answer = await app.post('/api/api-tokens', { name: 'Till', permissions }, by.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body as { id: number; token: string }
}
const customers = (token: string) => app.get('/api/customers', token)
const change = (id: number, body: object, by = owner) => app.put(`/api/api-tokens/${id}`, body, by.token)
const lastUse = async (id: number) => {
  const [row] = await db().query<{ last_used_at: string | null }>(
    'select last_used_at from api_tokens where id = $1',
    [id],
  )
  return row!.last_used_at
}

/** The statements that `work` causes. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const stop = db().observe((text) => texts.push(text))
  await work()
  stop()
  return texts
}

test('a token acts for its maker in the workspace where it was made', async () => {
  const { token } = await create(['customers:write', 'customers:read'])
  const made = await app.post('/api/customers', { name: 'Khách' }, token)
  expect(made.status).toBe(201)
  const [row] = await db().query('select workspace_id from customers where id = $1', [made.body.id])
  expect(row).toEqual({ workspace_id: owner.workspaceId })
  expect((await app.get(`/api/customers/${made.body.id}`, owner.token)).status).toBe(200)
  const stranger = await createOwner(app.services)
  expect(
    (await app.get(`/api/customers/${made.body.id}`, (await create(undefined, stranger)).token)).status,
  ).toBe(404)
  const [audit] = await db().query(
    `select actor_kind from audit_log where subject_type = 'customer' and subject_id = $1`,
    [String(made.body.id)],
  )
  expect(audit).toEqual({ actor_kind: 'token' })
})

test('who calls costs one statement', async () => {
  const { token } = await create()
  await customers(token)
  const asked = (await statementsOf(() => customers(token))).filter((text) => text.includes('api_tokens'))
  expect(asked).toHaveLength(1)
})

describe('a token that is none', () => {
  test('never reaches the database when it is mistyped', async () => {
    const { token } = await create()
    const mistyped = [
      'tcpf_',
      'tcpf_x',
      `tcpf_${'0'.repeat(64)}`,
      `${token}0`,
      token.slice(0, -1),
      token.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      token.replace(/(.)$/, 'g'),
      token.toUpperCase().replace('TCPF', 'tcpf'),
    ].filter((text) => text !== token)
    const statements = await statementsOf(async () => {
      for (const text of mistyped) {
        const { status, body } = await customers(text)
        expect([status, body], text).toEqual([401, invalid])
      }
    })
    expect(statements).toEqual([])
  })

  test('of another scheme or kind is refused as everywhere', async () => {
    const { token } = await create()
    const send = (authorization: string) => app.call('GET', '/api/customers', { headers: { authorization } })
    expect((await send(`Basic ${token}`)).body).toEqual({ message: 'Invalid token' })
    expect((await send('Bearer')).body).toEqual({ message: 'No token provided' })
    expect((await send(`bEaReR ${token}`)).status).toBe(200)
    expect((await send('Bearer other_0123')).body).toEqual({ message: 'Invalid token' })
  })
})

describe('the very next request', () => {
  const refused = async (token: string) => {
    const { status, body } = await customers(token)
    expect([status, body]).toEqual([401, invalid])
  }

  test('after revocation, activation, expiry and deletion', async () => {
    const { id, token } = await create()
    const act = (name: string) => app.post(`/api/api-tokens/${id}/${name}`, {}, owner.token)
    expect((await customers(token)).status).toBe(200)
    await act('revoke')
    await refused(token)
    await act('activate')
    expect((await customers(token)).status).toBe(200)
    await change(id, { is_active: false })
    await refused(token)
    await change(id, { is_active: true, expires_at: '2020-01-01T00:00:00Z' })
    await refused(token)
    await change(id, { expires_at: null })
    expect((await customers(token)).status).toBe(200)
    await app.delete(`/api/api-tokens/${id}`, owner.token)
    await refused(token)
  })

  test('has the permissions of the moment', async () => {
    const { id, token } = await create(['customers:read'])
    const add = () => app.post('/api/customers', { name: 'A' }, token)
    expect((await add()).body).toEqual({ message: 'Missing permission: customers:write' })
    await change(id, { permissions: ['customers:write'] })
    expect((await add()).status).toBe(201)
    expect((await customers(token)).body).toEqual({ message: 'Missing permission: customers:read' })
    await change(id, { permissions: [] })
    expect((await add()).status).toBe(403)
  })

  test('knows what became of the maker: his role, his account, his membership', async () => {
    const maker = await createOwner(app.services)
    const { token } = await create(undefined, maker)
    const add = () => app.post('/api/customers', { name: 'A' }, token)
    const set = (sql: string) => db().query(sql, [maker.userId])
    expect((await add()).status).toBe(201)
    await set(`update memberships set role = 'viewer' where user_id = $1`)
    expect((await add()).body).toEqual({ message: 'Missing permission: customers:write' })
    expect((await customers(token)).status).toBe(200)
    await set(`update memberships set role = 'owner' where user_id = $1`)
    expect((await add()).status).toBe(201)
    await set('update users set is_active = false where id = $1')
    await refused(token)
    await set('update users set is_active = true where id = $1')
    expect((await customers(token)).status).toBe(200)
    await set('update users set deleted_at = now() where id = $1')
    await refused(token)
    await set('update users set deleted_at = null where id = $1')
    await set('delete from memberships where user_id = $1')
    await refused(token)
    expect(await db().query('select id from api_tokens where created_by = $1', [maker.userId])).toEqual([])
  })
})

test('of requests that eight clients send without a pause none is served after the answer of the revocation', async () => {
  const { id, token } = await create()
  let revoked = false
  const served = { before: 0, after: 0 }
  const client = async () => {
    for (;;) {
      const late = revoked
      const { status } = await customers(token)
      if (status === 200) served[late ? 'after' : 'before'] += 1
      if (late) return
    }
  }
  const revoke = async () => {
    await vi.waitFor(() => expect(served.before).toBeGreaterThan(20))
    await app.post(`/api/api-tokens/${id}/revoke`, {}, owner.token)
    revoked = true
  }
  await Promise.all([revoke(), ...Array.from({ length: 8 }, client)])
  expect(served.before).toBeGreaterThan(20)
  expect(served.after).toBe(0)
})

test('another process refuses it as soon as this one has answered the revocation', async () => {
  const { config, dataDir } = app.services
  const connection = { connectionString: config.databaseUrl as string }
  const services = await createServices({ config, dataDir, connection })
  const other = await buildApp(services, [registerIdentity, registerApiTokens, registerCustomers])
  const { id, token } = await create()
  const there = async () => {
    const headers = { authorization: `Bearer ${token}` }
    return (await other.inject({ url: '/api/customers', headers })).statusCode
  }
  for (let round = 0; round < 5; round++) {
    expect(await there()).toBe(200)
    await app.post(`/api/api-tokens/${id}/revoke`, {}, owner.token)
    expect(await there()).toBe(401)
    await app.post(`/api/api-tokens/${id}/activate`, {}, owner.token)
  }
  await other.close()
  await services.db.close()
})

test('the other three APIs do not know it, also on public endpoints and as an administrator', async () => {
  const staff = await createOwner(app.services, { isStaff: true })
  const { token } = await create(['products:read'], staff)
  const envelope = { success: false, error: { code: 'TOKEN_NOT_VALID' } }
  for (const path of ['/api/v1/auth/me/', '/api/v1/workspace/', '/api/v1/admin-panel/outbox/']) {
    const answer = await app.get(path, token)
    expect([path, answer.status]).toEqual([path, 401])
    expect(answer.body).toMatchObject(envelope)
  }
  expect((await app.call('GET', '/api/v1/auth/users/x/', { token })).status).toBe(401)
})

describe('last_used_at', () => {
  test('is null, then the first use within a second', async () => {
    const { id, token } = await create()
    expect(await lastUse(id)).toBeNull()
    const before = Date.now()
    await customers(token)
    await vi.waitFor(async () => expect(await lastUse(id)).not.toBeNull(), { timeout: 1000, interval: 10 })
    expect(Date.parse((await lastUse(id))!)).toBeGreaterThanOrEqual(before)
  })

  test('is written once for many uses within a minute, in parallel as well', async () => {
    const { id, token } = await create()
    const texts = await statementsOf(async () => {
      await Promise.all(Array.from({ length: 30 }, () => customers(token)))
      await vi.waitFor(async () => expect(await lastUse(id)).not.toBeNull(), { timeout: 1000, interval: 10 })
      for (const _ of [1, 2, 3]) await customers(token)
    })
    expect(texts.filter((text) => text.startsWith('update api_tokens'))).toHaveLength(1)
  })

  test('is written again after a minute', async () => {
    const { id, token } = await create()
    const set = (age: string) =>
      db().query('update api_tokens set last_used_at = now() - $2::interval where id = $1', [id, age])
    await set('61 seconds')
    const old = await lastUse(id)
    await customers(token)
    await vi.waitFor(async () => expect(await lastUse(id)).not.toBe(old), { timeout: 1000, interval: 10 })
    await set('50 seconds')
    const recent = await lastUse(id)
    const texts = await statementsOf(() => customers(token))
    expect(texts.filter((text) => text.startsWith('update api_tokens'))).toEqual([])
    expect(await lastUse(id)).toBe(recent)
  })

  test('a refused token is not used', async () => {
    const { id, token } = await create()
    await app.post(`/api/api-tokens/${id}/revoke`, {}, owner.token)
    const texts = await statementsOf(() => customers(token))
    expect(texts.filter((text) => text.startsWith('update'))).toEqual([])
  })

  test('has the last use of all when the server has stopped', async () => {
    const other = await startTestApp({ features: [registerIdentity, registerApiTokens, registerCustomers] })
    const maker = await createOwner(other.services)
    const { body } = await other.post('/api/api-tokens', { name: 'Till', permissions: [] }, maker.token)
    await other.services.db.query(`update api_tokens set last_used_at = now() - interval '30 seconds'`)
    const before = Date.now()
    expect((await other.get('/api/customers', body.token)).status).toBe(403)
    await other.app.close()
    const [row] = await other.services.db.query<{ last_used_at: string }>(
      'select last_used_at from api_tokens',
    )
    expect(Date.parse(row!.last_used_at)).toBeGreaterThanOrEqual(before)
    await other.close()
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from './index.ts'
import { tokenKeys } from './test-support/token-keys.ts'
import { previewOf } from './token-forms.ts'

const path = '/api/v1/integrations/tokens'
const health = '/api/v1/integrations/woocommerce/health/'
const missing = '00000000-0000-4000-8000-000000000000'

let app: TestApp
let owner: SignedInUser
let stranger: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerIntegrationTokens] })
  owner = await createOwner(app.services)
  stranger = await createOwner(app.services)
})
afterAll(() => app.close())

const db = () => app.services.db
const generate = (body: object, by = owner) => app.post(`${path}/generate/`, body, by.token)
const made = async (body: object = {}, by = owner) => {
  const answer = await generate({ name: 'Shop', ...body }, by)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const detail = (id: string, by = owner) => app.get(`${path}/${id}/`, by.token)
const audited = async (id: string) =>
  (
    await db().query<{ action: string }>(
      `select action from audit_log where subject_type = 'integration_token' and subject_id = $1 order by id`,
      [id],
    )
  ).map(({ action }) => action)
const everything = async () =>
  JSON.stringify([
    await db().query(`select *, encode(token_hash, 'escape') from integration_tokens order by id`),
    await db().query('select * from audit_log order by id'),
    await db().query('select * from idempotency_keys'),
  ])

describe('the list', () => {
  test('has the newest first, twenty to a page, and every token once', async () => {
    const someone = await createOwner(app.services)
    const ids: string[] = []
    for (let i = 0; i < 23; i++) ids.unshift((await made({ name: `Shop ${i}` }, someone)).id)
    const first = (await app.get(`${path}/`, someone.token)).body
    expect(first).toMatchObject({ count: 23, next: `${app.url}${path}/?page=2`, previous: null })
    const second = (await app.get(first.next.slice(app.url.length), someone.token)).body
    expect(second).toMatchObject({ next: null, previous: `${app.url}${path}/` })
    expect([...first.results, ...second.results].map((row: { id: string }) => row.id)).toEqual(ids)
    expect(Object.keys(first.results[0])).toEqual(tokenKeys)
    expect((await app.get(`${path}/?page=3`, someone.token)).body).toEqual({ detail: 'Invalid page.' })
    expect((await app.get(`${path}?page_size=100`, someone.token)).body.results).toHaveLength(23)
  })

  test('is empty for those who have none, and nobody sees those of other workspaces', async () => {
    const someone = await createOwner(app.services, { isStaff: true })
    expect((await app.get(path, someone.token)).body).toEqual({
      count: 0,
      next: null,
      previous: null,
      results: [],
    })
  })

  test('of a manager has his own, that of the owner everybody’s; sellers and viewers have none', async () => {
    const boss = await createOwner(app.services)
    const { workspaceId } = boss
    const manager = await createOwner(app.services, { workspaceId, role: 'manager' })
    const [his, mine] = [(await made({}, manager)).id, (await made({}, boss)).id]
    const ids = async (by: SignedInUser) =>
      (await app.get(path, by.token)).body.results.map((row: { id: string }) => row.id)
    expect(await ids(manager)).toEqual([his])
    expect(await ids(boss)).toEqual([mine, his])
    expect((await detail(mine, manager)).status).toBe(404)
    expect((await app.delete(`${path}/${mine}/`, manager.token)).status).toBe(404)
    expect((await app.patch(`${path}/${his}/`, { is_active: false }, boss.token)).status).toBe(200)
    for (const role of ['seller', 'viewer'] as const) {
      const member = await createOwner(app.services, { workspaceId, role })
      const before = await everything()
      for (const answer of [
        await app.get(path, member.token),
        await generate({ name: 'x' }, member),
        await app.delete(`${path}/${mine}/`, member.token),
      ])
        expect([answer.status, answer.body]).toEqual([
          403,
          { detail: 'You do not have permission to perform this action.' },
        ])
      expect(await everything()).toBe(before)
    }
  })
})

test('without a session nothing is shown and nothing done', async () => {
  const { id } = await made()
  const before = await everything()
  for (const [method, target] of [
    ['GET', `${path}/`],
    ['GET', `${path}/${id}/`],
    ['POST', `${path}/generate/`],
    ['PATCH', `${path}/${id}/`],
    ['PUT', `${path}/${id}/`],
    ['DELETE', `${path}/${id}/`],
    ['POST', `${path}/${id}/regenerate/`],
    ['GET', `${path}/${id}/sync-status/`],
  ] as const) {
    const answer = await app.call(method, target, method === 'GET' ? {} : { body: { name: 'x' } })
    expect([answer.status, answer.body], target).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ])
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect((await app.call(method, target, { token: 'eyJ.no.jwt' })).status).toBe(401)
  }
  expect(await everything()).toBe(before)
})

describe('changing one', () => {
  test('PATCH changes what is sent and ignores what cannot be changed', async () => {
    const { id, token } = await made()
    const answer = await app.patch(
      `${path}/${id}/`,
      {
        name: ' New name ',
        is_active: 'false',
        allowed_ips: ['10.0.0.0/8'],
        expires_at: '2031-05-05T00:00:00Z',
        usage_count: 99,
        token_preview: 'x',
        user_id: stranger.userId,
        integration_type: 'shopify',
      },
      owner.token,
    )
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...(await detail(id)).body,
        name: 'New name',
        is_active: false,
        is_valid_status: false,
        allowed_ips: ['10.0.0.0/8'],
        expires_at: '2031-05-05T00:00:00.000Z',
        usage_count: 0,
        user_id: owner.userId,
        integration_type: 'woocommerce',
      },
    ])
    expect((await app.get(health, token)).body.code).toBe('token_inactive')
    const opened = { is_active: true, expires_at: null, allowed_ips: [] }
    expect((await app.patch(`${path}/${id}`, opened, owner.token)).body).toMatchObject({
      ...opened,
      name: 'New name',
    })
    expect((await app.get(health, token)).status).toBe(200)
    expect((await app.patch(`${path}/${id}`, {}, owner.token)).status).toBe(200)
    expect(await audited(id)).toEqual([
      'integration_token.created',
      'integration_token.updated',
      'integration_token.updated',
    ])
  })

  test('PUT is the same, but wants the name', async () => {
    const { id } = await made({ allowed_ips: ['192.0.2.1'] })
    const answer = await app.put(`${path}/${id}/`, { is_active: false }, owner.token)
    expect([answer.status, answer.body]).toEqual([400, { name: ['This field is required.'] }])
    expect((await app.put(`${path}/${id}/`, { name: 'B' }, owner.token)).body).toMatchObject({
      name: 'B',
      is_active: true,
      allowed_ips: ['192.0.2.1'],
    })
  })

  test.each<[object, object]>([
    [{ name: '' }, { name: ['This field may not be blank.'] }],
    [{ is_active: 'perhaps' }, { is_active: ['Must be a valid boolean.'] }],
    [{ is_active: null }, { is_active: ['This field may not be null.'] }],
    [{ allowed_ips: { a: 1 } }, { allowed_ips: ['Expected a list of items but got type "dict".'] }],
    [{ allowed_ips: ['x'] }, { allowed_ips: { 0: ['Enter a valid IPv4 or IPv6 address.'] } }],
    [{ allowed_ips: null }, { allowed_ips: ['This field may not be null.'] }],
  ])('%j is refused and changes nothing', async (body, errors) => {
    const { id } = await made()
    const before = await everything()
    const answer = await app.patch(`${path}/${id}/`, body, owner.token)
    expect([answer.status, answer.body]).toEqual([400, errors])
    expect(await everything()).toBe(before)
  })
})

describe('a new text', () => {
  test('ends the old one and the old secret at once; counters and settings stay', async () => {
    const old = await made({ expires_at: '2031-01-01T00:00:00Z' })
    await app.get(health, old.token)
    const answer = await app.post(`${path}/${old.id}/regenerate/`, {}, owner.token)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys(answer.body)).toEqual(Object.keys(old))
    expect(answer.body.token).not.toBe(old.token)
    expect(answer.body.webhook.secret).not.toBe(old.webhook.secret)
    expect(answer.body.webhook.delivery_url).toBe(old.webhook.delivery_url)
    expect((await app.get(health, old.token)).body.detail).toBe('Invalid token')
    expect((await app.get(health, answer.body.token)).body.token).toMatchObject({
      id: old.id,
      usage_count: 2,
    })
    expect((await detail(old.id)).body).toMatchObject({
      token_preview: previewOf(answer.body.token),
      expires_at: '2031-01-01T00:00:00.000Z',
      created_at: old.created_at,
    })
    expect(await audited(old.id)).toEqual(['integration_token.created', 'integration_token.regenerated'])
    expect(await everything()).not.toContain(answer.body.token.slice(8))
  })

  test('is one of two when asked for twice at once', async () => {
    const { id } = await made()
    const answers = await Promise.all(
      [1, 2].map(() => app.post(`${path}/${id}/regenerate/`, {}, owner.token)),
    )
    const statuses = await Promise.all(
      answers.map(async ({ body }) => (await app.get(health, body.token)).status),
    )
    expect(statuses.sort()).toEqual([200, 401])
  })
})

describe('deleting one', () => {
  test('ends it for good; the row stays for the log', async () => {
    const { id, token } = await made()
    const answer = await app.delete(`${path}/${id}/`, owner.token)
    expect([answer.status, answer.body]).toEqual([200, { message: expect.any(String) }])
    const gone = { detail: 'Not found.' }
    expect(await app.delete(`${path}/${id}/`, owner.token)).toMatchObject({ status: 404, body: gone })
    expect(await detail(id)).toMatchObject({ status: 404, body: gone })
    for (const action of ['regenerate', 'nothing'])
      expect((await app.post(`${path}/${id}/${action}/`, {}, owner.token)).body).toEqual(gone)
    expect((await app.patch(`${path}/${id}/`, { is_active: true }, owner.token)).status).toBe(404)
    expect((await app.get(`${path}?page_size=100`, owner.token)).text).not.toContain(id)
    expect((await app.get(health, token)).body).toMatchObject({ detail: 'Invalid token' })
    expect(await db().query('select id from integration_tokens where id = $1', [id])).toHaveLength(1)
    expect(await audited(id)).toEqual(['integration_token.created', 'integration_token.deleted'])
  })
})

test('an id that is unknown, foreign or malformed is not found, before the body is judged', async () => {
  const { id } = await made({}, stranger)
  const before = await everything()
  for (const target of [id, missing, 'x', '1', '%00', '%F0%9F%98%80', `${id}0`, id.slice(1)]) {
    for (const answer of [
      await app.get(`${path}/${target}/`, owner.token),
      await app.patch(`${path}/${target}/`, { name: '' }, owner.token),
      await app.put(`${path}/${target}/`, {}, owner.token),
      await app.delete(`${path}/${target}/`, owner.token),
      await app.post(`${path}/${target}/regenerate/`, {}, owner.token),
      await app.get(`${path}/${target}/sync-status/`, owner.token),
    ])
      expect([answer.status, answer.body], target).toEqual([404, { detail: 'Not found.' }])
  }
  expect(await everything()).toBe(before)
})

test('methods that are not offered are named as such', async () => {
  const refused = async (method: string, target: string, allowed: RegExp) => {
    const answer = await app.call(method, target, { token: owner.token })
    expect([answer.status, answer.body]).toEqual([405, { detail: `Method "${method}" not allowed.` }])
    expect(answer.headers.get('allow')).toMatch(allowed)
  }
  await refused('POST', `${path}/`, /GET/)
  await refused('PUT', path, /GET/)
  await refused('DELETE', path, /GET/)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) await refused(method, `${path}/generate/`, /^POST$/)
  await refused('GET', `${path}/${missing}/regenerate/`, /POST/)
  await refused('POST', health, /GET/)
})

test('whether the shop is in step: its products by their host, its events by the token', async () => {
  const { id } = await made()
  const other = await made()
  const status = async (token = id) => (await app.get(`${path}/${token}/sync-status/`, owner.token)).body
  const none = { products_total: 0, products_active: 0, events_total: 0, events_failed: 0 }
  expect(await status()).toEqual({
    token_id: id,
    store_host: null,
    ...none,
    last_event_at: null,
    last_error: null,
  })
  await db().query('update integration_tokens set store_host = $2 where id = $1', [id, 'shop.example.com'])
  const product = async (name: string, host: string, more: { active?: boolean; deleted?: boolean } = {}) => {
    const [row] = await db().query<{ id: number }>(
      `insert into products (workspace_id, name, price, is_active, deleted_at)
       values ($1, $2, 1, $3, case when $4 then now() end) returning id`,
      [owner.workspaceId, name, more.active ?? true, more.deleted ?? false],
    )
    await db().query(
      `insert into product_details (product_id, workspace_id, source, store_host, external_id)
       values ($1, $2, 'woocommerce', $3, $4)`,
      [row!.id, owner.workspaceId, host, `woo_${row!.id}`],
    )
  }
  await product('Tea', 'shop.example.com')
  await product('Cup', 'shop.example.com', { active: false })
  await product('Gone', 'shop.example.com', { deleted: true })
  await product('Elsewhere', 'other.example.com')
  const event = (token: string, day: number, error: string | null) =>
    db().query(
      `insert into store_events (workspace_id, user_id, token_id, system, event_id, event_type, channel, processed_successfully,
         error_message, created_at)
       values ($1, $2, $3, 'woocommerce', $4, 'product.updated', 'plugin', $5, $6, $7)`,
      [owner.workspaceId, owner.userId, token, `e${token}${day}`, error === null, error, `2026-01-0${day}`],
    )
  await event(id, 1, 'The first')
  await event(id, 2, 'The last')
  await event(id, 3, null)
  await event(other.id, 4, 'Of another')
  expect(await status()).toEqual({
    token_id: id,
    store_host: 'shop.example.com',
    products_total: 2,
    products_active: 1,
    events_total: 3,
    events_failed: 2,
    last_event_at: '2026-01-03T00:00:00.000Z',
    last_error: 'The last',
  })
  expect(await status(other.id)).toMatchObject({ ...none, events_total: 1, events_failed: 1 })
})

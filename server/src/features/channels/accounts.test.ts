import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerChannels } from './index.ts'

const path = '/api/integrations/accounts/'
let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerChannels] })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const create = async (body: object = {}, by = owner) => {
  const answer = await app.post(path, { platform: 'meta', name: 'Main page', ...body }, by.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const everything = async () =>
  JSON.stringify([
    await app.services.db.query('select * from channel_accounts order by id'),
    await app.services.db.query('select * from channel_oauth_states order by state_hash'),
    await app.services.db.query('select count(*) from channel_logs'),
    await app.services.db.query('select count(*) from audit_log'),
  ])
const unchanged = async (work: () => Promise<unknown>) => {
  const before = await everything()
  await work()
  expect(await everything()).toBe(before)
}

describe('adding an account', () => {
  test('answers all of it, disconnected and without any token; read-only fields are ignored', async () => {
    const body = await create({
      name: '  Main page ',
      account_link: 'https://facebook.com/my-page',
      phone_number: '',
      status: 'connected',
      company: 999,
      external_account_id: '1',
      metadata: { pages: [] },
    })
    expect(body).toEqual({
      id: expect.any(Number),
      company: owner.workspaceId,
      platform: 'meta',
      platform_display: 'Meta (Facebook/Instagram)',
      name: 'Main page',
      account_link: 'https://facebook.com/my-page',
      phone_number: null,
      external_account_id: null,
      external_account_name: null,
      status: 'disconnected',
      status_display: 'Disconnected',
      is_active: true,
      is_token_expired: false,
      token_expires_at: null,
      needs_reconnect: false,
      scopes: [],
      last_sync_at: null,
      error_message: null,
      metadata: {},
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
      created_by: owner.userId,
    })
    expect((await app.get(`${path}${body.id}`, owner.token)).body).toEqual(body)
  })

  test.each<[object, object]>([
    [{}, { platform: ['This field is required.'], name: ['This field is required.'] }],
    [{ platform: 'foo', name: 'x' }, { platform: ['"foo" is not a valid choice.'] }],
    [{ platform: 'META', name: 'x' }, { platform: ['"META" is not a valid choice.'] }],
    [{ platform: 'meta', name: '  ' }, { name: ['This field may not be blank.'] }],
    [{ platform: 'meta', name: null }, { name: ['This field may not be null.'] }],
    [{ platform: 'meta', name: 'a\u0000' }, { name: ['Null characters are not allowed.'] }],
    [
      { platform: 'meta', name: 'x'.repeat(256), phone_number: '1'.repeat(21) },
      {
        name: ['Ensure this field has no more than 255 characters.'],
        phone_number: ['Ensure this field has no more than 20 characters.'],
      },
    ],
    ...['nope', 'ftp://example.com/', 'javascript:alert(1)', 'https://', 'https://user:pw@example.com/'].map(
      (account_link) =>
        [{ platform: 'meta', name: 'x', account_link }, { account_link: ['Enter a valid URL.'] }] as [
          object,
          object,
        ],
    ),
  ])('%j is refused and adds nothing', async (body, errors) => {
    await unchanged(async () => {
      const answer = await app.post(path, body, owner.token)
      expect([answer.status, answer.body]).toEqual([400, errors])
    })
  })

  test('a body that is no object or no JSON is refused in the words of the contract', async () => {
    for (const body of ['[]', '"x"', '7', 'null'])
      expect((await app.post(path, body, owner.token)).body).toEqual({
        non_field_errors: ['Invalid data. Expected a dictionary.'],
      })
    const broken = await app.post(path, '{"platform":', owner.token)
    expect([broken.status, broken.body.detail]).toEqual([400, expect.stringMatching(/^JSON parse error - /)])
  })

  test('the same keyed call twice adds one', async () => {
    const call = () =>
      app.post(path, { platform: 'meta', name: 'Once' }, owner.token, {
        'idempotency-key': `key-${owner.userId}`,
      })
    const [first, second] = [await call(), await call()]
    expect(second.body).toEqual(first.body)
    expect((await app.get(path, owner.token)).body.count).toBe(1)
  })
})

describe('the list', () => {
  test('is newest first, in pages of 20 or at most 200, by platform and by state', async () => {
    const ids: number[] = []
    for (let i = 0; i < 21; i++) ids.unshift((await create({ name: `Page ${i}` })).id)
    await app.services.db.query(`update channel_accounts set status = 'expired' where id = $1`, [ids[3]])
    const get = async (query: string) => (await app.get(`${path}?${query}`, owner.token)).body
    const idsOf = (body: { results: { id: number }[] }) => body.results.map(({ id }) => id)
    const first = await get('')
    expect([first.count, first.previous, idsOf(first)]).toEqual([21, null, ids.slice(0, 20)])
    expect(first.next).toBe(`${app.url}${path}?page=2`)
    expect(idsOf(await get('page=2'))).toEqual(ids.slice(20))
    expect(idsOf(await get('page_size=200'))).toEqual(ids)
    expect(idsOf(await get('status=expired'))).toEqual([ids[3]])
    expect((await get('platform=meta')).count).toBe(21)
    for (const none of ['platform=foo', 'status=foo', 'platform=META'])
      expect(await get(none)).toEqual({ count: 0, next: null, previous: null, results: [] })
    const beyond = await app.get(`${path}?page=3`, owner.token)
    expect([beyond.status, beyond.body]).toEqual([404, { detail: 'Invalid page.' }])
  })

  test('a page holds up to 200 and no more', async () => {
    await app.services.db.query(
      `insert into channel_accounts (workspace_id, platform, name, created_by, created_at, updated_at)
       select $1, 'meta', 'Page ' || n, $2, now(), now() from generate_series(1, 203) n`,
      [owner.workspaceId, owner.userId],
    )
    const { body } = await app.get(`${path}?page_size=1000`, owner.token)
    expect([body.count, body.results.length]).toEqual([203, 200])
  })
})

test('platforms and counts are plain', async () => {
  await create()
  const { body } = await app.get(`${path}platforms/`, owner.token)
  expect(body).toContainEqual(
    expect.objectContaining({ value: 'meta', label: 'Meta (Facebook/Instagram)', configured: false }),
  )
  await app.services.db.query(
    `insert into channel_accounts (workspace_id, platform, name, status, created_by, created_at, updated_at)
     select $1, 'meta', s, s, $2, now(), now() from unnest(array['connected', 'expired', 'error']) s`,
    [owner.workspaceId, owner.userId],
  )
  expect((await app.get(`${path}stats/`, owner.token)).body).toEqual({
    total: 4,
    by_status: { connected: 1, disconnected: 1, expired: 1, error: 1 },
    by_platform: expect.objectContaining({ meta: { total: 4, connected: 1 } }),
    needs_reconnect: 2,
  })
})

describe('changing an account', () => {
  test('PATCH changes what was sent, PUT needs a name; the platform stays', async () => {
    const { id } = await create({ account_link: 'https://example.com/a' })
    const patched = await app.patch(`${path}${id}/`, { is_active: false, platform: 'x' }, owner.token)
    expect(patched).toMatchObject({
      status: 200,
      body: { is_active: false, platform: 'meta', name: 'Main page' },
    })
    const put = await app.put(`${path}${id}`, { name: 'Other', account_link: null }, owner.token)
    expect(put.body).toMatchObject({ name: 'Other', account_link: null, is_active: false })
    const [line] = await app.services.db.query(
      `select before, after from audit_log where action = 'channel_account.updated' and subject_id = $1 order by id limit 1`,
      [String(id)],
    )
    expect(line).toEqual({ before: { is_active: true }, after: { is_active: false } })
  })

  test('what is wrong changes nothing', async () => {
    const { id } = await create()
    await unchanged(async () => {
      expect((await app.put(`${path}${id}/`, {}, owner.token)).body).toEqual({
        name: ['This field is required.'],
      })
      expect((await app.patch(`${path}${id}/`, { is_active: 'perhaps' }, owner.token)).body).toEqual({
        is_active: ['Must be a valid boolean.'],
      })
      expect((await app.patch(`${path}${id}/`, [], owner.token)).status).toBe(400)
      expect((await app.patch(`${path}${id}/`, {}, owner.token)).status).toBe(200)
    })
  })
})

test('deleting takes tokens and logs along', async () => {
  const { id } = await create()
  const { db } = app.services
  await db.query(`insert into channel_secrets values ($1, 'access_token', 'k1.a.b')`, [id])
  await db.query(
    `insert into channel_logs (workspace_id, account_id, action, status, created_at) values ($1, $2, 'sync', 'error', now())`,
    [owner.workspaceId, id],
  )
  const gone = await app.delete(`${path}${id}/`, owner.token)
  expect([gone.status, gone.text]).toEqual([204, ''])
  for (const table of ['channel_secrets', 'channel_logs'])
    expect(await db.query(`select 1 from ${table} where account_id = $1`, [id])).toEqual([])
  expect((await app.delete(`${path}${id}/`, owner.token)).body).toEqual({ detail: 'Not found.' })
})

test('logs are newest first, filtered by status and by account unless that is no number', async () => {
  const [one, two] = [await create(), await create()]
  await app.services.db.query(
    `insert into channel_logs (workspace_id, account_id, action, status, message, response_data, created_at)
     values ($1, $2, 'oauth_connect', 'success', 'first', '{"a":1}', now()), ($1, $3, 'disconnect', 'error', 'second', null, now())`,
    [owner.workspaceId, one.id, two.id],
  )
  const get = async (rest: string) => (await app.get(`/api/integrations/logs/${rest}`, owner.token)).body
  const all = await get('')
  expect(all.results.map(({ message }: { message: string }) => message)).toEqual(['second', 'first'])
  expect((await get(`?account=${one.id}`)).results).toEqual([
    {
      id: expect.any(Number),
      account: one.id,
      account_name: 'Main page',
      action: 'oauth_connect',
      status: 'success',
      message: 'first',
      response_data: { a: 1 },
      error_details: null,
      created_at: expect.stringMatching(/Z$/),
    },
  ])
  expect((await get('?account=abc')).count).toBe(2)
  expect((await get('?account=99999999999')).count).toBe(0)
  const failed = await get('?status=error')
  expect(failed.results.map(({ message }: { message: string }) => message)).toEqual(['second'])
  expect(failed.count).toBe(1)
  expect((await get(`?status=error&account=${one.id}`)).count).toBe(0)
  expect((await get('?status=lost')).count).toBe(0)
  expect((await get('?action=oauth_connect')).results).toMatchObject([{ message: 'first' }])
  expect((await get('?action=oauth_connect&status=error')).count).toBe(0)
  expect(await get(`${all.results[0].id}/`)).toEqual(all.results[0])
})

test('nobody without the permission sees or does anything; ids that cannot be are missing', async () => {
  const { id } = await create()
  const seller = await signIn(
    app.services,
    await createUser(app.services, { workspaceId: owner.workspaceId, role: 'seller' }),
  )
  const stranger = await createOwner(app.services)
  await unchanged(async () => {
    for (const [method, target] of [
      ['GET', path],
      ['POST', path],
      ['GET', `${path}platforms/`],
      ['GET', `${path}stats/`],
      ['GET', '/api/integrations/logs/'],
      ['GET', `${path}${id}/`],
      ['PUT', `${path}${id}/`],
      ['PATCH', `${path}${id}/`],
      ['DELETE', `${path}${id}/`],
      ['POST', `${path}${id}/connect/`],
      ['POST', `${path}${id}/disconnect/`],
      ['POST', `${path}${id}/test-connection/`],
    ] as const) {
      const body = method === 'GET' ? undefined : { platform: 'meta', name: 'x' }
      const call = (token?: string, to: string = target) => app.call(method, to, { token, body })
      expect((await call()).body, target).toEqual({ detail: 'Authentication credentials were not provided.' })
      expect((await call('nonsense')).body, target).toEqual({
        detail: 'Given token not valid for any token type',
        code: 'token_not_valid',
      })
      expect((await call(`tcpf_${'0'.repeat(64)}`)).status, target).toBe(401)
      expect((await call(seller.token)).status, target).toBe(403)
      if (!target.includes(`/${id}/`)) continue
      expect((await call(stranger.token)).body, target).toEqual({ detail: 'Not found.' })
      for (const odd of ['abc', '0', '2147483648', '99999999999999999999', '1.5', '-1'])
        expect((await call(owner.token, target.replace(`/${id}/`, `/${odd}/`))).status, odd).toBe(404)
    }
    const put = await app.put(path, {}, owner.token)
    expect([put.status, put.body]).toEqual([405, { detail: 'Method "PUT" not allowed.' }])
    expect((await app.delete(`${path}stats/`, owner.token)).status).toBe(405)
  })
})

test('a wrong method is told only to those whose token is valid; public paths tell it to everybody', async () => {
  const { id } = await create()
  for (const [method, target] of [
    ['DELETE', path],
    ['PATCH', `${path}${id}/connect/`],
    ['POST', `${path}platforms/`],
    ['PUT', '/api/integrations/logs/1'],
    ['DELETE', '/api/integrations/whatsapp/send/'],
  ] as const) {
    const without = await app.call(method, target)
    expect([without.status, without.body], target).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ])
    expect(without.headers.get('www-authenticate')).toMatch(/^Bearer/)
    const dead = await app.call(method, target, { token: 'nonsense', body: { name: 'x' } })
    expect([dead.status, dead.body], target).toEqual([
      401,
      { detail: 'Given token not valid for any token type', code: 'token_not_valid' },
    ])
    const known = await app.call(method, target, { token: owner.token })
    expect([known.status, known.body], target).toEqual([405, { detail: `Method "${method}" not allowed.` }])
  }
  for (const target of ['accounts/oauth/callback/meta/', 'webhooks/meta/'])
    expect((await app.call('PUT', `/api/integrations/${target}`)).status, target).toBe(405)
  expect((await app.call('POST', '/api/integrations/nowhere/')).status).toBe(404)
})

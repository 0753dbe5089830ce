import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from './index.ts'
import { previewOf } from './token-forms.ts'

const path = '/api/v1/integrations/tokens'
const health = '/api/v1/integrations/woocommerce/health/'
const missing = '00000000-0000-4000-8000-000000000000'
const keys = [
  'id',
  'user_id',
  'user_email',
  'integration_type',
  'integration_type_display',
  'name',
  'token_preview',
  'is_active',
  'is_valid_status',
  'last_used_at',
  'usage_count',
  'allowed_ips',
  'created_at',
  'expires_at',
  'webhook_url',
]

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

describe('generating one', () => {
  test.each([
    ['woocommerce', /^wc_sk_live_[a-z0-9]{40}$/, 'WooCommerce'],
    ['shopify', /^shpat_[a-z0-9]{32}$/, 'Shopify'],
    ['custom', /^ci_sk_live_[a-z0-9]{40}$/, 'Custom Integration'],
  ])('of %s shows text and secret once', async (integration_type, form, display) => {
    const answer = await generate({ integration_type, name: '  فروشگاه اصلی ' })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { body } = answer
    const deliveryUrl = `${app.url}/api/v1/integrations/woocommerce/hooks/${body.id}/`
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token: expect.stringMatching(form),
      token_preview: `${body.token.slice(0, 5)}...${body.token.slice(-6)}`,
      integration_type,
      name: 'فروشگاه اصلی',
      user: { id: owner.userId, email: owner.email },
      created_at: expect.stringMatching(/Z$/),
      message: '⚠️ این token فقط یکبار نمایش داده می‌شود. لطفاً آن را کپی کنید.',
      webhook:
        integration_type === 'shopify'
          ? null
          : {
              delivery_url: deliveryUrl,
              secret: expect.stringMatching(/^wcwh_[a-z0-9]{40}$/),
              topics: ['product', 'order'].flatMap((noun) =>
                ['created', 'updated', 'deleted', 'restored'].map((verb) => `${noun}.${verb}`),
              ),
            },
    })
    const shown = (await detail(body.id)).body
    expect(Object.keys(shown)).toEqual(keys)
    expect(shown).toEqual({
      id: body.id,
      user_id: owner.userId,
      user_email: owner.email,
      integration_type,
      integration_type_display: display,
      name: 'فروشگاه اصلی',
      token_preview: body.token_preview,
      is_active: true,
      is_valid_status: true,
      last_used_at: null,
      usage_count: 0,
      allowed_ips: [],
      created_at: body.created_at,
      expires_at: null,
      webhook_url: integration_type === 'shopify' ? null : deliveryUrl,
    })
    const kept = await everything()
    expect(kept).not.toContain(body.token.slice(8))
    if (body.webhook) expect(kept).not.toContain(body.webhook.secret)
  })

  test('takes its type for granted, and forms as well as JSON', async () => {
    const form = new URLSearchParams([
      ['name', 'Form shop'],
      ['allowed_ips', '192.0.2.1'],
      ['allowed_ips', ' 2001:db8::/32 '],
      ['expires_at', '2031-01-01 00:00'],
    ])
    const answer = await app.call('POST', '/api/integrations/tokens/generate', {
      token: owner.token,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    })
    expect([answer.status, answer.body.integration_type]).toEqual([201, 'woocommerce'])
    expect((await detail(answer.body.id)).body).toMatchObject({
      allowed_ips: ['192.0.2.1', '2001:db8::/32'],
      expires_at: '2031-01-01T00:00:00.000Z',
    })
  })

  test('names may repeat, be numbers and have a hundred letters of any plane', async () => {
    for (const name of ['Shop', 'Shop', 42, '😀'.repeat(100)])
      expect((await made({ name })).name).toBe(String(name))
  })

  test('may be born expired', async () => {
    const { id } = await made({ expires_at: '2020-01-01T00:00:00+03:30' })
    expect((await detail(id)).body).toMatchObject({
      expires_at: '2019-12-31T20:30:00.000Z',
      is_active: true,
      is_valid_status: false,
    })
  })

  const ipError = 'Enter a valid IPv4 or IPv6 address.'
  const dateError = expect.stringMatching(/^Datetime has wrong format\. /)
  test.each<[object, object]>([
    [{}, { name: ['This field is required.'] }],
    [{ name: '' }, { name: ['This field may not be blank.'] }],
    [{ name: ' \t ' }, { name: ['This field may not be blank.'] }],
    [{ name: null }, { name: ['This field may not be null.'] }],
    [{ name: 'x'.repeat(101) }, { name: ['Ensure this field has no more than 100 characters.'] }],
    [{ name: 'a\u0000b' }, { name: ['Null characters are not allowed.'] }],
    [{ name: '\ud800' }, { name: ['Not a valid string.'] }],
    [{ name: true }, { name: ['Not a valid string.'] }],
    [{ name: ['a'] }, { name: ['Not a valid string.'] }],
    [{ name: {} }, { name: ['Not a valid string.'] }],
    [{ name: 'a', integration_type: 'etsy' }, { integration_type: ['"etsy" is not a valid choice.'] }],
    [{ name: 'a', integration_type: null }, { integration_type: ['This field may not be null.'] }],
    [
      { name: 'a', allowed_ips: '192.0.2.1' },
      { allowed_ips: ['Expected a list of items but got type "str".'] },
    ],
    [
      { name: 'a', allowed_ips: ['192.0.2.1', '300.0.0.1', '10.0.0.0/33', 7, null, ''] },
      { allowed_ips: { 1: [ipError], 2: [ipError], 3: [ipError], 4: [ipError], 5: [ipError] } },
    ],
    [{ name: 'a', expires_at: 'tomorrow' }, { expires_at: [dateError] }],
    [{ name: 'a', expires_at: 1893456000 }, { expires_at: [dateError] }],
    [
      { integration_type: 'x', expires_at: '2030-02-30T00:00:00Z', allowed_ips: [{}] },
      {
        name: ['This field is required.'],
        integration_type: ['"x" is not a valid choice.'],
        expires_at: [dateError],
        allowed_ips: { 0: [ipError] },
      },
    ],
  ])('%j is refused and nothing is made', async (body, errors) => {
    const before = await everything()
    const answer = await generate(body)
    expect([answer.status, answer.body]).toEqual([400, errors])
    expect(await everything()).toBe(before)
  })

  test('a hundred addresses are enough', async () => {
    const allowed = (count: number) => generate({ name: 'a', allowed_ips: Array(count).fill('192.0.2.1') })
    expect((await allowed(100)).status).toBe(201)
    expect((await allowed(101)).body).toEqual({
      allowed_ips: ['Ensure this field has no more than 100 elements.'],
    })
  })

  test('bodies that are none are refused in the words of the contract', async () => {
    const send = (body: string | Uint8Array, type = 'application/json') =>
      app.call('POST', `${path}/generate/`, { token: owner.token, body, headers: { 'content-type': type } })
    expect((await send('{"name":')).body.detail).toMatch(/^JSON parse error - /)
    expect((await send(Buffer.from('{"name":"\xff"}', 'latin1'))).status).toBe(400)
    expect((await send('[]')).body).toEqual({
      non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
    })
    expect(await send('name=x', 'text/plain')).toMatchObject({
      status: 415,
      body: { detail: 'Unsupported media type "text/plain" in request.' },
    })
    expect(await send(JSON.stringify({ name: 'a', more: 'x'.repeat(64 * 1024) }))).toMatchObject({
      status: 413,
      body: { detail: 'Request body too large.' },
    })
    expect((await send(JSON.stringify({ name: 'a', more: 'x'.repeat(63 * 1024) }))).status).toBe(201)
  })

  test('for somebody else needs staff; others are not even told whether the number exists', async () => {
    for (const user_id of [stranger.userId, 999_999, 'x', {}])
      expect((await made({ user_id })).user.id).toBe(owner.userId)
    const staff = await createOwner(app.services, { isStaff: true })
    const given = await made({ user_id: stranger.userId }, staff)
    expect(given.user).toEqual({ id: stranger.userId, email: stranger.email })
    expect((await detail(given.id, stranger)).status).toBe(200)
    expect((await detail(given.id, staff)).status).toBe(404)
    for (const user_id of [999_999, 'x', {}, -1, true]) {
      const answer = await generate({ user_id, name: '' }, staff)
      expect([answer.status, answer.body]).toEqual([
        400,
        { name: ['This field may not be blank.'], user_id: ['User not found'] },
      ])
    }
    expect((await made({ user_id: null }, staff)).user.id).toBe(staff.userId)
  })

  test('twice under one key is done once and shown twice, and is kept nowhere readable', async () => {
    const send = (name: string) =>
      app.post(`${path}/generate/`, { name }, owner.token, { 'idempotency-key': 'make-a-token' })
    const [first, second] = [await send('Keyed'), await send('Keyed')]
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body])
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.headers.get('cache-control')).toBe('no-store')
    expect((await send('Another')).status).toBe(422)
    expect(await everything()).not.toContain(first.body.token.slice(8))
  })
})

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
    expect(Object.keys(first.results[0])).toEqual(keys)
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

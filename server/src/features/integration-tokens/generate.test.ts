import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from './index.ts'
import { tokenKeys } from './test-support/token-keys.ts'

const path = '/api/v1/integrations/tokens'

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
    expect(Object.keys(shown)).toEqual(tokenKeys)
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

  test.each([
    ['bytes that are no UTF-8', 'name=%ff%fe', 400],
    ['an input for the end that was left empty', 'name=Shop&expires_at=', 201],
  ])('form with %s', async (_what, body, status) => {
    const answer = await app.call('POST', '/api/v1/integrations/tokens/generate/', {
      token: owner.token,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    expect(answer.status, answer.text).toBe(status)
    if (status === 201) expect((await detail(answer.body.id)).body.expires_at).toBeNull()
    else expect(answer.body.detail).toMatch(/^JSON parse error - /)
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

import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { createMachineToken } from '../../kernel/auth/machine-token.ts'
import { seededRandom } from '../../kernel/clock/random.ts'
import { registerApiTokens } from '../api-tokens/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { findHookToken, registerIntegrationTokens, rememberStore, storeAccess } from './index.ts'
import { storeHostOf } from './store-access.ts'

const features = [registerIdentity, registerApiTokens, registerIntegrationTokens]
const tokensPath = '/api/v1/integrations/tokens'
const health = '/api/v1/integrations/woocommerce/health/'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features })
  owner = await createOwner(app.services, { username: 'keeper' })
})
afterAll(() => app.close())

const db = () => app.services.db
const generate = async (body: object = {}, by = owner) => {
  const answer = await app.post(`${tokensPath}/generate/`, { name: 'Shop', ...body }, by.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body as { id: string; token: string }
}
const send = (authorization: string | undefined, path = health) =>
  app.call('GET', path, authorization === undefined ? {} : { headers: { authorization } })
const usage = async (id: string) => {
  const [row] = await db().query<{ usage_count: number; last_used_at: string | null }>(
    'select usage_count, last_used_at from integration_tokens where id = $1',
    [id],
  )
  return row!
}
const refusal = (detail: string, code: string) => ({ detail, error: detail, code })
const invalid = refusal('Invalid token', 'token_invalid')

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const stop = db().observe((text) => texts.push(text))
  await work()
  stop()
  return texts
}

test('the connection test tells whose token it is, this call counted', async () => {
  const { id, token } = await generate({ integration_type: 'custom', name: 'Main' })
  for (const usage_count of [1, 2]) {
    const before = Date.now()
    const { status, body } = await app.get(health, token)
    expect([status, body]).toEqual([
      200,
      {
        status: 'ok',
        message: expect.any(String),
        user: { id: owner.userId, email: owner.email, username: 'keeper' },
        token: {
          id,
          integration_type: 'custom',
          name: 'Main',
          last_used_at: expect.any(String),
          usage_count,
        },
        timestamp: expect.stringMatching(/Z$/),
      },
    ])
    expect(Date.parse(body.token.last_used_at)).toBeGreaterThanOrEqual(before)
  }
  const content = await app.get('/api/integrations/wordpress-content/health', token)
  expect(content.body).toEqual({
    status: 'ok',
    message: expect.any(String),
    user: { id: owner.userId, email: owner.email },
    timestamp: expect.any(String),
  })
  expect((await usage(id)).usage_count).toBe(3)
})

test('a user without a name is called by his e-mail', async () => {
  const nameless = await createOwner(app.services)
  const { token } = await generate({}, nameless)
  expect((await app.get(health, token)).body.user.username).toBe(nameless.email)
})

describe('the header', () => {
  test.each([undefined, '', 'Bearer', 'Bearer   ', 'Basic dXNlcjpwYXNz', 'Token abc', 'Bearerwc_sk_live_'])(
    '%j carries no credentials',
    async (header) => {
      const { status, headers, body } = await send(header)
      expect([status, body]).toEqual([
        401,
        refusal('Authentication credentials were not provided.', 'not_authenticated'),
      ])
      expect(headers.get('www-authenticate')).toBe('Bearer')
    },
  )

  test('may write the scheme in any case and put spaces around', async () => {
    const { token } = await generate()
    for (const header of [`bearer ${token}`, `BEARER \t ${token}  `, `  BeArEr ${token}`])
      expect((await send(header)).status, header).toBe(200)
  })

  test('with anything that is no token is refused in the same words', async () => {
    const { token } = await generate()
    const apiToken = await app.post('/api/api-tokens', { name: 'Till', permissions: [] }, owner.token)
    const last = token.at(-1) === '0' ? '1' : '0'
    for (const wrong of [
      token.slice(0, -1) + last,
      token.slice(0, -1),
      `${token}0`,
      `${token} ${token}`,
      token.toUpperCase(),
      `wc_sk_live_${'0'.repeat(40)}`,
      `shpat_${'0'.repeat(32)}`,
      'x'.repeat(257),
      'x'.repeat(8000),
      'tökén',
      `${token.slice(0, -1)}\u00e9`,
      owner.token,
      apiToken.body.token,
      createMachineToken(seededRandom('unknown'), {
        prefix: 'wc_sk_live_',
        alphabet: '0123456789abcdefghijklmnopqrstuvwxyz',
        length: 40,
        checksum: 6,
      }).token,
    ]) {
      const { status, body, headers } = await send(`Bearer ${wrong}`)
      expect([status, body, headers.get('www-authenticate')], wrong.slice(0, 60)).toEqual([
        401,
        invalid,
        'Bearer',
      ])
    }
  })

  test('is the only place: no parameter and no cookie is read', async () => {
    const { token } = await generate()
    const answer = await app.call('GET', `${health}?token=${token}&access_token=${token}`, {
      headers: { cookie: `token=${token}` },
    })
    expect([answer.status, answer.body.code]).toEqual([401, 'not_authenticated'])
  })
})

test('a store token opens no endpoint for people, in any of the APIs', async () => {
  const { token } = await generate()
  for (const path of [
    tokensPath,
    '/api/api-tokens',
    '/api/v1/auth/me/',
    '/api/v1/admin-panel/integration-tokens/',
  ])
    expect((await app.get(path, token)).status, path).toBe(401)
})

describe('what became of the token', () => {
  test('is told in this order: switched off, expired, owner gone, address', async () => {
    const keeper = await createOwner(app.services)
    const { id, token } = await generate(
      { expires_at: '2020-01-01T00:00:00Z', allowed_ips: ['203.0.113.9'] },
      keeper,
    )
    const set = (sql: string) => db().query(`update ${sql}`)
    const steps: [string, object][] = [
      [
        `integration_tokens set is_active = false where id = '${id}'`,
        refusal('Token is inactive', 'token_inactive'),
      ],
      [
        `integration_tokens set is_active = true where id = '${id}'`,
        refusal('Token has expired', 'token_expired'),
      ],
      [
        `integration_tokens set expires_at = now() + interval '1 hour' where id = '${id}'`,
        refusal('User inactive or deleted.', 'user_inactive'),
      ],
      [
        `users set is_active = true where id = ${keeper.userId}`,
        refusal('IP address not allowed', 'ip_not_allowed'),
      ],
    ]
    await set(`users set is_active = false where id = ${keeper.userId}`)
    for (const [sql, body] of steps) {
      await set(sql)
      const answer = await app.get(health, token)
      expect([answer.status, answer.body, answer.headers.get('www-authenticate')]).toEqual([
        401,
        body,
        'Bearer',
      ])
    }
    expect(await usage(id)).toEqual({ usage_count: 0, last_used_at: null })
    await set(`integration_tokens set allowed_ips = '{}' where id = '${id}'`)
    expect((await app.get(health, token)).status).toBe(200)
  })

  test('of an owner who is deleted, has left the workspace or may not manage integrations any more, is that he is gone', async () => {
    const manager = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'manager' })
    const { token } = await generate({}, manager)
    const gone = async () => {
      const { status, body } = await app.get(health, token)
      expect([status, body]).toEqual([401, refusal('User inactive or deleted.', 'user_inactive')])
    }
    const role = (name: string) =>
      db().query('update memberships set role = $2 where user_id = $1', [manager.userId, name])
    expect((await app.get(health, token)).status).toBe(200)
    await role('seller')
    await gone()
    await role('manager')
    expect((await app.get(health, token)).status).toBe(200)
    await db().query('update users set deleted_at = now() where id = $1', [manager.userId])
    await gone()
    await db().query('update users set deleted_at = null where id = $1', [manager.userId])
    await db().query('delete from memberships where user_id = $1', [manager.userId])
    await gone()
  })

  test('expires to the moment', async () => {
    const { token } = await generate({ expires_at: '2030-06-01T12:00:00Z' })
    const at = (moment: string) =>
      storeAccess.kind === 'guarded' &&
      storeAccess.guard(
        { headers: { authorization: `Bearer ${token}` }, ip: '127.0.0.1' } as unknown as FastifyRequest,
        { ...app.services, clock: { ...app.services.clock, now: () => new Date(moment) } },
      )
    await expect(at('2030-06-01T11:59:59.999Z')).resolves.toMatchObject({ userId: owner.userId })
    await expect(at('2030-06-01T12:00:00.000Z')).rejects.toMatchObject({ code: 'token_expired' })
  })
})

describe('a use', () => {
  test('is counted once per request, twenty at a time as well', async () => {
    const { id, token } = await generate()
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.get(health, token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const counts = answers.map(({ body }) => body.token.usage_count).sort((a, b) => a - b)
    expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect((await usage(id)).usage_count).toBe(20)
  })

  test('costs two statements', async () => {
    const { token } = await generate()
    expect(await statementsOf(() => app.get(health, token))).toHaveLength(2)
  })

  test('is none when the token is refused', async () => {
    const { id, token } = await generate({ allowed_ips: ['203.0.113.9'] })
    expect((await app.get(health, token)).status).toBe(401)
    expect(await usage(id)).toEqual({ usage_count: 0, last_used_at: null })
  })
})

test('of requests that eight stores send without a pause none is served after the answer with the new text', async () => {
  const { id, token } = await generate()
  let renewed = false
  const served = { before: 0, after: 0 }
  const client = async () => {
    for (;;) {
      const late = renewed
      const { status } = await app.get(health, token)
      if (status === 200) served[late ? 'after' : 'before'] += 1
      if (late) return
    }
  }
  const renew = async () => {
    await vi.waitFor(() => expect(served.before).toBeGreaterThan(20))
    await app.post(`${tokensPath}/${id}/regenerate/`, {}, owner.token)
    renewed = true
  }
  await Promise.all([renew(), ...Array.from({ length: 8 }, client)])
  expect(served.after).toBe(0)
  expect((await usage(id)).usage_count).toBe(served.before)
})

test('thousands of wrong tokens of the right form never reach the database', async () => {
  const random = seededRandom('wrong tokens')
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
  const wrong = (prefix: string, length: number) =>
    prefix + Array.from({ length }, () => alphabet[random.integer(36)]).join('')
  const kinds: [string, number][] = [
    ['wc_sk_live_', 40],
    ['shpat_', 32],
    ['ci_sk_live_', 40],
  ]
  const guard = storeAccess.kind === 'guarded' ? storeAccess.guard : undefined
  let refused = 0
  const statements = await statementsOf(async () => {
    for (let i = 0; i < 3000; i++) {
      const [prefix, length] = kinds[i % 3]!
      const headers = { authorization: `Bearer ${wrong(prefix, length)}` }
      await guard!({ headers, ip: '198.51.100.7' } as unknown as FastifyRequest, app.services).catch(
        (error) => {
          expect(error).toMatchObject({ status: 401, code: 'token_invalid' })
          refused++
        },
      )
    }
  })
  expect([refused, statements]).toEqual([3000, []])
})

describe('the token behind a webhook', () => {
  const find = (id: string, ip = '127.0.0.1') => findHookToken(app.services, id, ip)

  test('is found by its id, with the secret of the moment, and is not used by it', async () => {
    const made = await app.post(`${tokensPath}/generate/`, { name: 'Shop' }, owner.token)
    const { id, webhook } = made.body
    expect(await find(id)).toMatchObject({
      id,
      workspaceId: owner.workspaceId,
      workspaceCurrency: 'VND',
      userId: owner.userId,
      userEmail: owner.email,
      webhookSecret: webhook.secret,
      usageCount: 0,
    })
    expect((await usage(id)).usage_count).toBe(0)
    const again = await app.post(`${tokensPath}/${id}/regenerate/`, {}, owner.token)
    expect(again.body.webhook.secret).not.toBe(webhook.secret)
    expect((await find(id)).webhookSecret).toBe(again.body.webhook.secret)
  })

  test('is missing when unknown, deleted, malformed or of a kind without webhooks', async () => {
    const shopify = await generate({ integration_type: 'shopify' })
    const { id: deleted } = await generate()
    await app.delete(`${tokensPath}/${deleted}/`, owner.token)
    for (const id of [
      shopify.id,
      deleted,
      '00000000-0000-4000-8000-000000000000',
      'x',
      '',
      '\u0000',
      `${deleted}0`,
    ])
      await expect(find(id), id).rejects.toMatchObject({ status: 404, message: 'Not found.' })
  })

  test('is judged as every store is', async () => {
    const { id } = await generate({ allowed_ips: ['203.0.113.0/24'] })
    await expect(find(id)).rejects.toMatchObject({ status: 401, code: 'ip_not_allowed' })
    await expect(find(id, '203.0.113.77')).resolves.toMatchObject({ id })
    await app.patch(`${tokensPath}/${id}/`, { is_active: false }, owner.token)
    await expect(find(id)).rejects.toMatchObject({ code: 'token_inactive' })
  })
})

test('what a store tells of itself is kept until it tells something else, and asked for only then', async () => {
  const { id, token } = await generate()
  const known = () => findHookToken(app.services, id, '127.0.0.1')
  await rememberStore(db(), await known(), { host: 'shop.example.com' })
  await rememberStore(db(), await known(), { currency: 'IRT', host: null })
  expect(await known()).toMatchObject({ storeHost: 'shop.example.com', storeCurrency: 'IRT' })
  const same = await known()
  expect(
    await statementsOf(() => rememberStore(db(), same, { host: 'shop.example.com', currency: 'IRT' })),
  ).toEqual([])
  expect((await app.get(health, token)).status).toBe(200)
})

test.each([
  ['https://www.Shop.Example.com/product/tea/', 'shop.example.com'],
  ['http://shop.example.com:8080/?p=1', 'shop.example.com:8080'],
  ['https://bücher.example/', 'xn--bcher-kva.example'],
  ['javascript:alert(1)', null],
  ['shop.example.com', null],
  ['', null],
  [null, null],
])('the host of %j is %j', (address, host) => {
  expect(storeHostOf(address)).toBe(host)
})

test('without a trusted proxy nobody can choose his address', async () => {
  const { token } = await generate({ allowed_ips: ['203.0.113.9'] })
  const answer = await app.call('GET', health, {
    token,
    headers: { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' },
  })
  expect(answer.body.code).toBe('ip_not_allowed')
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
  type Flow,
} from '../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { adapters } from './adapters/index.ts'
import { channelsOf } from './index.ts'

const frontend = 'https://app.example.com'
let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
const clock = () => app.services.clock as FixedClock
const withoutWaiting = async () => {}

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, withoutWaiting)],
    now: new Date(),
    env: { ...meta.env, FRONTEND_URL: `${frontend}/`, API_BASE_URL: 'https://api.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
})
afterEach(async () => {
  expect(await leaks()).toEqual([])
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

/** Secrets of the platform that stand in the clear anywhere in the database. */
async function leaks(): Promise<string[]> {
  const tables = ['channel_accounts', 'channel_secrets', 'channel_oauth_states', 'channel_logs', 'audit_log']
  const rows = await Promise.all(
    tables.map((table) => app.services.db.query(`select t::text from ${table} t`)),
  )
  const text = JSON.stringify(rows)
  return meta.secrets().filter((secret) => text.includes(secret))
}
const read = async (id: number) => (await app.get(`${accountsPath}${id}/`, owner.token)).body
const logs = async (id: number) =>
  (await app.get(`/api/integrations/logs/?account=${id}`, owner.token)).body.results
const start = async () => beginFlow(app, owner, await createAccount(app, owner))

describe('beginning', () => {
  test('leads to the consent page with a state of 43 letters, and marks the browser', async () => {
    const id = await createAccount(app, owner)
    const answer = await app.post(`${accountsPath}${id}/connect/`, {}, owner.token)
    const { authorization_url, state } = answer.body
    expect(state).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const url = new URL(authorization_url)
    expect(url.origin + url.pathname).toBe(`${meta.url}/v25.0/dialog/oauth`)
    const { scope, ...params } = Object.fromEntries(url.searchParams)
    expect(params).toEqual({
      client_id: meta.env.META_CLIENT_ID,
      redirect_uri: 'https://api.example.com/api/integrations/accounts/oauth/callback/meta/',
      state,
      response_type: 'code',
    })
    expect(scope?.split(',')).toContain('pages_manage_posts')
    expect(answer.headers.get('set-cookie')).toMatch(
      /^oauth_flow=[A-Za-z0-9_-]{43}; Max-Age=600; Path=\/api\/integrations\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(
      JSON.stringify(await app.services.db.query('select s::text from channel_oauth_states s')),
    ).not.toContain(state)
  })

  test('keeps the mark that a browser has, and makes a new one for what is none', async () => {
    const id = await createAccount(app, owner)
    const mark = async (cookie: string) =>
      (await app.post(`${accountsPath}${id}/connect/`, {}, owner.token, { cookie })).headers.get('set-cookie')
    for (const own of ['a'.repeat(43), 'Mark_of.another~one', 'b'.repeat(16), 'c'.repeat(128)])
      expect(await mark(`oauth_flow=${own}`)).toContain(`oauth_flow=${own}; Max-Age=600;`)
    for (const strange of ['short', 'd'.repeat(15), 'e'.repeat(129), `${'f'.repeat(20)}%20`])
      expect(await mark(`oauth_flow=${strange}`)).toMatch(/^oauth_flow=[A-Za-z0-9_-]{43}; /)
  })

  test('five states of an account stay good, the sixth ends the first', async () => {
    const id = await createAccount(app, owner)
    const flows: Flow[] = []
    for (let i = 0; i < 6; i++) {
      flows.push(await beginFlow(app, owner, id))
      clock().advance(10)
    }
    const denied = { error: 'access_denied' }
    const [first, ...others] = flows
    const back = (flow: Flow) => comeBack(app, flow, { ...denied, state: flow.state })
    expect((await back(first!)).query.error).toBe('invalid_state')
    for (const flow of others) expect((await back(flow)).query.error).toBe('access_denied')
  })

  test('an account that is switched off is not connected', async () => {
    const id = await createAccount(app, owner)
    await app.patch(`${accountsPath}${id}/`, { is_active: false }, owner.token)
    const answer = await app.post(`${accountsPath}${id}/connect/`, {}, owner.token)
    expect([answer.status, answer.body.code]).toEqual([400, 'inactive'])
    expect(
      await app.services.db.query('select 1 from channel_oauth_states where account_id = $1', [id]),
    ).toEqual([])
  })
})

describe('coming back', () => {
  test('with a code makes a connection of the first page, with a token for 60 days and what was granted', async () => {
    const flow = await start()
    const given = await consent(flow, { _scopes: 'pages_show_list,pages_manage_posts' })
    const { answer, landing, query } = await comeBack(app, flow, given)
    expect(landing.origin + landing.pathname).toBe(`${frontend}/integrations`)
    expect(query).toEqual({ connected: 'true', account_id: String(flow.accountId) })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    const account = await read(flow.accountId)
    expect(account).toMatchObject({
      status: 'connected',
      external_account_id: '1029384756',
      external_account_name: 'My Page',
      needs_reconnect: false,
      error_message: null,
      scopes: ['pages_manage_posts', 'pages_show_list', 'public_profile'],
      metadata: {
        user_info: { id: '555', name: 'Sara Hadi' },
        token_type: 'bearer',
        pages: [
          { id: '1029384756', name: 'My Page', category: 'Shop' },
          { id: '2029384756', name: 'My Second Page', category: 'Shop' },
        ],
      },
    })
    const days = (Date.parse(account.token_expires_at) - clock().now().getTime()) / 86_400_000
    expect(days).toBeCloseTo(60, 0)
    const names = await app.services.db.query<{ name: string }>(
      'select name from channel_secrets where account_id = $1 order by name',
      [flow.accountId],
    )
    expect(names.map(({ name }) => name)).toEqual([
      'access_token',
      'page_token:1029384756',
      'page_token:2029384756',
    ])
    expect(await logs(flow.accountId)).toMatchObject([{ action: 'oauth_connect', status: 'success' }])
  })

  test('no answer of the API has a secret in it, and none travels in an address but where Meta wants it', async () => {
    const id = await connectAccount(app, owner)
    const texts = await Promise.all(
      [accountsPath, `${accountsPath}${id}/`, '/api/integrations/logs/'].map(
        async (path) => (await app.get(path, owner.token)).text,
      ),
    )
    for (const secret of meta.secrets()) expect(texts.join()).not.toContain(secret)
    for (const call of meta.calls.filter(({ path }) => !path.includes('dialog')))
      expect(JSON.stringify(call.query)).not.toMatch(/EAA|app-secret/)
  })

  test('a state is good once, also when ten come back at once', async () => {
    const flow = await start()
    const given = await consent(flow)
    const before = meta.callsTo({ path: 'oauth/access_token' }).length
    const results = await Promise.all(Array.from({ length: 10 }, () => comeBack(app, flow, given)))
    const ways = results.map(({ query }) => query.error ?? 'connected').sort()
    expect(ways).toEqual(['connected', ...Array(9).fill('invalid_state')])
    expect(meta.callsTo({ path: 'oauth/access_token' }).length - before).toBe(2)
  })

  test('what has no right state changes nothing, whatever else it says', async () => {
    const flow = await start()
    const before = await read(flow.accountId)
    const code = (await consent(flow)).get('code') ?? ''
    const other = await start()
    const odd: [string | null, Record<string, string>][] = [
      [flow.cookie, { code }],
      [flow.cookie, { code, state: '' }],
      [flow.cookie, { code, state: `${flow.state}x` }],
      [flow.cookie, { code, state: flow.state.toUpperCase() }],
      [flow.cookie, { error: 'access_denied', state: 'unknown' }],
      [other.cookie, { code, state: flow.state }],
      [`oauth_flow=${'a'.repeat(43)}`, { error: 'server_error', state: flow.state }],
    ]
    for (const [cookie, query] of odd) {
      const back = await comeBack(app, { cookie }, query)
      expect(back.query).toEqual({
        connected: 'false',
        error: 'invalid_state',
        platform: 'meta',
        message: expect.any(String),
      })
    }
    expect(await read(flow.accountId)).toEqual(before)
    expect(await logs(flow.accountId)).toEqual([])
    expect((await comeBack(app, flow, { code, state: flow.state })).query.connected).toBe('true')
  })

  test('a browser without the mark may come back on a split domain', async () => {
    const flow = await start()
    expect((await comeBack(app, { cookie: null }, await consent(flow))).query.connected).toBe('true')
  })

  test('an unknown platform is missing', async () => {
    const answer = await app.get(`${accountsPath}oauth/callback/myspace/?state=x`)
    expect([answer.status, answer.body]).toEqual([404, { detail: 'Not found.' }])
  })

  test.each([
    ['access_denied', 'access_denied', 'disconnected'],
    ['user_cancelled_login', 'access_denied', 'disconnected'],
    ['server_error', 'provider_error', 'error'],
    ['<script>', 'provider_error', 'error'],
  ])('with error=%s is %s and leaves the account %s', async (error, code, status) => {
    const flow = await start()
    const query = { error, error_description: 'Tell <b>everybody</b>', state: flow.state }
    const back = await comeBack(app, flow, query)
    expect(back.query).toMatchObject({ error: code, account_id: String(flow.accountId) })
    expect(back.landing.href).not.toMatch(/everybody|script/)
    expect(await read(flow.accountId)).toMatchObject({ status, error_message: back.query.message })
    expect(await logs(flow.accountId)).toMatchObject([{ action: 'oauth_connect', status: 'error' }])
  })

  test('after the time is over is told as such for a day, then unknown', async () => {
    const [flow, old] = [await start(), await start()]
    clock().advance(600_000)
    const back = await comeBack(app, flow, { code: 'x', state: flow.state })
    expect(back.query).toMatchObject({ error: 'state_expired', account_id: String(flow.accountId) })
    expect((await read(flow.accountId)).status).toBe('disconnected')
    clock().advance(86_400_000)
    await app.services.jobs.runNow('cleanup_channels')
    expect((await comeBack(app, old, { code: 'x', state: old.state })).query.error).toBe('invalid_state')
  })

  test('with neither code nor error uses the state up', async () => {
    const flow = await start()
    expect((await comeBack(app, flow, { state: flow.state })).query.error).toBe('invalid_request')
    expect((await comeBack(app, flow, { state: flow.state, code: 'x' })).query.error).toBe('invalid_state')
    expect((await read(flow.accountId)).status).toBe('disconnected')
  })

  test('to an account that was deleted meanwhile names no account', async () => {
    const flow = await start()
    const given = await consent(flow)
    await app.delete(`${accountsPath}${flow.accountId}/`, owner.token)
    const { query } = await comeBack(app, flow, given)
    expect(query).toMatchObject({ error: 'account_not_found' })
    expect(query.account_id).toBeUndefined()
  })

  test('with a code that the platform refuses, or while it is down, is an error; the exchange is tried once', async () => {
    for (const [trouble, code] of [
      [null, 'code_exchange_failed'],
      [{ status: 200, body: { error: { code: 100, message: 'no' } } }, 'code_exchange_failed'],
      [{ status: 200, body: {} }, 'provider_unavailable'],
      ['server-error', 'provider_unavailable'],
      ['html', 'provider_unavailable'],
      ['reset', 'provider_unavailable'],
    ] as const) {
      const flow = await start()
      const given = trouble ? await consent(flow) : { code: 'nonsense', state: flow.state }
      if (trouble) meta.fail(trouble, { path: 'oauth/access_token' })
      const before = meta.callsTo({ path: 'oauth/access_token' }).length
      const back = await comeBack(app, flow, given)
      expect(back.query.error, String(trouble)).toBe(code)
      expect(meta.callsTo({ path: 'oauth/access_token' }).length - before).toBe(1)
      expect(await read(flow.accountId)).toMatchObject({ status: 'error', needs_reconnect: true })
    }
  })

  test('keeps the short token when no longer one is given', async () => {
    const flow = await start()
    const given = await consent(flow)
    const exchange = meta.hold({ path: 'oauth/access_token' })
    const back = comeBack(app, flow, given)
    await exchange.arrived(1)
    const longer = meta.hold({ path: 'oauth/access_token' })
    exchange.release()
    await longer.arrived(1)
    meta.fail('server-error', { path: 'oauth/access_token' })
    longer.release()
    expect((await back).query.connected).toBe('true')
    const { token_expires_at } = await read(flow.accountId)
    expect(Date.parse(token_expires_at) - clock().now().getTime()).toBe(5_400_000)
  })

  test('goes on when the platform does not tell what was allowed', async () => {
    const flow = await start()
    const given = await consent(flow)
    meta.fail('missing-permission', { path: 'me/permissions' })
    expect((await comeBack(app, flow, given)).query.connected).toBe('true')
    expect((await read(flow.accountId)).scopes).toEqual([])
  })

  test('with a token whose profile cannot be read makes up nobody', async () => {
    const flow = await start()
    const given = await consent(flow)
    meta.fail('missing-permission', { path: /\/me$/ })
    expect((await comeBack(app, flow, given)).query.error).toBe('profile_failed')
    expect(await read(flow.accountId)).toMatchObject({ status: 'error', external_account_id: null })
    expect(
      await app.services.db.query('select 1 from channel_secrets where account_id = $1', [flow.accountId]),
    ).toEqual([])
  })

  test('with an account that another row of the workspace has is refused; another workspace may have it too', async () => {
    await connectAccount(app, owner)
    const flow = await start()
    const back = await comeBack(app, flow, await consent(flow))
    expect(back.query).toMatchObject({ error: 'already_connected', account_id: String(flow.accountId) })
    expect((await read(flow.accountId)).status).toBe('error')
    await connectAccount(app, await createOwner(app.services))
  })

  test('again, a failure leaves a working connection as it is, and a success keeps the chosen page', async () => {
    const id = await connectAccount(app, owner)
    await app.services.db.query(
      `update channel_accounts set external_account_id = '2029384756' where id = $1`,
      [id],
    )
    const failed = await beginFlow(app, owner, id)
    expect((await comeBack(app, failed, { code: 'nonsense', state: failed.state })).query.error).toBe(
      'code_exchange_failed',
    )
    expect(await read(id)).toMatchObject({ status: 'connected', needs_reconnect: false })
    const again = await beginFlow(app, owner, id)
    await comeBack(app, again, await consent(again))
    expect(await read(id)).toMatchObject({
      external_account_id: '2029384756',
      external_account_name: 'My Second Page',
      error_message: null,
    })
  })

  test('as somebody without pages stands for the person', async () => {
    const flow = await start()
    await comeBack(app, flow, await consent(flow, { _pages: '0' }))
    expect(await read(flow.accountId)).toMatchObject({ status: 'connected', external_account_id: '555' })
  })
})

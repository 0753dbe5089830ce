import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  connectAccount,
  consent,
  createAccount,
} from '../../../test/support/channels.ts'
import { type ChirpDouble, chirp, startChirpDouble } from '../../../test/support/chirp.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { withAccess } from './account-access.ts'
import { channelsOf } from './index.ts'
import { refreshJob } from './jobs.ts'
import type { Channels } from './platforms.ts'
import { findAccount } from './queries.ts'
import { readPlatformSettings } from './settings.ts'
import { readSecrets } from './vault.ts'

let app: TestApp
let platform: ChirpDouble
let owner: SignedInUser
let id: number
const noticedPauses: number[] = []
const pause = async (ms: number) => {
  noticedPauses.push(ms)
  await new Promise(setImmediate)
}

beforeAll(async () => {
  platform = await startChirpDouble()
  app = await startTestApp({
    features: [registerIdentity, channelsOf([chirp], pause)],
    now: new Date(),
    env: { ...platform.env, JWT_ACCESS_TOKEN_LIFETIME_MINUTES: '10080' },
  })
})
beforeEach(async () => {
  noticedPauses.length = 0
  platform.rotates = true
  await app.services.db.query('delete from channel_accounts')
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner, 'chirp')
})
afterEach(async () => {
  const rows = await Promise.all(
    ['channel_accounts', 'channel_secrets', 'channel_oauth_states', 'channel_logs', 'audit_log'].map(
      (table) => app.services.db.query(`select t::text from ${table} t`),
    ),
  )
  const text = JSON.stringify(rows)
  expect(platform.secrets().filter((secret) => text.includes(secret))).toEqual([])
})
afterAll(async () => {
  await app.close()
  await platform.close()
})

const clock = () => app.services.clock as FixedClock
const later = (seconds: number) => clock().advance(seconds * 1000)
const read = async () => (await app.get(`${accountsPath}${id}/`, owner.token)).body
const check = () => app.post(`${accountsPath}${id}/test-connection/`, {}, owner.token)
const logs = async () => (await app.get(`/api/integrations/logs/?account=${id}`, owner.token)).body.results
const actions = async () => (await logs()).map(({ action }: { action: string }) => action)
const refreshes = () =>
  platform.callsTo({ path: '/token' }).filter(({ body }) => body.grant_type === 'refresh_token')
const counted = async <T>(work: () => Promise<T>) => {
  const before = [refreshes().length, platform.callsTo({ path: '/me' }).length]
  const result = await work()
  return {
    result,
    refreshes: refreshes().length - before[0]!,
    calls: platform.callsTo({ path: '/me' }).length - before[1]!,
  }
}
const stored = () => readSecrets(app.services.db, app.services.keyring, id)
/** What another process of the same installation has: the database in common, nothing else. */
const anotherProcess = (): Channels => ({
  services: app.services,
  platforms: new Map([
    ['chirp', { adapter: chirp, settings: readPlatformSettings(chirp, app.services.config) }],
  ]),
  pause,
  renewals: new Map(),
})
const use = async (channels: Channels) => {
  const account = await findAccount(app.services.db, owner.workspaceId, id)
  return withAccess(channels, account!, async (provider, { accessToken }) => {
    await provider.call({ method: 'GET', url: `${provider.settings.apiUrl}/me`, bearer: accessToken })
    return accessToken
  })
}

test('a connection proves by its verifier who began it; without FRONTEND_URL the browser must be the same', async () => {
  const flow = await beginFlow(app, owner, await createAccount(app, owner, 'chirp'))
  const given = await consent(flow)
  expect(flow.authorizationUrl.searchParams.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect((await comeBack(app, { cookie: null, platform: 'chirp' }, given)).query.error).toBe('invalid_state')
  const { query } = await comeBack(app, { ...flow, platform: 'chirp' }, given)
  expect(query.error).toBe('already_connected')
  const exchange = platform.callsTo({ path: '/token' }).at(-1)!
  expect([exchange.status, exchange.body.code_verifier.length]).toEqual([200, 43])
})

describe('a renewal', () => {
  test('happens once for 50 parallel calls of three processes, and all of them succeed', async () => {
    later(7200)
    const processes = [anotherProcess(), anotherProcess(), anotherProcess()]
    const { result, ...counts } = await counted(() =>
      Promise.all(Array.from({ length: 50 }, (_, i) => use(processes[i % 3]!))),
    )
    expect(counts).toEqual({ refreshes: 1, calls: 50 })
    expect(new Set(result).size).toBe(1)
    const { accessToken, refreshToken } = await stored()
    expect([platform.access.has(accessToken!), platform.refresh.has(refreshToken!)]).toEqual([true, true])
    expect(await actions()).toEqual(['auto_refresh_token', 'oauth_connect'])
  })

  test('comes before a call with less than a minute left, and is not needed before', async () => {
    later(7200 - 60)
    expect(await counted(check)).toMatchObject({ refreshes: 0, calls: 1, result: { status: 200 } })
    later(1)
    const { result, ...counts } = await counted(check)
    expect(counts).toEqual({ refreshes: 1, calls: 1 })
    expect(result.body).toEqual({
      valid: true,
      message: 'Connection is valid.',
      message_key: 'connectionValid',
      expires_at: new Date(clock().now().getTime() + 7_200_000).toISOString(),
    })
  })

  test('follows a refused token once, for any number of calls, and the calls are made again', async () => {
    platform.access.clear()
    const processes = [anotherProcess(), anotherProcess()]
    const { refreshes } = await counted(() =>
      Promise.all(Array.from({ length: 20 }, (_, i) => use(processes[i % 2]!))),
    )
    expect(refreshes).toBe(1)
    expect((await read()).status).toBe('connected')
  })

  test('without a new refresh token leaves the stored one', async () => {
    platform.rotates = false
    const before = await stored()
    later(7200)
    expect((await check()).body.valid).toBe(true)
    const after = await stored()
    expect(after.refreshToken).toBe(before.refreshToken)
    expect(after.accessToken).not.toBe(before.accessToken)
  })

  test('with a dead grant ends the connection; later calls do not reach the platform', async () => {
    platform.refresh.clear()
    later(7200)
    expect(await counted(check)).toMatchObject({ refreshes: 1, calls: 0 })
    expect(await read()).toMatchObject({ status: 'expired', needs_reconnect: true, is_token_expired: true })
    const { result, ...counts } = await counted(check)
    expect(counts).toEqual({ refreshes: 0, calls: 0 })
    expect([result.status, result.body]).toMatchObject([
      200,
      { valid: false, message_key: 'connectionInvalidPleaseReconnect' },
    ])
    await expect(use(anotherProcess())).rejects.toMatchObject({
      status: 400,
      body: { error: expect.any(String), code: 'reconnect_required' },
    })
    expect((await actions())[0]).toBe('token_invalid')
    expect((await logs())[0].error_details).toContain('invalid_grant')
  })

  test('whose new token is refused as well ends the connection after one more try', async () => {
    platform.plan({ status: 401, body: { error: 'dead' } }, { path: '/me', times: 2 })
    expect(await counted(check)).toMatchObject({ refreshes: 1, calls: 2, result: { body: { valid: false } } })
    expect((await read()).status).toBe('expired')
  })

  test('that fails for a while changes no status, is not repeated by itself, and succeeds later', async () => {
    later(7200)
    for (const [trouble, status, code] of [
      [{ status: 503, body: {} }, 502, 'provider_unavailable'],
      ['reset', 502, 'provider_unavailable'],
      ['html', 502, 'provider_unavailable'],
      [{ status: 429, headers: { 'retry-after': '30' } }, 429, 'rate_limited'],
    ] as const) {
      platform.plan(trouble, { path: '/token' })
      const { result, ...counts } = await counted(check)
      expect(counts).toEqual({ refreshes: 1, calls: 0 })
      expect([result.status, result.body.code]).toEqual([status, code])
      expect((await read()).status).toBe('connected')
    }
    expect((await check()).body.valid).toBe(true)
  })

  test('is taken over from a process that died, and what that one still got is not lost', async () => {
    later(7200)
    const held = platform.hold({ path: '/token' })
    const slow = use(anotherProcess())
    await held.arrived(1)
    await app.services.db.query(
      `update channel_accounts set refresh_lease_until = now() - interval '1 s' where id = $1`,
      [id],
    )
    const quick = use(anotherProcess())
    await held.arrived(2)
    held.release()
    await Promise.allSettled([slow, quick])
    expect((await read()).status).toBe('connected')
    const { accessToken, refreshToken } = await stored()
    expect([platform.access.has(accessToken!), platform.refresh.has(refreshToken!)]).toEqual([true, true])
  })

  test('that comes back after the account was disconnected writes nothing', async () => {
    later(7200)
    const held = platform.hold({ path: '/token' })
    const call = use(anotherProcess())
    await held.arrived(1)
    await app.post(`${accountsPath}${id}/disconnect/`, {}, owner.token)
    held.release()
    await expect(call).rejects.toMatchObject({ body: { code: 'not_connected' } })
    expect(await stored()).toEqual({ accessToken: null, refreshToken: null, pageTokens: {} })
    expect((await read()).status).toBe('disconnected')
  })
})

describe('in the background', () => {
  const run = () => app.services.jobs.runNow(refreshJob)

  test('tokens are renewed within their lead and not before', async () => {
    later(7200 - 901)
    expect(await counted(run)).toMatchObject({ refreshes: 0 })
    later(1)
    expect(await counted(run)).toEqual({ result: { renewed: 1 }, refreshes: 1, calls: 0 })
    expect(await counted(run)).toMatchObject({ refreshes: 0 })
  })

  test('a failure is tried again later and later; a person who asks meanwhile does not wait', async () => {
    later(7000)
    platform.plan({ status: 500, body: {} }, { path: '/token', times: 2 })
    expect(await counted(run)).toMatchObject({ refreshes: 1 })
    expect(await counted(run)).toMatchObject({ refreshes: 0 })
    later(60)
    expect(await counted(run)).toMatchObject({ refreshes: 1 })
    later(59)
    expect(await counted(run)).toMatchObject({ refreshes: 0 })
    later(61)
    expect(await counted(check)).toMatchObject({ refreshes: 1, result: { body: { valid: true } } })
  })

  test('accounts that are switched off are left alone, dead ones are told of', async () => {
    later(7100)
    await app.patch(`${accountsPath}${id}/`, { is_active: false }, owner.token)
    expect(await counted(run)).toMatchObject({ refreshes: 0 })
    const refused = await check()
    expect([refused.status, refused.body.code]).toEqual([400, 'inactive'])
    await app.patch(`${accountsPath}${id}/`, { is_active: true }, owner.token)
    platform.refresh.clear()
    expect(await counted(run)).toMatchObject({ refreshes: 1 })
    expect((await read()).status).toBe('expired')
  })
})

describe('a limit', () => {
  test('that asks for more than 15 seconds is told at once, and the platform is left alone until then', async () => {
    platform.plan({ status: 429, headers: { 'retry-after': '100' } }, { path: '/me' })
    const first = await counted(check)
    expect(first).toMatchObject({
      calls: 1,
      result: { status: 429, body: { code: 'rate_limited', retry_after: 100 } },
    })
    expect(first.result.headers.get('retry-after')).toBe('100')
    expect((await read()).metadata.rate_limit.retry_at).toBe(
      new Date(clock().now().getTime() + 100_000).toISOString(),
    )
    later(40)
    expect(await counted(check)).toMatchObject({
      calls: 0,
      result: { status: 429, body: { retry_after: 60 } },
    })
    later(60)
    expect(await counted(check)).toMatchObject({ calls: 1, result: { status: 200 } })
  })

  test('or an outage of a moment is waited for, as long as the platform says', async () => {
    platform.plan({ status: 429, headers: { 'retry-after': '3' } }, { path: '/me' })
    platform.plan({ status: 503 }, { path: '/me' })
    platform.plan('reset', { path: '/me' })
    expect(await counted(check)).toMatchObject({ calls: 4, result: { body: { valid: true } } })
    const [first, second, third] = noticedPauses
    expect(first).toBeGreaterThanOrEqual(3000)
    expect(second).toBeLessThanOrEqual(1000)
    expect(third).toBeLessThanOrEqual(2000)
  })

  test('an outage that lasts is 502 after three more tries and leaves the status', async () => {
    platform.plan(
      { status: 500, body: { error: 'oops', detail: `token=${(await stored()).accessToken}` } },
      { path: '/me', times: 4 },
    )
    const { result, calls } = await counted(check)
    expect([calls, result.status, result.body]).toEqual([
      4,
      502,
      {
        error: 'The platform is not available',
        code: 'provider_unavailable',
        provider: {
          platform: 'chirp',
          status: 500,
          code: 'oops',
          message: 'token=[redacted]',
          request_id: null,
        },
      },
    ])
    expect((await read()).status).toBe('connected')
  })
})

test('an account that is not connected is told so', async () => {
  const other = await createAccount(app, owner, 'chirp')
  const answer = await app.post(`${accountsPath}${other}/test-connection/`, {}, owner.token)
  expect([answer.status, answer.body]).toEqual([
    400,
    { error: 'Account is not connected', code: 'not_connected', valid: false },
  ])
})

test('a stored token that does not open is an error and never taken for plain text', async () => {
  await app.services.db.query(`update channel_secrets set sealed = 'plain' where account_id = $1`, [id])
  const { result, calls } = await counted(check)
  expect([result.status, result.body.valid, calls]).toEqual([200, false, 0])
  await expect(use(anotherProcess())).rejects.toMatchObject({ body: { code: 'reconnect_required' } })
  expect(JSON.stringify(platform.calls)).not.toContain('plain')
})

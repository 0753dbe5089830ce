import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerUploads } from '../uploads/index.ts'
import { registerWorkspaces } from '../workspaces/index.ts'
import { registerIdentity } from './index.ts'

const features = [registerIdentity, registerWorkspaces, registerUploads]
const password = 'rolling-stone-42'
let app: TestApp
let clock: FixedClock

beforeAll(async () => {
  app = await startTestApp({ features, now: '2026-03-01T10:00:00.000Z' })
  clock = app.services.clock as FixedClock
})
afterAll(() => app.close())

const me = (token: string) => app.get('/api/v1/auth/me/', token)
const refresh = (token: unknown, headers?: Record<string, string>) =>
  app.post('/api/v1/auth/refresh/', { refresh: token }, undefined, headers)
async function logIn() {
  const user = await createUser(app.services, { password })
  const { body } = await app.post('/api/v1/auth/login/', { email: user.email, password })
  return { user, tokens: body.data.tokens as { access: string; refresh: string } }
}
const isLive = async (token: string) => (await me(token)).status === 200

describe('access tokens', () => {
  test('without or with a wrong scheme: not authenticated, with the challenge', async () => {
    const answer = await app.get('/api/v1/auth/me/')
    expect(answer.status).toBe(401)
    expect(answer.body.error.code).toBe('NOT_AUTHENTICATED')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api"')
  })

  test('forged, foreign, mistyped and expired tokens are refused', async () => {
    const owner = await createOwner(app.services)
    const claims = {
      token_type: 'access',
      user_id: owner.uuid,
      sid: owner.sessionId,
      ver: 1,
      jti: app.services.random.uuid(),
    }
    const sign = (alg: string, key: Uint8Array, changes: object = {}) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg })
        .setIssuedAt(clock.now().getTime() / 1000)
        .setExpirationTime(clock.now().getTime() / 1000 + 60)
        .sign(key)
    const key = app.services.secretKey
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${owner.token.split('.')[1]}.`
    const bad = [
      unsigned,
      `${owner.token}x`,
      'eyJ.eyJ.x',
      'nonsense',
      await sign('HS512', key),
      await sign('HS256', new TextEncoder().encode('another key of thirty-two bytes!!')),
      await sign('HS256', key, { token_type: 'refresh' }),
      await sign('HS256', key, { user_id: app.services.random.uuid() }),
      await sign('HS256', key, { sid: app.services.random.uuid() }),
      await sign('HS256', key, { sid: { $gt: '' } }),
      await sign('HS256', key, { ver: 2 }),
      await sign('HS256', key, { jti: undefined }),
    ]
    expect(await isLive(await sign('HS256', key))).toBe(true)
    for (const token of bad) {
      const answer = await me(token)
      expect(answer.status, token).toBe(401)
      expect(answer.body.error.code).toBe('TOKEN_NOT_VALID')
    }
    clock.advance(15 * 60_000)
    expect(await isLive(owner.token)).toBe(false)
  })

  test('a bad token is refused on public paths too', async () => {
    const owner = await createOwner(app.services)
    expect((await app.get(`/api/v1/auth/users/${owner.uuid}/`)).status).toBe(200)
    expect((await app.get(`/api/v1/auth/users/${owner.uuid}/`, `${owner.token}x`)).status).toBe(401)
  })
})

describe('refresh', () => {
  test('a dead access token that is sent along does not matter', async () => {
    const { tokens } = await logIn()
    const answer = await refresh(tokens.refresh, { authorization: 'Bearer dead' })
    expect(answer.status).toBe(200)
    expect((await me('dead')).body.error.code).toBe('TOKEN_NOT_VALID')
  })

  test('rotates: the new pair works, the old token does not', async () => {
    const { tokens } = await logIn()
    const answer = await refresh(tokens.refresh)
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body)).toEqual(['access', 'refresh'])
    expect(await isLive(answer.body.access)).toBe(true)
    const again = await refresh(tokens.refresh)
    expect(again.status).toBe(401)
    expect(again.body.error.code).toBe('TOKEN_NOT_VALID')
    expect((await refresh(answer.body.refresh)).status).toBe(200)
  })

  test('of ten simultaneous calls with one token exactly one succeeds, and its session lives', async () => {
    const { tokens } = await logIn()
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(tokens.refresh)))
    const good = answers.filter((answer) => answer.status === 200)
    expect(good).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(9)
    expect((await refresh(good[0]!.body.refresh)).status).toBe(200)
  })

  test('a token that comes back a minute after its rotation ends the whole session', async () => {
    const { tokens } = await logIn()
    const second = (await refresh(tokens.refresh)).body
    clock.advance(60_000)
    expect((await refresh(tokens.refresh)).status).toBe(401)
    expect(await isLive(second.access)).toBe(true)
    clock.advance(1)
    expect((await refresh(tokens.refresh)).status).toBe(401)
    expect(await isLive(second.access)).toBe(false)
    expect((await refresh(second.refresh)).status).toBe(401)
  })

  test('missing or mistyped is 400, expired or foreign 401', async () => {
    const { tokens } = await logIn()
    for (const value of [undefined, 7, null, [], '']) {
      expect((await refresh(value)).body.error.details).toHaveProperty('refresh')
    }
    expect((await refresh(tokens.access)).status).toBe(401)
    clock.advance(7 * 86_400_000)
    expect((await refresh(tokens.refresh)).status).toBe(401)
  })

  test('by cookie it needs the header of our own app and keeps the token out of the body', async () => {
    const { tokens } = await logIn()
    const call = (headers: Record<string, string>) =>
      app.call('POST', '/api/v1/auth/refresh/', { body: {}, headers })
    const cookie = `tp_refresh=${tokens.refresh}`
    expect((await call({ cookie })).status).toBe(403)
    const answer = await call({ cookie, 'x-requested-with': 'XMLHttpRequest' })
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body)).toEqual(['access'])
    const next = /tp_refresh=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')![1]!
    expect((await refresh(next)).status).toBe(200)
  })

  test('the cookie opens no other door', async () => {
    const { tokens } = await logIn()
    const headers = { cookie: `tp_refresh=${tokens.refresh}`, 'x-requested-with': 'XMLHttpRequest' }
    expect((await app.call('GET', '/api/v1/auth/me/', { headers })).status).toBe(401)
  })
})

describe('log out', () => {
  test('ends the session and clears the cookie', async () => {
    const { tokens } = await logIn()
    const answer = await app.post('/api/v1/auth/logout/', { refresh: tokens.refresh }, tokens.access)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/^tp_refresh=;/)
    expect(await isLive(tokens.access)).toBe(false)
    expect((await refresh(tokens.refresh)).status).toBe(401)
  })

  test('without a refresh token the session of the access token ends', async () => {
    const { tokens } = await logIn()
    expect((await app.call('POST', '/api/v1/auth/logout/', { token: tokens.access })).status).toBe(200)
    expect((await refresh(tokens.refresh)).status).toBe(401)
  })

  test("a stranger's or a used refresh token is refused and ends nothing", async () => {
    const mine = await logIn()
    const other = await logIn()
    for (const value of [other.tokens.refresh, 'nonsense', 7, mine.tokens.access]) {
      expect((await app.post('/api/v1/auth/logout/', { refresh: value }, mine.tokens.access)).status).toBe(
        400,
      )
    }
    expect((await app.post('/api/v1/auth/logout/', { refresh: mine.tokens.refresh })).status).toBe(401)
    expect(await isLive(mine.tokens.access)).toBe(true)
    expect(await isLive(other.tokens.access)).toBe(true)
  })
})

describe('sessions', () => {
  test('lists the own live ones only, the present one marked', async () => {
    const user = await createUser(app.services)
    const first = await signIn(app.services, user)
    clock.advance(1000)
    const second = await signIn(app.services, user)
    await createOwner(app.services)
    const { body } = await app.get('/api/v1/auth/sessions/?limit=1', first.token)
    expect(body).toMatchObject({ count: 2, previous: null })
    expect(body.results).toEqual([
      {
        id: second.sessionId,
        created_at: clock.now().toISOString(),
        last_used_at: clock.now().toISOString(),
        user_agent: 'tests',
        ip: '127.0.0.1',
        current: false,
      },
    ])
    const next = await app.get(body.next.slice(app.url.length), first.token)
    expect(next.body.results).toMatchObject([{ id: first.sessionId, current: true }])
  })

  test('one can be ended, but not that of somebody else', async () => {
    const user = await createUser(app.services)
    const first = await signIn(app.services, user)
    const second = await signIn(app.services, user)
    const stranger = await createOwner(app.services)
    const end = (id: string, token?: string) => app.delete(`/api/v1/auth/sessions/${id}/`, token)
    expect((await end(second.sessionId, stranger.token)).status).toBe(404)
    expect((await end(second.sessionId)).status).toBe(401)
    expect((await end('not-an-id', first.token)).status).toBe(404)
    expect(await isLive(second.token)).toBe(true)
    const ended = await end(second.sessionId, first.token)
    expect([ended.status, ended.text]).toEqual([204, ''])
    expect(await isLive(second.token)).toBe(false)
    expect(await isLive(first.token)).toBe(true)
    expect((await end(second.sessionId, first.token)).status).toBe(404)
  })

  test('all others can be ended at once', async () => {
    const user = await createUser(app.services)
    const [keep, ...others] = await Promise.all([1, 2, 3].map(() => signIn(app.services, user)))
    const stranger = await createOwner(app.services)
    const answer = await app.post('/api/v1/auth/sessions/revoke-others/', {}, keep!.token)
    expect(answer.body).toEqual({ success: true, data: { revoked: 2 } })
    expect(await Promise.all(others.map((other) => isLive(other.token)))).toEqual([false, false])
    expect(await isLive(keep!.token)).toBe(true)
    expect(await isLive(stranger.token)).toBe(true)
  })

  test('the use of a session is noted at most once a minute, outside the request', async () => {
    const owner = await createOwner(app.services)
    const read = async () =>
      (
        await app.services.db.query<{ last_used_at: string }>(
          'select last_used_at from sessions where id = $1',
          [owner.sessionId],
        )
      )[0]!.last_used_at
    const opened = await read()
    clock.advance(59_999)
    await me(owner.token)
    expect(await read()).toBe(opened)
    clock.advance(1)
    await me(owner.token)
    await vi.waitFor(async () => expect(await read()).toBe(clock.now().toISOString()))
  })
})

describe('remembered sessions', () => {
  const statements = async (work: () => Promise<unknown>) => {
    const seen: string[] = []
    const stop = app.services.db.observe((text) => seen.push(text))
    await work()
    stop()
    return seen.filter((text) => text.includes('sessions'))
  }

  test('a known session costs no statement', async () => {
    const owner = await createOwner(app.services)
    await me(owner.token)
    expect(await statements(() => me(owner.token))).toEqual([])
  })

  test.each([
    ['a disabled user', 'update users set is_active = false where id = $1'],
    ['a raised version', 'update users set auth_version = auth_version + 1 where id = $1'],
    ['a revoked session', 'update sessions set revoked_at = now() where user_id = $1'],
    ['a lost membership', 'delete from memberships where user_id = $1'],
  ])('%s, changed by whatever path, is noticed', async (_what, sql) => {
    const owner = await createOwner(app.services)
    expect(await isLive(owner.token)).toBe(true)
    await app.services.db.query(sql, [owner.userId])
    await vi.waitFor(async () => expect(await isLive(owner.token)).toBe(false))
  })

  test('nothing is remembered while the notifications cannot be heard, and again once they can', async () => {
    const owner = await createOwner(app.services)
    await me(owner.token)
    await app.services.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'tradepost auth changes'`,
    )
    await vi.waitFor(async () => expect(await statements(() => me(owner.token))).not.toEqual([]))
    await vi.waitFor(
      async () => {
        await me(owner.token)
        expect(await statements(() => me(owner.token))).toEqual([])
      },
      { timeout: 5000 },
    )
    await app.services.db.query('update users set is_active = false where id = $1', [owner.userId])
    await vi.waitFor(async () => expect(await isLive(owner.token)).toBe(false))
  })
})

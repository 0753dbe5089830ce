import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerUploads } from '../uploads/index.ts'
import { registerWorkspaces } from '../workspaces/index.ts'
import { registerIdentity } from './index.ts'

const features = [registerIdentity, registerWorkspaces, registerUploads]
const password = 'rolling-stone-42'
let app: TestApp
let clock: FixedClock
let next = 0

beforeAll(async () => {
  app = await startTestApp({ features, now: '2026-03-01T10:00:00.000Z' })
  clock = app.services.clock as FixedClock
})
afterAll(() => app.close())

const newEmail = () => `auth-${next++}@example.com`
const register = (body: object = {}) =>
  app.post('/api/v1/auth/register/', { email: newEmail(), password, ...body })
const login = (email: string, secret = password) =>
  app.post('/api/v1/auth/login/', { email, password: secret })
const countUsers = async () =>
  (await app.services.db.query<{ n: number }>('select count(*) as n from users'))[0]!.n

describe('register', () => {
  test('answers 201 with the user, his workspace and tokens that work', async () => {
    const answer = await register({
      email: ' Linh@Example.COM ',
      name: ' Linh Trần ',
      phone: '901 234-567',
      username: 'linh.t',
      language: 'vi',
      timezone: 'Asia/Tehran',
      workspace_name: 'Trà Linh',
      currency: 'IRR',
      is_staff: true,
      role: 'admin',
      balance: '100.00',
      is_verified: true,
    })
    expect(answer.status).toBe(201)
    const { user, tokens } = answer.body.data
    expect(user).toMatchObject({
      email: 'linh@example.com',
      full_name: 'Linh Trần',
      display_name: 'Linh Trần',
      name: 'Linh Trần',
      phone_number: '+998901234567',
      username: 'linh.t',
      language: 'vi',
      timezone: 'Asia/Tehran',
      is_staff: false,
      role: 'user',
      is_verified: false,
      balance: '0.00',
      rating: '5.00',
      workspace: { name: 'Trà Linh', time_zone: 'Asia/Tehran', currency: 'IRR', locale: 'vi', role: 'owner' },
    })
    expect((await app.get('/api/v1/auth/me/', tokens.access)).body).toEqual(user)
    const claims = JSON.parse(Buffer.from(tokens.access.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ token_type: 'access', user_id: user.id })
    expect(claims.exp - claims.iat).toBe(900)
    const refreshClaims = JSON.parse(Buffer.from(tokens.refresh.split('.')[1], 'base64url').toString())
    expect(refreshClaims.exp - refreshClaims.iat).toBe(604800)
  })

  test('sets the refresh cookie where no script reads it', async () => {
    const cookie = (await register()).headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^tp_refresh=eyJ/)
    for (const part of ['Path=/api/v1/auth/', 'HttpOnly', 'Secure', 'SameSite=Strict'])
      expect(cookie).toContain(part)
  })

  test('a new workspace follows the house where nothing is chosen', async () => {
    const { user } = (await register()).body.data
    expect(user.workspace).toMatchObject({ time_zone: 'Asia/Ho_Chi_Minh', currency: 'VND', locale: 'vi' })
    expect(user).toMatchObject({ language: 'ru', timezone: 'Asia/Tashkent', full_name: '', username: null })
    expect(user.display_name).toBe(`user-${user.id.slice(0, 6)}`)
  })

  test.each([
    ['email', { email: 'not an address' }],
    ['email', { email: undefined }],
    ['email', { email: `${'a'.repeat(250)}@example.com` }],
    ['password', { password: 'short-1' }],
    ['password', { password: '9472047203847' }],
    ['password', { password: 'Password123' }],
    ['password', { password: `x1${'y'.repeat(127)}` }],
    ['password', { email: 'marigold.h@example.com', password: 'marigold.h1' }],
    ['password', { full_name: 'Bartholomew', password: 'bartholomew7' }],
    ['password_confirm', { password_confirm: 'something else' }],
    ['full_name', { full_name: 'n'.repeat(151) }],
    ['phone_number', { phone_number: '12' }],
    ['username', { username: 'a b' }],
    ['username', { username: 'ab' }],
    ['language', { language: 'de' }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['currency', { currency: 'vnd' }],
  ])('refuses a bad %s and creates nobody', async (field, body) => {
    const before = await countUsers()
    const answer = await register(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.code).toBe('VALIDATION_ERROR')
    expect(Object.keys(answer.body.error.details)).toEqual([field])
    expect(answer.body.error.message).toBe(answer.body.error.details[field][0])
    expect(await countUsers()).toBe(before)
  })

  test('an e-mail, user name or phone number belongs to one account, whatever its case', async () => {
    const email = newEmail()
    await register({ email, username: 'Taken.Name', phone_number: '+84911222333' })
    const again = await register({ email: email.toUpperCase() })
    expect(again.body.error.details).toHaveProperty('email')
    expect((await register({ username: 'tAKEN.nAME' })).body.error.details).toHaveProperty('username')
    expect((await register({ phone_number: '+84 911-222 333' })).body.error.details).toHaveProperty(
      'phone_number',
    )
  })

  test('of simultaneous registrations of one e-mail exactly one succeeds, leaving no stray workspace', async () => {
    const email = newEmail()
    const answers = await Promise.all(Array.from({ length: 6 }, () => register({ email })))
    expect(answers.map((a) => a.status).sort()).toEqual([201, 400, 400, 400, 400, 400])
    const [row] = await app.services.db.query<{ n: number }>(
      'select count(*) as n from workspaces where name = $1',
      [email.split('@')[0]],
    )
    expect(row!.n).toBe(1)
  })
})

describe('malformed bodies', () => {
  const paths = [
    ['POST', '/api/v1/auth/register/'],
    ['POST', '/api/v1/auth/owner/'],
    ['POST', '/api/v1/auth/login/'],
    ['POST', '/api/v1/auth/refresh/'],
    ['POST', '/api/v1/auth/google/'],
    ['POST', '/api/v1/auth/password/reset/'],
    ['POST', '/api/v1/auth/password/reset/confirm/'],
    ['POST', '/api/v1/auth/email/verify/'],
    ['POST', '/api/auth/login'],
  ] as const
  const keys = ['email', 'username', 'password', 'refresh', 'token', 'access_token', 'full_name']
  const values = [
    'true',
    '[]',
    '{}',
    '1e400',
    '-0',
    '"\\u0000x"',
    '"\\ud800 x"',
    'null',
    '""',
    '"   "',
    `"${'x'.repeat(70_000)}"`,
  ]

  test.each(paths)('%s %s answers every wrong type with 4xx', async (method, path) => {
    for (const value of values) {
      const body = `{${keys.map((key) => `"${key}":${value}`).join(',')}}`
      const { status } = await app.call(method, path, { body })
      expect(status, `${path} ${value.slice(0, 20)}`).toBeGreaterThanOrEqual(400)
      expect(status, `${path} ${value.slice(0, 20)}`).toBeLessThan(500)
    }
    for (const body of ['[1]', '"text"', 'null', '{', '7']) {
      expect((await app.call(method, path, { body })).status).toBe(400)
    }
    expect(
      (await app.call(method, path, { body: 'a=b', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415)
  })
})

describe('log in', () => {
  test('answers the user and tokens, and notes the time', async () => {
    const { user } = (await register()).body.data
    const answer = await login(user.email.toUpperCase())
    expect(answer.status).toBe(200)
    expect(answer.body.data.user).toMatchObject({ id: user.id, last_login: clock.now().toISOString() })
    expect((await app.get('/api/v1/profile/', answer.body.data.tokens.access)).status).toBe(200)
  })

  test('unknown e-mail, wrong password, disabled and deleted accounts are refused alike', async () => {
    const wrong = (await register()).body.data.user.email
    const disabled = (await register()).body.data.user
    await app.services.db.query('update users set is_active = false where uuid = $1', [disabled.id])
    const answers = await Promise.all([
      login('nobody@example.com'),
      login(wrong, 'not the password'),
      login(disabled.email),
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.body.error.code).toBe('AUTHENTICATION_FAILED')
      expect(answer.text).toBe(answers[0]!.text)
    }
  })

  test('missing or blank fields are 400', async () => {
    expect((await app.post('/api/v1/auth/login/', { password })).body.error.details).toHaveProperty('email')
    expect((await login('a@example.com', '')).body.error.details).toHaveProperty('password')
  })
})

describe('sales log in', () => {
  const salesLogin = (body: object) => app.post('/api/auth/login', body)

  test('by user name or e-mail gives one token of 7 days that works on the other APIs', async () => {
    const { user } = (await register({ username: 'shop-1' })).body.data
    for (const body of [
      { username: 'SHOP-1' },
      { email: user.email },
      { username: user.email.toUpperCase() },
    ]) {
      const answer = await salesLogin({ ...body, password })
      expect(answer.status).toBe(200)
      expect(Object.keys(answer.body)).toEqual(['token', 'user'])
      expect(answer.body.user).toMatchObject({
        uuid: user.id,
        username: 'shop-1',
        email: user.email,
        role: 'admin',
      })
      expect(answer.body.user.id).toEqual(expect.any(Number))
      expect((await app.get('/api/v1/auth/me/', answer.body.token)).body.id).toBe(user.id)
    }
  })

  test('refuses in its own dialect', async () => {
    const { user } = (await register()).body.data
    expect((await salesLogin({ password })).body).toEqual({
      errors: [{ msg: 'Username is required', param: 'username', location: 'body' }],
    })
    expect((await salesLogin({ username: user.email })).body).toEqual({
      errors: [{ msg: 'Password is required', param: 'password', location: 'body' }],
    })
    const unknown = await salesLogin({ username: 'nobody-here', password })
    const wrong = await salesLogin({ username: user.email, password: `${password} ` })
    expect([unknown.status, wrong.status]).toEqual([401, 401])
    expect([unknown.body, wrong.body]).toEqual([
      { message: 'Invalid credentials' },
      { message: 'Invalid credentials' },
    ])
    await app.services.db.query('update users set is_active = false where uuid = $1', [user.id])
    const disabled = await salesLogin({ username: user.email, password })
    expect(disabled.status).toBe(401)
    expect(disabled.body).toEqual({ message: 'Tài khoản đã bị vô hiệu hóa' })
  })

  test('its session outlives six days and ends after seven', async () => {
    const { user } = (await register()).body.data
    const { token } = (await salesLogin({ username: user.email, password })).body
    clock.advance(6 * 86_400_000)
    expect((await app.get('/api/v1/auth/me/', token)).status).toBe(200)
    clock.advance(86_400_000)
    expect((await app.get('/api/v1/auth/me/', token)).status).toBe(401)
  })
})

describe('lock-out', () => {
  const fail = async (email: string, times: number) => {
    for (let i = 0; i < times; i++) expect((await login(email, 'wrong password')).status).toBe(401)
  }

  test('five failures lock both log-ins for 15 minutes, the right password included', async () => {
    const { user } = (await register({ username: 'locked-one' })).body.data
    await fail(user.email, 3)
    for (let i = 0; i < 2; i++) {
      expect((await app.post('/api/auth/login', { username: 'locked-one', password: 'wrong' })).status).toBe(
        401,
      )
    }
    const locked = await login(user.email)
    expect(locked.status).toBe(429)
    expect(locked.body.error).toMatchObject({ code: 'LOCKED_OUT', details: { retry_after_seconds: ['900'] } })
    expect(locked.headers.get('retry-after')).toBe('900')
    const sales = await app.post('/api/auth/login', { username: 'locked-one', password })
    expect(sales.status).toBe(429)
    expect(sales.body).toEqual({ message: expect.any(String) })
    clock.advance(899_000)
    expect((await login(user.email)).headers.get('retry-after')).toBe('1')
    clock.advance(1000)
    expect((await login(user.email)).status).toBe(200)
  })

  test('unknown e-mails lock alike', async () => {
    const email = newEmail()
    await fail(email, 5)
    expect((await login(email)).status).toBe(429)
  })

  test('a success forgets earlier failures', async () => {
    const { user } = (await register()).body.data
    await fail(user.email, 4)
    expect((await login(user.email)).status).toBe(200)
    await fail(user.email, 4)
    expect((await login(user.email)).status).toBe(200)
  })

  test('old failures do not add up to a lock', async () => {
    const { user } = (await register()).body.data
    await fail(user.email, 4)
    clock.advance(15 * 60_000)
    await fail(user.email, 4)
    expect((await login(user.email)).status).toBe(200)
  })

  test('other accounts of the address, and living sessions, go on working', async () => {
    const victim = (await register()).body.data
    const other = (await register()).body.data
    await fail(victim.user.email, 5)
    expect((await login(victim.user.email)).status).toBe(429)
    expect((await login(other.user.email)).status).toBe(200)
    expect((await app.get('/api/v1/auth/me/', victim.tokens.access)).status).toBe(200)
  })

  test('guessing in parallel does not get more answers than the lock allows', async () => {
    const { user } = (await register()).body.data
    await Promise.all(Array.from({ length: 30 }, () => login(user.email, 'wrong password')))
    expect((await login(user.email)).status).toBe(429)
  })

  test('the fiftieth failure of one address throttles all its log-ins for the rest of 15 minutes, and nobody else', async () => {
    const throttled = await startTestApp({
      features,
      env: { THROTTLE_ENABLED: 'True', TRUST_PROXY: 'loopback' },
      now: '2026-03-01T10:00:00.000Z',
    })
    const time = throttled.services.clock as FixedClock
    const user = await createUser(throttled.services, { password })
    const attempt = (email: string, word: string, address = '203.0.113.7') =>
      throttled.call('POST', '/api/v1/auth/login/', {
        body: { email, password: word },
        headers: { 'x-forwarded-for': address },
      })
    for (let failures = 0; failures < 50; failures++) {
      // 25 a minute stay below the limit of the path; 4 of an account below its lock-out.
      if (failures === 25) time.advance(60_000)
      const answer = await attempt(`victim-${failures >> 2}@example.com`, 'not the password')
      expect(answer.status).toBe(401)
    }
    time.advance(60_000)
    const refused = await attempt(user.email, password)
    expect(refused.status).toBe(429)
    expect(refused.body.error.code).toBe('THROTTLED')
    expect(refused.headers.get('retry-after')).toBe(String(13 * 60))
    expect((await attempt(user.email, password, '203.0.113.8')).status).toBe(200)
    time.advance(13 * 60_000)
    expect((await attempt(user.email, password)).status).toBe(200)
    await throttled.close()
  })

  test('more than thirty calls a minute on the authentication paths are throttled', async () => {
    const throttled = await startTestApp({
      features,
      env: { THROTTLE_ENABLED: 'True' },
      now: '2026-03-01T10:00:10.000Z',
    })
    const calls = Array.from({ length: 31 }, () => throttled.post('/api/v1/auth/login/', {}))
    const statuses = (await Promise.all(calls)).map((answer) => answer.status)
    expect(statuses.filter((status) => status === 400)).toHaveLength(30)
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
    const refused = await throttled.post('/api/v1/auth/register/', {})
    expect(refused.body.error.code).toBe('THROTTLED')
    expect(refused.headers.get('retry-after')).toBe('50')
    await throttled.close()
  })
})

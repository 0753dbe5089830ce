import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerUploads } from '../uploads/index.ts'
import { registerWorkspaces } from '../workspaces/index.ts'
import { registerIdentity } from './index.ts'

const features = [registerIdentity, registerWorkspaces, registerUploads]
const password = 'rolling-stone-42'
let app: TestApp
let clock: FixedClock
let staffToken: string

beforeAll(async () => {
  app = await startTestApp({
    features,
    worker: true,
    now: '2026-03-01T10:00:00.000Z',
    env: { FRONTEND_URL: 'https://shop.example.com/' },
  })
  clock = app.services.clock as FixedClock
  const user = await createUser(app.services, { password, isStaff: true })
  const login = await app.post('/api/auth/login', { username: user.email, password })
  staffToken = login.body.token
})
afterAll(() => app.close())

const login = (email: string, secret = password) =>
  app.post('/api/v1/auth/login/', { email, password: secret })
const isLive = async (token: string) => (await app.get('/api/v1/auth/me/', token)).status === 200

async function account(overrides: object = {}) {
  const user = await createUser(app.services, { password, ...overrides })
  const { tokens } = (await login(user.email)).body.data
  return { ...user, ...(tokens as { access: string; refresh: string }) }
}

/** The links of the mails to an address whose link contains `path`, newest first. */
async function links(to: string, path: string): Promise<URL[]> {
  const { body } = await app.get(`/api/v1/admin-panel/outbox/?to=${encodeURIComponent(to)}`, staffToken)
  return (body.results as { text: string }[])
    .map((mail) => /https:\/\/\S+/.exec(mail.text)?.[0])
    .filter((url) => url?.includes(path))
    .map((url) => new URL(url!))
}
const waitForLink = (to: string, path: string, count = 1) =>
  vi.waitFor(
    async () => {
      const found = await links(to, path)
      expect(found.length).toBeGreaterThanOrEqual(count)
      return found[0]!
    },
    { timeout: 15_000, interval: 100 },
  )

describe('password change', () => {
  const change = (token: string, body: object) => app.post('/api/v1/auth/password/change/', body, token)

  test('ends every earlier session at once and answers tokens that work', async () => {
    const user = await account()
    const other = (await login(user.email)).body.data.tokens
    const answer = await change(user.access, { current_password: password, new_password: 'a-fresh-start-77' })
    expect(answer.status).toBe(200)
    for (const token of [user.access, other.access]) expect(await isLive(token)).toBe(false)
    expect((await app.post('/api/v1/auth/refresh/', { refresh: other.refresh })).status).toBe(401)
    expect(await isLive(answer.body.data.tokens.access)).toBe(true)
    expect(
      (await app.post('/api/v1/auth/refresh/', { refresh: answer.body.data.tokens.refresh })).status,
    ).toBe(200)
    expect((await login(user.email)).status).toBe(401)
    expect((await login(user.email, 'a-fresh-start-77')).status).toBe(200)
  })

  test('refusals change nothing', async () => {
    const user = await account()
    const cases: [object, string][] = [
      [{ old_password: 'wrong', new_password: 'a-fresh-start-77' }, 'BUSINESS_LOGIC_ERROR'],
      [{ old_password: password, new_password: 'short' }, 'VALIDATION_ERROR'],
      [
        { old_password: password, new_password: 'a-fresh-start-77', new_password_confirm: 'x' },
        'VALIDATION_ERROR',
      ],
      [{ new_password: 'a-fresh-start-77' }, 'VALIDATION_ERROR'],
      [{ old_password: password, new_password: ['a-fresh-start-77'] }, 'VALIDATION_ERROR'],
      [{ old_password: password, new_password: password }, 'BUSINESS_LOGIC_ERROR'],
    ]
    for (const [body, code] of cases) {
      const answer = await change(user.access, body)
      expect([answer.status, answer.body.error.code]).toEqual([400, code])
    }
    expect((await app.post('/api/v1/auth/password/change/', cases[0]![0])).status).toBe(401)
    expect(await isLive(user.access)).toBe(true)
    expect((await login(user.email)).status).toBe(200)
  })

  test('the five passwords before the present one cannot come back, the sixth can', async () => {
    const user = await account()
    let token = user.access
    let current = password
    for (let i = 1; i <= 6; i++) {
      const next = `another-word-${i}`
      const answer = await change(token, { old_password: current, new_password: next })
      expect(answer.status).toBe(200)
      token = answer.body.data.tokens.access
      current = next
    }
    const back = (secret: string) => change(token, { old_password: current, new_password: secret })
    expect((await back('another-word-1')).body.error.code).toBe('BUSINESS_LOGIC_ERROR')
    expect((await back(password)).status).toBe(200)
  })

  test('of two simultaneous changes one wins', async () => {
    const user = await account()
    const answers = await Promise.all(
      ['a-fresh-start-77', 'b-fresh-start-88'].map((next) =>
        change(user.access, { old_password: password, new_password: next }),
      ),
    )
    const statuses = answers.map((answer) => answer.status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })
})

describe('password reset', () => {
  const ask = (email: unknown) => app.post('/api/v1/auth/password/reset/', { email })
  const confirm = (body: object) => app.post('/api/v1/auth/password/reset/confirm/', body)

  test('the mailed link sets a new password once, ends all sessions and lifts the lock-out', async () => {
    const user = await account()
    for (let i = 0; i < 5; i++) await login(user.email, 'wrong password')
    expect((await login(user.email)).status).toBe(429)
    await ask(user.email.toUpperCase())
    const link = await waitForLink(user.email, '/reset-password')
    expect(`${link.origin}${link.pathname}`).toBe('https://shop.example.com/reset-password')
    expect(link.searchParams.get('uid')).toBe(user.uuid)
    const token = link.searchParams.get('token')
    expect((await confirm({ token, password: 'short' })).body.error.details).toHaveProperty('password')
    expect((await confirm({ token, password })).body.error.code).toBe('BUSINESS_LOGIC_ERROR')
    expect(await isLive(user.access)).toBe(true)
    const answers = await Promise.all(
      [1, 2].map((n) => confirm({ uid: 'x', token, new_password: `a-new-morning-${n}` })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400])
    expect(await isLive(user.access)).toBe(false)
    const good = `a-new-morning-${answers.findIndex((answer) => answer.status === 200) + 1}`
    expect((await login(user.email, good)).status).toBe(200)
  })

  test('the answer is the same for unknown addresses, and nobody is mailed', async () => {
    const user = await createUser(app.services, { password })
    const known = await ask(user.email)
    const unknown = await ask('stranger@example.com')
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
    await waitForLink(user.email, '/reset-password')
    expect(await links('stranger@example.com', '')).toEqual([])
  })

  test('wrong and expired tokens are 400', async () => {
    const user = await createUser(app.services, { password })
    await ask(user.email)
    const token = (await waitForLink(user.email, '/reset-password')).searchParams.get('token')
    expect((await confirm({ token: 'nonsense', password: 'a-new-morning-5' })).status).toBe(400)
    clock.advance(3_600_000)
    expect((await confirm({ token, password: 'a-new-morning-5' })).status).toBe(400)
    expect((await login(user.email)).status).toBe(200)
  })

  test('no token is stored in the clear', async () => {
    const user = await createUser(app.services, { password })
    await ask(user.email)
    const token = (await waitForLink(user.email, '/reset-password')).searchParams.get('token')!
    const rows = await app.services.db.query<{ token_hash: Buffer }>(
      'select token_hash from one_time_tokens where user_id = $1',
      [user.userId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.token_hash.toString('latin1')).not.toContain(token)
  })
})

describe('e-mail verification', () => {
  test('registration mails two links; the newest and the oldest both confirm, each once', async () => {
    const email = 'verify-me@example.com'
    const { tokens } = (await app.post('/api/v1/auth/register/', { email, password, language: 'en' })).body
      .data
    await waitForLink(email, '/verify-email', 2)
    const [link, older] = await links(email, '/verify-email')
    expect(`${link!.origin}${link!.pathname}`).toBe('https://shop.example.com/verify-email')
    expect(older!.href).not.toBe(link!.href)
    const verify = () => app.post('/api/v1/auth/email/verify/', { token: link!.searchParams.get('token') })
    expect((await verify()).status).toBe(200)
    expect((await app.get('/api/v1/auth/me/', tokens.access)).body.is_verified).toBe(true)
    expect((await verify()).status).toBe(400)
  })

  test('the link can be mailed again and lives a day', async () => {
    const user = await account()
    expect((await app.call('POST', '/api/v1/auth/email/resend/')).status).toBe(401)
    expect((await app.call('POST', '/api/v1/auth/email/resend/', { token: user.access })).status).toBe(200)
    const token = (await waitForLink(user.email, '/verify-email')).searchParams.get('token')
    clock.advance(86_400_000)
    expect((await app.post('/api/v1/auth/email/verify/', { token })).status).toBe(400)
  })
})

describe('outbox', () => {
  test('is for staff only', async () => {
    const user = await createOwner(app.services)
    expect((await app.get('/api/v1/admin-panel/outbox/')).status).toBe(401)
    expect((await app.get('/api/v1/admin-panel/outbox/', user.token)).status).toBe(403)
  })

  test.each(['nobody@example.com', 'nobody@example.com%00', '%00', 'undefined', ''])(
    'to=%s names nobody and so lists nothing',
    async (to) => {
      expect((await app.get('/api/v1/admin-panel/outbox/', staffToken)).body.count).toBeGreaterThan(0)
      const { status, body } = await app.get(`/api/v1/admin-panel/outbox/?to=${to}`, staffToken)
      expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }])
    },
  )
})

describe('profile', () => {
  test('changes what it may and nothing else, by PATCH and PUT, on both paths', async () => {
    const user = await createOwner(app.services, { fullName: 'Before' })
    const before = (await app.get('/api/v1/profile/', user.token)).body
    const patched = await app.patch(
      '/api/v1/auth/me/',
      {
        name: 'After <b>',
        bio: ' Tea ',
        email: 'other@example.com',
        balance: '9.00',
        is_staff: true,
        rating: '1.00',
      },
      user.token,
    )
    expect(patched.status).toBe(200)
    expect(patched.body).toEqual({
      ...before,
      full_name: 'After <b>',
      name: 'After <b>',
      display_name: 'After <b>',
      bio: 'Tea',
    })
    const put = await app.put(
      '/api/v1/profile/',
      { username: 'after', language: 'fa', timezone: 'Asia/Tehran' },
      user.token,
    )
    expect(put.body).toMatchObject({ username: 'after', language: 'fa', timezone: 'Asia/Tehran', bio: 'Tea' })
    const emptied = await app.patch(
      '/api/v1/profile/',
      { username: '', phone: '', bio: '', full_name: '' },
      user.token,
    )
    expect(emptied.body).toMatchObject({ username: null, phone_number: null, bio: '', full_name: '' })
  })

  test.each([
    ['full_name', 7],
    ['full_name', 'a\u0000b'],
    ['bio', 'x'.repeat(501)],
    ['bio', '\ud800'],
    ['username', ['a']],
    ['phone_number', {}],
    ['language', 'de'],
    ['language', null],
    ['timezone', 'Nowhere'],
    ['avatar', 'https://example.com/a.png'],
    ['avatar', {}],
  ])('refuses a bad %s and changes nothing', async (field, value) => {
    const user = await createOwner(app.services)
    const before = (await app.get('/api/v1/profile/', user.token)).text
    const answer = await app.patch('/api/v1/profile/', { bio: 'changed?', [field]: value }, user.token)
    expect(answer.status).toBe(400)
    expect(answer.body.error.details).toHaveProperty(field)
    expect((await app.get('/api/v1/profile/', user.token)).text).toBe(before)
  })

  test('a taken user name is refused', async () => {
    await createOwner(app.services, { username: 'First-Come' })
    const user = await createOwner(app.services)
    const answer = await app.patch('/api/v1/profile/', { username: 'first-come' }, user.token)
    expect(answer.body.error.details).toHaveProperty('username')
    expect((await app.patch('/api/v1/profile/', { bio: 'x' })).status).toBe(401)
  })

  test('strangers see the public side only', async () => {
    const user = await createOwner(app.services, { fullName: 'Seen', username: 'seen' })
    const { body } = await app.get(`/api/v1/auth/users/${user.uuid}/`)
    expect(Object.keys(body).sort()).toEqual(
      [
        'avatar',
        'bio',
        'created_at',
        'display_name',
        'id',
        'is_premium',
        'is_pro',
        'plan',
        'rating',
        'total_sales',
        'username',
      ].sort(),
    )
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense', '7']) {
      expect((await app.get(`/api/v1/auth/users/${id}/`)).status).toBe(404)
    }
  })
})

describe('account deletion', () => {
  const remove = (token: string | undefined, body: object) =>
    app.delete('/api/v1/auth/account/delete/', token, body)

  test('a missing or wrong password changes nothing', async () => {
    const user = await account()
    expect((await remove(undefined, { password })).status).toBe(401)
    expect((await remove(user.access, { password: 'wrong' })).body.error.code).toBe('BUSINESS_LOGIC_ERROR')
    expect((await remove(user.access, { password: ['x'] })).status).toBe(400)
    expect((await remove(user.access, {})).body.error.details).toHaveProperty('password')
    expect((await login(user.email)).status).toBe(200)
  })

  test('ends the sessions, hides the person, blanks what is personal and frees the e-mail', async () => {
    const user = await account({ username: 'leaving', fullName: 'Leaving Person' })
    expect((await remove(user.access, { password })).status).toBe(200)
    expect(await isLive(user.access)).toBe(false)
    expect((await app.post('/api/v1/auth/refresh/', { refresh: user.refresh })).status).toBe(401)
    expect((await login(user.email)).body.error.code).toBe('AUTHENTICATION_FAILED')
    expect((await app.get(`/api/v1/auth/users/${user.uuid}/`)).status).toBe(404)
    const [row] = await app.services.db.query(
      'select email, username, full_name, phone_number, password_hash, avatar from users where id = $1',
      [user.userId],
    )
    expect(row).toEqual({
      email: null,
      username: null,
      full_name: '',
      phone_number: null,
      password_hash: null,
      avatar: null,
    })
    expect(
      (await app.post('/api/v1/auth/register/', { email: user.email, password, username: 'leaving' })).status,
    ).toBe(201)
  })

  test('an account without a password needs none; POST does the same', async () => {
    const user = await createOwner(app.services)
    expect((await app.post('/api/v1/auth/account/delete/', {}, user.token)).status).toBe(200)
    expect(await isLive(user.token)).toBe(false)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GoogleDouble, startGoogleDouble } from '../../../test/doubles/google.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createUser } from '../../../test/support/factories.ts'
import { registerIdentity } from './index.ts'

const clientId = 'shop.apps.example.com'
const password = 'rolling-stone-42'
let google: GoogleDouble
let app: TestApp
let next = 0

beforeAll(async () => {
  google = await startGoogleDouble()
  app = await startTestApp({ features: [registerIdentity], env: google.env(clientId) })
})
afterAll(async () => {
  await app.close()
  await google.close()
})

const person = (changes: object = {}) => ({
  sub: `sub-${next}`,
  email: `g-${next++}@example.com`,
  name: 'Gita',
  aud: clientId,
  ...changes,
})
function issue(changes: object = {}) {
  const account = person(changes)
  const token = `ya29.${account.sub}`
  google.issue(token, account)
  return { account, token }
}
const enter = (accessToken: unknown) => app.post('/api/v1/auth/google/', { access_token: accessToken })
const usersWith = (email: string) => app.services.db.query('select id from users where email = $1', [email])

test('an unknown e-mail becomes a confirmed account without a password', async () => {
  const { account, token } = issue({ email: 'Gita@Example.com' })
  const answer = await enter(token)
  expect(answer.status).toBe(200)
  expect(answer.body.data.user).toMatchObject({
    email: 'gita@example.com',
    full_name: account.name,
    is_verified: true,
  })
  expect((await app.get('/api/v1/auth/me/', answer.body.data.tokens.access)).status).toBe(200)
  expect((await enter(token)).body.data.user.id).toBe(answer.body.data.user.id)
})

test('a new account reads and reckons as the page that it came from; an existing one keeps its own', async () => {
  const { token } = issue()
  const first = { access_token: token, language: 'fa', timezone: 'Asia/Tehran' }
  const created = (await app.post('/api/v1/auth/google/', first)).body.data.user
  expect(created).toMatchObject({ language: 'fa', timezone: 'Asia/Tehran' })
  expect(created.workspace).toMatchObject({ time_zone: 'Asia/Tehran', locale: 'fa' })
  const again = { access_token: token, language: 'en', timezone: 'UTC' }
  expect((await app.post('/api/v1/auth/google/', again)).body.data.user).toMatchObject({
    language: 'fa',
    timezone: 'Asia/Tehran',
  })
  const odd = await app.post('/api/v1/auth/google/', { access_token: token, language: 'xx' })
  expect([odd.status, Object.keys(odd.body.error.details)]).toEqual([400, ['language']])
})

test('two first sign-ins at once make one account', async () => {
  const { account, token } = issue()
  const answers = await Promise.all([1, 2, 3, 4].map(() => enter(token)))
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200])
  expect(await usersWith(account.email)).toHaveLength(1)
})

test('an existing confirmed account is logged in and keeps its password', async () => {
  const user = await createUser(app.services, { password, isVerified: true })
  const { token } = issue({ email: user.email })
  expect((await enter(token)).body.data.user.id).toBe(user.uuid)
  expect((await app.post('/api/v1/auth/login/', { email: user.email, password })).status).toBe(200)
})

test('whoever registered the address before without confirming it is shut out', async () => {
  const user = await createUser(app.services, { password })
  const squatter = (await app.post('/api/v1/auth/login/', { email: user.email, password })).body.data.tokens
  const { token } = issue({ email: user.email })
  expect((await enter(token)).body.data.user).toMatchObject({ id: user.uuid, is_verified: true })
  expect((await app.get('/api/v1/auth/me/', squatter.access)).status).toBe(401)
  expect((await app.post('/api/v1/auth/login/', { email: user.email, password })).status).toBe(401)
})

test('a disabled account is refused', async () => {
  const user = await createUser(app.services, { isVerified: true, isActive: false })
  expect((await enter(issue({ email: user.email }).token)).body.error.code).toBe('AUTHENTICATION_FAILED')
})

test.each([
  ['issued for another app', { aud: 'other.apps.example.com' }],
  ['of an unconfirmed e-mail', { email_verified: false }],
  ['without a usable e-mail', { email: 'nonsense' }],
])('a token %s is refused and creates nobody', async (_what, changes) => {
  const { account, token } = issue(changes)
  expect((await enter(token)).status).toBe(400)
  expect(await usersWith(account.email)).toEqual([])
})

test('unknown tokens, missing and mistyped fields are 400', async () => {
  for (const value of ['ya29.unknown', undefined, 7, [], '']) expect((await enter(value)).status).toBe(400)
})

test('ID tokens are verified by the published keys', async () => {
  const account = person()
  expect((await enter(await google.idToken(account))).body.data.user.email).toBe(account.email)
  for (const changes of [
    { aud: 'other' },
    { iss: 'https://evil.example.com' },
    { email_verified: false },
    { exp: 1 },
  ]) {
    const stranger = person()
    expect((await enter(await google.idToken(stranger, changes))).status).toBe(400)
    expect(await usersWith(stranger.email)).toEqual([])
  }
  const token = await google.idToken(person())
  expect((await enter(`${token.slice(0, -8)}AAAAAAAA`)).status).toBe(400)
})

test('without Google the answer is 503', async () => {
  const { token } = issue()
  google.failing = true
  expect((await enter(token)).body.error.code).toBe('SERVICE_UNAVAILABLE')
  google.failing = false
  const unconfigured = await startTestApp({ features: [registerIdentity] })
  expect((await unconfigured.post('/api/v1/auth/google/', { access_token: token })).status).toBe(503)
  expect((await unconfigured.post('/api/v1/auth/google/', {})).status).toBe(400)
  await unconfigured.close()
})

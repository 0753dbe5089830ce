import { afterEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, createUser } from '../../../test/support/factories.ts'
import { ConfigError } from '../../config.ts'
import { createOwnerLink, ensureAdministrator, registerIdentity } from './index.ts'

const password = 'rolling-stone-42'
let app: TestApp
afterEach(() => app.close())

const start = async (env: Record<string, string> = {}) => {
  app = await startTestApp({ features: [registerIdentity], env })
  return app
}
const claim = (token: unknown, email: string, body: object = {}) =>
  app.post('/api/v1/auth/owner/', { token, email, password, ...body })
const staff = () => app.services.db.query<{ email: string }>('select email from users where is_staff')

test('the owner link makes the first administrator, once', async () => {
  await start()
  const token = await createOwnerLink(app.services)
  const answer = await claim(token, 'owner@example.com', {
    full_name: 'Olga',
    workspace_name: 'Лавка',
    timezone: 'Asia/Omsk',
    language: 'ru',
  })
  expect(answer.status).toBe(201)
  expect(answer.body.data.user).toMatchObject({
    is_staff: true,
    role: 'admin',
    workspace: { name: 'Лавка', locale: 'ru', time_zone: 'Asia/Omsk' },
  })
  expect((await app.get('/api/v1/admin-panel/outbox/', answer.body.data.tokens.access)).status).toBe(200)
  expect((await claim(token, 'second@example.com')).status).toBe(400)
  expect(await staff()).toEqual([{ email: 'owner@example.com' }])
  expect(await createOwnerLink(app.services)).toBeNull()
})

test('of parallel claims one succeeds', async () => {
  await start()
  const token = await createOwnerLink(app.services)
  const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => claim(token, `owner-${n}@example.com`)))
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400, 400, 400, 400])
  expect(await app.services.db.query('select id from users')).toHaveLength(1)
})

test('a refused claim leaves the link usable, a wrong or older link does nothing', async () => {
  await start()
  const older = await createOwnerLink(app.services)
  const token = await createOwnerLink(app.services)
  for (const [value, email] of [
    ['nonsense', 'a@example.com'],
    [older, 'a@example.com'],
    [token, 'nonsense'],
    [7, 'a@example.com'],
  ]) {
    expect((await claim(value, String(email))).status).toBe(400)
  }
  expect((await claim(token, 'a@example.com', { password: 'short' })).status).toBe(400)
  const taken = await createUser(app.services)
  expect((await claim(token, taken.email)).body.error.details).toHaveProperty('email')
  expect(await staff()).toEqual([])
  expect((await claim(token, 'a@example.com')).status).toBe(201)
})

test('the administrator of the environment is made once, and a restart never resets his password', async () => {
  await start({ ADMIN_EMAIL: 'Root@Example.com', ADMIN_PASSWORD: password })
  await Promise.all([ensureAdministrator(app.services), ensureAdministrator(app.services)])
  const { body } = await app.post('/api/v1/auth/login/', { email: 'root@example.com', password })
  expect(body.data.user).toMatchObject({ is_staff: true, is_verified: true })
  const change = { old_password: password, new_password: 'a-fresh-start-77' }
  await app.post('/api/v1/auth/password/change/', change, body.data.tokens.access)
  await ensureAdministrator(app.services)
  expect((await app.post('/api/v1/auth/login/', { email: 'root@example.com', password })).status).toBe(401)
  expect(
    (await app.post('/api/v1/auth/login/', { email: 'root@example.com', password: 'a-fresh-start-77' }))
      .status,
  ).toBe(200)
})

test('an account that exists is promoted, effective for its next request', async () => {
  await start({ ADMIN_EMAIL: 'here@example.com' })
  const user = await createOwner(app.services, { email: 'here@example.com' })
  expect((await app.get('/api/v1/admin-panel/outbox/', user.token)).status).toBe(403)
  await ensureAdministrator(app.services)
  expect((await app.get('/api/v1/admin-panel/outbox/', user.token)).status).toBe(200)
})

test('settings that cannot be used are refused, a weak password only in production', async () => {
  await start()
  const ensure = (changes: object) =>
    ensureAdministrator({ ...app.services, config: { ...app.services.config, ...changes } })
  await expect(ensure({ adminEmail: 'nonsense', adminPassword: password })).rejects.toThrow(ConfigError)
  await expect(ensure({ adminEmail: 'a@example.com', adminPassword: null })).rejects.toThrow(ConfigError)
  await expect(
    ensure({ adminEmail: 'a@example.com', adminPassword: 'admin', production: true }),
  ).rejects.toThrow(ConfigError)
  expect(await staff()).toEqual([])
  await ensure({ adminEmail: 'a@example.com', adminPassword: 'admin' })
  expect(await staff()).toEqual([{ email: 'a@example.com' }])
})

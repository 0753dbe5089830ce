import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { accountsPath, beginFlow, comeBack, connectAccount, consent } from '../../../test/support/channels.ts'
import { type ChirpDouble, chirp, startChirpDouble } from '../../../test/support/chirp.ts'
import { createOwner, createUser, type SignedInUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import type { MailRequest } from '../../kernel/mail/mail.ts'
import { registerIdentity } from '../identity/index.ts'
import { channelsOf } from './index.ts'

const noticesPath = '/api/integrations/notices/'

let app: TestApp
let platform: ChirpDouble
let owner: SignedInUser
let id: number

beforeAll(async () => {
  platform = await startChirpDouble()
  app = await startTestApp({
    features: [registerIdentity, channelsOf([chirp], async () => {})],
    now: '2026-03-01T10:00:00Z',
    env: {
      ...platform.env,
      JWT_ACCESS_TOKEN_LIFETIME_MINUTES: '10080',
      FRONTEND_URL: 'https://app.example.com',
    },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner, 'chirp')
  await app.services.db.query('delete from pgboss.job')
})
afterAll(async () => {
  await app.close()
  await platform.close()
})

const clock = () => app.services.clock as FixedClock
const list = async (user = owner) => (await app.get(noticesPath, user.token)).body
const dismiss = (notice: number | string, user = owner) =>
  app.post(`${noticesPath}${notice}/dismiss/`, {}, user.token)
/** The grant is withdrawn at the platform, and somebody uses the account. */
async function die(): Promise<void> {
  platform.access.clear()
  platform.refresh.clear()
  const { body } = await app.post(`${accountsPath}${id}/test-connection/`, {}, owner.token)
  expect(body.valid).toBe(false)
}
async function reconnect(): Promise<void> {
  const flow = await beginFlow(app, owner, id)
  const { query } = await comeBack(app, { ...flow, platform: 'chirp' }, await consent(flow))
  expect(query.connected).toBe('true')
}
async function mails(): Promise<MailRequest[]> {
  const rows = await app.services.db.query<{ sealed: string }>(
    `select data->>'sealed' as sealed from pgboss.job where name = 'mail.send' order by created_on, id`,
  )
  return rows.map(({ sealed }) => JSON.parse(app.services.keyring.decrypt(sealed, 'mail')))
}

describe('a connection that ends', () => {
  test('is told in the app until the account is connected again', async () => {
    expect(await list()).toEqual({ count: 0, next: null, previous: null, results: [] })
    await die()
    expect((await list()).results).toEqual([
      {
        id: expect.any(Number),
        account: id,
        account_name: 'Main page',
        platform: 'chirp',
        platform_display: 'Chirp',
        code: 'reconnect_required',
        message: 'The connection has ended. Please reconnect the account.',
        created_at: clock().now().toISOString(),
        dismissed_at: null,
      },
    ])
    await reconnect()
    expect((await list()).count).toBe(0)
  })

  test('is told once a day, however often it ends, and by mail as often', async () => {
    for (let time = 0; time < 3; time++) {
      await die()
      await reconnect()
    }
    await die()
    expect((await list()).count).toBe(1)
    expect(await mails()).toHaveLength(1)
    await reconnect()
    clock().advance(86_400_000)
    await die()
    expect((await list()).count).toBe(2)
    expect(await mails()).toHaveLength(2)
  })

  test('is mailed to owners and managers, each in their language, and to nobody else', async () => {
    const { workspaceId } = owner
    const member = (overrides: object) => createUser(app.services, { workspaceId, ...overrides })
    const manager = await member({ role: 'manager', language: 'fa' })
    await member({ role: 'seller' })
    await member({ role: 'viewer' })
    await member({ role: 'manager', isActive: false })
    await app.services.db.query(`update users set language = 'ru' where id = $1`, [owner.userId])
    await createOwner(app.services)
    await die()
    const sent = await mails()
    expect(new Map(sent.map(({ to, language }) => [to, language]))).toEqual(
      new Map([
        [owner.email, 'ru'],
        [manager.email, 'fa'],
      ]),
    )
    expect(sent).toHaveLength(2)
    expect(sent[0]).toMatchObject({
      template: 'connection-ended',
      data: {
        platform: 'Chirp',
        account: 'Robin',
        reconnectUrl: 'https://app.example.com/integrations?platform=chirp',
      },
    })
    expect(platform.secrets().filter((secret) => JSON.stringify(sent).includes(secret))).toEqual([])
  })
})

describe('dismissing a notice', () => {
  test('hides it for everybody, and a second time changes nothing', async () => {
    await die()
    const { results } = await list()
    const first = await dismiss(results[0].id)
    expect([first.status, first.body]).toEqual([
      200,
      { ...results[0], dismissed_at: clock().now().toISOString() },
    ])
    expect((await list()).count).toBe(0)
    clock().advance(1000)
    expect((await dismiss(results[0].id)).body).toEqual(first.body)
  })

  test('is for people who manage integrations of that workspace; others change nothing', async () => {
    await die()
    const { results } = await list()
    const stranger = await createOwner(app.services)
    expect((await dismiss(results[0].id, stranger)).status).toBe(404)
    for (const odd of ['0', 'x', '2147483648']) expect((await dismiss(odd)).status).toBe(404)
    const seller = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'seller' })
    expect((await dismiss(results[0].id, seller)).status).toBe(403)
    expect((await app.post(`${noticesPath}${results[0].id}/dismiss/`, {})).status).toBe(401)
    expect((await app.get(noticesPath)).status).toBe(401)
    expect((await list(stranger)).count).toBe(0)
    expect((await list()).results).toEqual(results)
    expect((await app.get(`${noticesPath}?page=2`, owner.token)).status).toBe(404)
  })
})

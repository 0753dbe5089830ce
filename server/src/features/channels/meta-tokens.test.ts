import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { adapters } from './adapters/index.ts'
import { channelsOf } from './index.ts'
import { refreshJob } from './jobs.ts'

const day = 86_400
let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let id: number
beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, async () => {})],
    now: new Date(),
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  await app.services.db.query('delete from channel_accounts')
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  meta.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const read = async () =>
  (
    await app.services.db.query('select status, token_expires_at from channel_accounts where id = $1', [id])
  )[0]!
const check = () => app.post(`${accountsPath}${id}/test-connection/`, {}, owner.token)
const later = (seconds: number) => (app.services.clock as FixedClock).advance(seconds * 1000)

test('a living token is valid until the time that Meta names, and the answer tells its limits', async () => {
  const answer = await check()
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      valid: true,
      message: 'Connection is valid.',
      message_key: 'connectionValid',
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ])
  expect(meta.calls.map(({ path }) => path)).toEqual(['/v25.0/debug_token'])
  expect((await app.get(`${accountsPath}${id}/`, owner.token)).body.metadata.rate_limit).toMatchObject({
    usage: { app: { call_count: 1 } },
    retry_at: null,
  })
})

test.each([
  ['removed the app', () => meta.removeApp('555')],
  ['changed the password', () => meta.changePassword('555')],
])('a person who %s has ended the connection', async (_what, end) => {
  end()
  expect((await check()).body).toMatchObject({
    valid: false,
    message_key: 'connectionInvalidPleaseReconnect',
  })
  expect((await read()).status).toBe('expired')
  meta.calls.length = 0
  expect((await check()).body.valid).toBe(false)
  expect(meta.calls).toEqual([])
})

test('an outage ends nothing', async () => {
  meta.fail('unavailable', { times: 4 })
  const answer = await check()
  expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
  expect((await read()).status).toBe('connected')
})

test('a week before its end the token is exchanged for one of 60 more days; page tokens stay', async () => {
  const pages = () =>
    app.services.db.query(`select name, sealed from channel_secrets where name like 'page%' order by name`)
  const before = await pages()
  later(52 * day)
  await app.services.jobs.runNow(refreshJob)
  expect(meta.calls).toEqual([])
  later(2 * day)
  await app.services.jobs.runNow(refreshJob)
  expect(meta.calls).toMatchObject([{ path: '/v25.0/oauth/access_token', query: {}, status: 200 }])
  const { status, token_expires_at } = await read()
  const left = (Date.parse(String(token_expires_at)) - app.services.clock.now().getTime()) / 1000
  expect([status, Math.round(left / day)]).toEqual(['connected', 60])
  expect(await pages()).toEqual(before)
})

test('past its end it is sent nowhere any more', async () => {
  later(61 * day)
  await app.services.jobs.runNow(refreshJob)
  expect(meta.calls).toEqual([])
  expect((await read()).status).toBe('expired')
})

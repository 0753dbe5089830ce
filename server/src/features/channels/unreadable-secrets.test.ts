import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { accountsPath, beginFlow, comeBack, connectAccount, consent } from '../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { adapters } from './adapters/index.ts'
import { channelsOf } from './index.ts'
import { refreshJob } from './jobs.ts'
import { publishJob } from './publishing/runner.ts'

const planned = '/api/integrations/planned-posts/'
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
  await query('delete from channel_accounts')
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  for (const page of meta.state.pages) page.posts.length = 0
  meta.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const query = (text: string, ...values: unknown[]) => app.services.db.query(text, values)
const token = async () => (await signIn(app.services, owner)).token
const path = (rest = '') => `${accountsPath}${id}/${rest}`
const post = async (address: string, body: object = {}) => app.post(address, body, await token())
const get = async (address: string) => app.get(address, await token())
const read = async () => (await get(path())).body
const later = (seconds: number) => (app.services.clock as FixedClock).advance(seconds * 1000)
const logs = async () => (await get(`/api/integrations/logs/?account=${id}`)).body.results
const sealed = () => query('select name, sealed from channel_secrets where account_id = $1 order by name', id)

/** What is stored names a key that this server has not. */
const loseKey = () =>
  query(
    `update channel_secrets set sealed = 'k1.ffffffff.' || substr(sealed, 4)
     where account_id = $1`,
    id,
  )
const bringKeyBack = () =>
  query(
    `update channel_secrets set sealed = 'k1.' || substr(sealed, 13)
     where account_id = $1`,
    id,
  )
const targetOf = async (postId: number) => (await get(`${planned}${postId}/`)).body.targets[0]
const plan = async (body: object = {}) => {
  const answer = await post(planned, { message: 'Fresh tea', targets: [{ account: id }], ...body })
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id as number
}

describe('secrets that no key opens', () => {
  test.each([
    ['posts/', 'GET'],
    ['insights/', 'GET'],
    ['sync/', 'POST'],
    ['publish_post/', 'POST'],
  ])('%s asks to reconnect and says so once to the operator, without a secret', async (action, method) => {
    await loseKey()
    const before = await sealed()
    const told = vi.spyOn(app.services.log, 'error')
    for (let i = 0; i < 2; i++) {
      const answer = await (method === 'GET' ? get(path(action)) : post(path(action), { message: 'Tea' }))
      expect([answer.status, answer.body.code]).toEqual([400, 'reconnect_required'])
    }
    expect(told.mock.calls).toEqual([
      [
        { account: id, workspace: owner.workspaceId, platform: 'meta' },
        expect.stringContaining('FERNET_KEY'),
      ],
    ])
    told.mockRestore()
    expect(await read()).toMatchObject({ status: 'expired', needs_reconnect: true })
    expect((await get('/api/integrations/notices/')).body.results).toMatchObject([{ account: id }])
    expect((await logs()).some(({ action: done }: { action: string }) => done === 'token_invalid')).toBe(true)
    expect([meta.calls, await sealed()]).toEqual([[], before])
  })

  test('make a test of the connection say that it is dead', async () => {
    await loseKey()
    const answer = await post(path('test-connection/'))
    expect([answer.status, answer.body.valid]).toEqual([200, false])
  })

  test('fail a planned post at once, and nobody looks again', async () => {
    const postId = await plan({ scheduled_at: new Date(app.services.clock.now().getTime() + 60_000) })
    await loseKey()
    for (const seconds of [60, 300, 86_400]) {
      later(seconds)
      await app.services.jobs.runNow(publishJob)
    }
    expect(await targetOf(postId)).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { code: 'reconnect_required' },
    })
    expect(meta.calls).toEqual([])
  })

  test('end the looks for posts whose answer was lost after a day', async () => {
    const postId = await plan()
    for (const publish of [
      () => app.services.jobs.runNow(publishJob),
      () => post(path('publish_post/'), { message: 'At once' }),
    ]) {
      meta.fail('lost', { path: '/feed' })
      await publish()
    }
    await loseKey()
    const log = vi.spyOn(app.services.log, 'error')
    for (const seconds of [5, 600, 600, 86_400, 600, 600]) {
      later(seconds)
      await app.services.jobs.runNow(publishJob)
    }
    expect(log).toHaveBeenCalledTimes(1)
    log.mockRestore()
    expect(await targetOf(postId)).toMatchObject({ status: 'unconfirmed', error: { code: 'unconfirmed' } })
    expect(await query('select 1 from channel_planned_targets where due_at is not null')).toEqual([])
    expect(await query('select 1 from channel_open_publications')).toEqual([])
  })

  test('are found by the background before a token ends', async () => {
    later(54 * 86_400)
    await loseKey()
    await app.services.jobs.runNow(refreshJob)
    expect((await read()).status).toBe('expired')
  })

  test('do not keep an account from being disconnected', async () => {
    await loseKey()
    await get(path('posts/'))
    expect((await post(path('disconnect/'))).status).toBe(200)
    expect([await sealed(), (await read()).status]).toEqual([[], 'disconnected'])
    await app.services.jobs.runNow(refreshJob)
    expect((await read()).status).toBe('disconnected')
  })
})

describe('when the key is back', () => {
  beforeEach(async () => {
    await loseKey()
    await get(path('posts/'))
    expect((await read()).status).toBe('expired')
  })

  test('the account works again by itself, and nothing is left to be told', async () => {
    await app.services.jobs.runNow(refreshJob)
    expect((await read()).status).toBe('expired')
    await bringKeyBack()
    await app.services.jobs.runNow(refreshJob)
    expect(await read()).toMatchObject({ status: 'connected', needs_reconnect: false, error_message: null })
    expect((await get(path('posts/'))).status).toBe(200)
    expect((await get('/api/integrations/notices/')).body.results).toEqual([])
    expect((await logs())[0]).toMatchObject({ action: 'auto_refresh_token', status: 'success' })
  })

  test('an account whose secrets were erased meanwhile stays as it is', async () => {
    await query('delete from channel_secrets where account_id = $1', id)
    await app.services.jobs.runNow(refreshJob)
    expect((await read()).status).toBe('expired')
    expect(await query('select 1 from channel_accounts where unreadable_since is not null')).toEqual([])
  })

  test('or is not, connecting again makes the account work', async () => {
    const flow = await beginFlow(app, { ...owner, token: await token() }, id)
    expect((await comeBack(app, flow, await consent(flow))).query.connected).toBe('true')
    expect((await get(path('posts/'))).status).toBe(200)
    expect(await query('select 1 from channel_accounts where unreadable_since is not null')).toEqual([])
  })
})

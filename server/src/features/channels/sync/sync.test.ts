import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startWhatsAppDouble, type WhatsAppDouble } from '../../../../test/doubles/whatsapp.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { accountsPath, connectAccount, createAccount } from '../../../../test/support/channels.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import { adapters } from '../adapters/index.ts'
import { channelsOf } from '../index.ts'
import { syncJob } from './sync-all.ts'

let app: TestApp
/** The graph with pages and numbers. */
let meta: WhatsAppDouble
let owner: SignedInUser
let id: number
const clock = () => app.services.clock as FixedClock
const page = () => meta.state.pages[0]!
const token = async () => (await signIn(app.services, owner)).token
const path = (rest: string, account = id) => `${accountsPath}${account}/${rest}`
const sync = async (account = id) => app.post(path('sync/', account), {}, await token())
const get = async (rest: string, account = id) => app.get(path(rest, account), await token())
const log = async () => (await app.get('/api/integrations/logs/', await token())).body.results[0]
const kept = () =>
  app.services.db.query(
    `select external_id as id, message, metrics ->> 'likes' as likes from channel_posts where account_id = $1 order by created_time`,
    [id],
  )
const publish = (message: string, likes = 0) =>
  page().posts.push({
    id: `${page().id}_${page().posts.length + 1}`,
    message,
    link: null,
    media: [],
    created_time: clock().now().toISOString().replace('.000Z', '+0000'),
    likes,
    shares: 0,
    comments: [],
  })

beforeAll(async () => {
  meta = await startWhatsAppDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf(adapters, async () => {})],
    now: '2026-03-10T08:00:00Z',
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com', TIME_ZONE: 'Asia/Tashkent' },
  })
})
beforeEach(async () => {
  await app.services.db.query('delete from channel_accounts')
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  page().posts.length = 0
  meta.calls.length = 0
})
afterEach(async () => {
  const rows = await app.services.db.query(
    'select p::text from channel_posts p union all select l::text from channel_logs l',
  )
  const text = JSON.stringify(rows)
  expect(meta.secrets().filter((secret) => text.includes(secret))).toEqual([])
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

test('keeps the newest posts, each once as it is now, and says so', async () => {
  publish('One')
  clock().advance(1000)
  publish('Two', 3)
  const first = await sync()
  expect([first.status, first.body]).toEqual([
    200,
    {
      message: 'Sync completed successfully',
      synced: { posts: 2 },
      account: (await get('')).body,
    },
  ])
  expect(first.body.account.last_sync_at).toBe(clock().now().toISOString())
  expect(await kept()).toMatchObject([
    { message: 'One', likes: '0' },
    { message: 'Two', likes: '3' },
  ])
  page().posts[0]!.likes = 9
  page().posts[0]!.message = 'One more'
  clock().advance(60_000)
  await Promise.all([sync(), sync(), sync()])
  expect(await kept()).toMatchObject([
    { message: 'One more', likes: '9' },
    { message: 'Two', likes: '3' },
  ])
  expect(await log()).toMatchObject({ action: 'sync', status: 'success', response_data: { posts: 2 } })
})

test('reads no more than 100 posts', async () => {
  for (let n = 0; n < 120; n++) {
    clock().advance(1000)
    publish(`Number ${n}`)
  }
  expect((await sync()).body.synced).toEqual({ posts: 100 })
  const rows = await kept()
  expect(rows).toHaveLength(100)
  expect(rows[0]).toMatchObject({ message: 'Number 20' })
})

test('a platform whose last page leads to itself is read once more and no further', async () => {
  publish('One')
  publish('Two')
  const { id, posts } = page()
  const paging = { cursors: { after: 'same' }, next: 'https://graph.example.com/posts?after=same' }
  const data = posts.map(({ id, message, created_time }) => ({ id, message, created_time }))
  meta.fail({ status: 200, body: { data, paging } }, { path: `/${id}/posts`, times: 2 })
  expect((await sync()).body.synced).toEqual({ posts: 2 })
  expect(meta.callsTo({ path: `/${id}/posts` })).toHaveLength(2)
})

test.each([
  ['unavailable', 4, 502, 'provider_unavailable'],
  ['business-rate-limit', 1, 429, 'rate_limited'],
  ['html', 4, 502, 'provider_unavailable'],
] as const)(
  'after %s (%i times) nothing has changed, and the log says why',
  async (trouble, times, status, code) => {
    publish('Before')
    await sync()
    const [before, posts] = [(await get('')).body, await kept()]
    clock().advance(60_000)
    page().posts[0]!.likes = 7
    meta.fail(trouble, { path: '/posts', times, minutes: 5 })
    const answer = await sync()
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect((await get('')).body.last_sync_at).toBe(before.last_sync_at)
    expect(await kept()).toEqual(posts)
    expect(await log()).toMatchObject({ action: 'sync', status: 'error' })
  },
)

test('what a person may not let us see is left out; when nothing may be seen, that is told', async () => {
  publish('One')
  meta.fail('missing-permission', { path: '/posts' })
  expect((await sync()).body.synced).toEqual({ posts: 0 })
  await app.services.db.query(`delete from channel_secrets where name like 'page%'`)
  const answer = await sync()
  expect([answer.status, answer.body.code]).toEqual([400, 'insufficient_scope'])
})

test('of a number of WhatsApp brings numbers and templates up to date', async () => {
  const number = await connectAccount(app, owner, 'whatsapp')
  meta.account.numbers[0]!.verified_name = 'Shop of tea'
  const answer = await sync(number)
  expect([answer.status, answer.body]).toMatchObject([
    200,
    {
      synced: { posts: 0, numbers: 1, templates: 2 },
      account: {
        external_account_name: 'Shop of tea',
        metadata: { phone_numbers: [{ verified_name: 'Shop of tea' }], user_info: { id: '555' } },
      },
    },
  ])
})

test('is refused to accounts that cannot, in the order of the checks, and to who may not', async () => {
  const fresh = await createAccount(app, owner)
  expect((await sync(fresh)).body).toEqual({ error: 'Account is not connected', code: 'not_connected' })
  const stranger = await createOwner(app.services)
  const seller = await signIn(
    app.services,
    await createUser(app.services, { workspaceId: owner.workspaceId, role: 'seller' }),
  )
  expect((await app.post(path('sync/'), {}, stranger.token)).status).toBe(404)
  expect((await app.post(path('sync/'), {}, seller.token)).status).toBe(403)
  expect((await app.post(path('sync/'), {})).status).toBe(401)
  expect((await get('sync/')).status).toBe(405)
  await app.patch(path(''), { is_active: false }, await token())
  expect((await sync()).body.code).toBe('inactive')
  expect(meta.calls).toEqual([])
  expect(await kept()).toEqual([])
  await app.patch(path(''), { is_active: true }, await token())
  meta.removeApp('555')
  expect((await sync()).body.code).toBe('reconnect_required')
  expect((await get('')).body).toMatchObject({ last_sync_at: null, status: 'expired' })
})

test('figures are kept by day, the last of each, and those of another page apart', async () => {
  const days = async (query = '') => (await get(`insights/history/${query}`)).body.results
  clock().set('2026-03-11T18:59:00Z')
  await sync()
  page().followers = 150
  clock().set('2026-03-11T19:01:00Z')
  await sync()
  page().followers = 160
  clock().advance(60_000)
  await sync()
  expect(await days()).toMatchObject([
    { date: '2026-03-11', metrics: { followers: 120, following: null } },
    { date: '2026-03-12', metrics: { followers: 160 } },
  ])
  expect(await days('?days=1')).toMatchObject([{ date: '2026-03-12' }])
  for (const query of ['?days=0', '?days=366', '?days=x'])
    expect((await get(`insights/history/${query}`)).body.code, query).toBe('validation_error')
  const kept = async () =>
    (
      await app.services.db.query<{ day: string }>(
        'select day::text from channel_insight_days where account_id = $1 order by day',
        [id],
      )
    ).map(({ day }) => day)
  clock().advance(364 * 86_400_000)
  await app.services.jobs.runNow('cleanup_channels')
  expect(await kept()).toEqual(['2026-03-12'])
  clock().advance(86_400_000)
  await app.services.jobs.runNow('cleanup_channels')
  expect(await kept()).toEqual([])
  await app.post(path('select_page/'), { page_id: meta.state.pages[1]!.id }, await token())
  expect(await days()).toEqual([])
  const number = await createAccount(app, { ...owner, token: await token() }, 'whatsapp')
  expect((await get('insights/history/', number)).body.code).toBe('not_supported')
})

test('every night all connected accounts are synchronised, and one that fails stops no other', async () => {
  const other = await createOwner(app.services)
  await app.post(path('select_page/'), { page_id: meta.state.pages[1]!.id }, await token())
  const second = await connectAccount(app, other)
  await createAccount(app, owner)
  meta.fail('unavailable', { path: `${meta.state.pages[1]!.id}/posts`, times: 4 })
  expect(await app.services.jobs.runNow(syncJob)).toEqual({ synced: 1, failed: 1 })
  expect((await get('')).body.last_sync_at).toBeNull()
  const [row] = await app.services.db.query('select last_sync_at from channel_accounts where id = $1', [
    second,
  ])
  expect(row).toEqual({ last_sync_at: clock().now().toISOString() })
  expect(await app.services.jobs.runNow(syncJob)).toEqual({ synced: 1, failed: 0 })
  expect(await app.services.jobs.runNow(syncJob)).toEqual({ synced: 0, failed: 0 })
})

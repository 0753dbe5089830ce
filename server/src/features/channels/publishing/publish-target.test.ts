import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import { createOwner, type SignedInUser, signIn } from '../../../../test/support/factories.ts'
import type { FixedClock } from '../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../identity/index.ts'
import type { Adapter } from '../adapter.ts'
import { meta as metaAdapter } from '../adapters/meta.ts'
import { channelsOf } from '../index.ts'
import { ProviderError } from '../provider-error.ts'
import { publishJob } from './runner.ts'

const base = '/api/integrations/planned-posts/'

/** Meta's twin that processes what it gets for a while, as TikTok does. */
const slow: Adapter & { states: Awaited<ReturnType<NonNullable<Adapter['publishState']>>>[] } = {
  ...metaAdapter,
  id: 'slow',
  states: [],
  publish: async () => ({ id: 'p_1', status: 'processing', permalink_url: null }),
  publishState: async (_provider, _access, publishId) => {
    expect(publishId).toBe('p_1')
    return slow.states.shift() ?? { state: 'processing' }
  },
}
const unreached = new ProviderError('transient', {
  platform: 'far',
  status: null,
  code: 'not_reached',
  message: null,
  request_id: null,
})
/** Meta's twin at the end of a broken line. */
const far: Adapter & { tries: number; isBroken: boolean } = {
  ...metaAdapter,
  id: 'far',
  tries: 0,
  isBroken: true,
  async publish() {
    far.tries++
    if (far.isBroken) throw unreached
    return { id: 'far_1', status: 'published', permalink_url: null }
  },
}

let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let id: number
const clock = () => app.services.clock as FixedClock
const pages = () => meta.state.pages
const run = () => app.services.jobs.runNow(publishJob)

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf([metaAdapter, slow, far], async () => {})],
    now: '2026-03-10T08:00:00Z',
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  for (const page of pages()) page.posts.length = 0
  await app.services.db.query('delete from channel_planned_posts')
  meta.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const planned = async (body: object = {}) => {
  const answer = await app.post(
    base,
    { message: 'Fresh tea', scheduled_at: null, targets: [{ account: id }], ...body },
    await token(),
  )
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id as number
}
const token = async () => (await signIn(app.services, owner)).token
const read = async (post: number) => (await app.get(`${base}${post}/`, await token())).body
const target = async (post: number) => (await read(post)).targets[0]
const lines = async () =>
  (await app.get('/api/integrations/logs/', await token())).body.results.filter(
    (line: { action: string }) => line.action === 'publish_post',
  )
const retry = async (post: number, body: object) => app.post(`${base}${post}/retry/`, body, await token())
const after = async (seconds: number) => {
  clock().advance(seconds * 1000)
  await run()
}
const feedCalls = () => meta.callsTo({ method: 'POST', path: '/feed' })
describe('a planned post', () => {
  test('goes out at its time and not before, once, and tells where it stands', async () => {
    const post = await planned({ scheduled_at: '2026-03-10T08:10:00Z' })
    await after(599)
    expect(meta.calls).toEqual([])
    await after(1)
    expect(await read(post)).toMatchObject({
      status: 'published',
      targets: [
        {
          status: 'published',
          attempts: 1,
          external_id: pages()[0]!.posts[0]!.id,
          permalink_url: expect.stringContaining('https://www.facebook.com/'),
          error: null,
          published_at: '2026-03-10T08:10:00.000Z',
        },
      ],
    })
    expect(await lines()).toMatchObject([
      { status: 'success', response_data: { id: pages()[0]!.posts[0]!.id } },
    ])
    await after(3600)
    expect(pages()[0]!.posts).toMatchObject([{ message: 'Fresh tea' }])
  })

  test('says on each account what is meant for it; one that fails does not hold up the other', async () => {
    const second = id
    await app.post(`${accountsPath}${second}/select_page/`, { page_id: pages()[1]!.id }, await token())
    id = await connectAccount(app, owner)
    meta.fail('blocked-as-spam', { path: `${pages()[0]!.id}/feed` })
    const post = await planned({ targets: [{ account: id }, { account: second, message: 'Second' }] })
    await run()
    const row = await read(post)
    expect(row).toMatchObject({
      status: 'partly',
      targets: [
        { status: 'failed', error: { code: 'provider_rejected', message: expect.any(String) } },
        { status: 'published' },
      ],
    })
    expect(pages()[1]!.posts).toMatchObject([{ message: 'Second' }])
    expect((await retry(post, { account: second })).body.code).toBe('not_failed')
    const again = await retry(post, { account: id })
    expect([again.status, again.body.status]).toEqual([200, 'publishing'])
    await run()
    expect((await read(post)).status).toBe('published')
    expect(pages().map(({ posts }) => posts.length)).toEqual([1, 1])
  })

  test('waits as long as the platform asks for, and then goes on', async () => {
    meta.fail('business-rate-limit', { path: '/feed', minutes: 5 })
    const post = await planned()
    await run()
    expect(await target(post)).toMatchObject({
      status: 'scheduled',
      error: { code: 'rate_limited' },
      attempts: 1,
    })
    await after(290)
    expect(feedCalls()).toHaveLength(1)
    await after(15)
    expect(await target(post)).toMatchObject({ status: 'published', error: null, attempts: 2 })
  })

  test('that could not be sent is tried again, later and later, and at last fails; by hand it is sent again', async () => {
    const account = await connectAccount(app, owner, 'far')
    const post = await planned({ targets: [{ account }] })
    const tried: number[] = []
    for (let seconds = 0; seconds < 2700; seconds += 30) {
      const before = far.tries
      await after(30)
      if (far.tries > before) tried.push(seconds)
    }
    expect(tried).toHaveLength(8)
    const waits = tried.slice(1).map((at, index) => at - tried[index]!)
    expect(waits.at(-1)).toBeGreaterThan(waits[0]! * 4)
    expect(await read(post)).toMatchObject({
      status: 'failed',
      targets: [{ error: { code: 'provider_unavailable' } }],
    })
    far.isBroken = false
    expect((await retry(post, { account })).status).toBe(200)
    await run()
    expect((await read(post)).status).toBe('published')
  })

  test('whose time passed while nobody worked still goes out within a day, and not after it', async () => {
    const late = await planned()
    await after(86_400)
    expect((await read(late)).status).toBe('published')
    const missed = await planned({ message: 'Only today' })
    await after(86_401)
    expect(await target(missed)).toMatchObject({ status: 'failed', error: { code: 'missed' } })
    await retry(missed, { account: id })
    await run()
    expect((await read(missed)).status).toBe('published')
  })

  test('fails on an account that must be reconnected, with its code', async () => {
    const post = await planned()
    meta.removeApp('555')
    await run()
    expect(await target(post)).toMatchObject({ status: 'failed', error: { code: 'reconnect_required' } })
    expect(pages()[0]!.posts).toEqual([])
    meta.calls.length = 0
    await after(3600)
    expect(meta.calls).toEqual([])
  })

  test('does not go to another page than it was planned for, unless a person says so', async () => {
    const post = await planned()
    const other = pages()[1]!
    await app.post(`${accountsPath}${id}/select_page/`, { page_id: other.id }, await token())
    await run()
    expect(await target(post)).toMatchObject({ status: 'failed', error: { code: 'account_changed' } })
    await retry(post, { account: id })
    await run()
    expect(other.posts).toMatchObject([{ message: 'Fresh tea' }])
  })
})

const pictures = [1, 2].map((n) => ({ type: 'image', url: `https://cdn.example.com/${n}.jpg` }))

test.each([
  ['unavailable', '/photos', 'scheduled', 'provider_unavailable'],
  ['blocked-as-spam', '/feed', 'failed', 'provider_rejected'],
  ['business-rate-limit', '/feed', 'scheduled', 'rate_limited'],
  ['lost', '/feed', 'unconfirmed', 'unconfirmed'],
] as const)('of several pictures, after %s at %s the target is %s', async (trouble, path, status, code) => {
  const post = await planned({ media: pictures })
  meta.fail(trouble, { path, minutes: 5, times: trouble === 'unavailable' ? 4 : 1 })
  await run()
  expect(await target(post)).toMatchObject({ status, error: { code } })
  await after(600)
  expect((await target(post)).status).toBe(status === 'failed' ? 'failed' : 'published')
  expect(pages()[0]!.posts).toHaveLength(status === 'failed' ? 0 : 1)
})

describe('after a lost answer', () => {
  test('the post is found by reading, and not sent again', async () => {
    meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    expect(await read(post)).toMatchObject({
      status: 'unconfirmed',
      targets: [{ status: 'unconfirmed', error: { code: 'unconfirmed' } }],
    })
    expect(await lines()).toMatchObject([{ status: 'pending', message: 'unconfirmed' }])
    await after(5)
    const [posted] = pages()[0]!.posts
    expect(await read(post)).toMatchObject({
      status: 'published',
      targets: [{ status: 'published', external_id: posted!.id, error: null }],
    })
    expect(await lines()).toMatchObject([{ status: 'success', response_data: { id: posted!.id } }])
    expect(feedCalls()).toHaveLength(1)
  })

  test.each(['reset', 'server-error', 'html', 'truncated'] as const)(
    '(%s) a post that is not there stays unconfirmed until a person says so',
    async (trouble) => {
      meta.fail(trouble, { path: '/feed' })
      const post = await planned()
      await run()
      expect((await read(post)).status).toBe('unconfirmed')
      if (trouble === 'truncated') pages()[0]!.posts.length = 0
      for (const seconds of [5, 15, 45, 150, 450, 1350]) {
        expect(await target(post)).toMatchObject({ error: { code: 'unconfirmed' } })
        await after(seconds)
      }
      expect(await target(post)).toMatchObject({ status: 'unconfirmed', error: { code: 'not_found' } })
      expect(await lines()).toMatchObject([{ status: 'error' }])
      meta.calls.length = 0
      await after(86_400)
      expect(meta.calls).toEqual([])
      expect((await retry(post, { account: id })).body.code).toBe('not_failed')
      expect((await retry(post, { account: id, confirm: true })).status).toBe(200)
      await run()
      expect((await read(post)).status).toBe('published')
      expect(pages()[0]!.posts).toHaveLength(1)
    },
  )

  test('an older post, one of another text, and one that is known already are not taken for it', async () => {
    const known = await planned()
    await run()
    clock().advance(600_000)
    const post = await planned({ message: 'Fresh  tea\n' })
    meta.fail('reset', { path: '/feed' })
    await run()
    pages()[0]!.posts.push({ ...pages()[0]!.posts[0]!, id: `${pages()[0]!.id}_9`, message: 'Fresh tea!' })
    await after(5)
    expect((await read(post)).status).toBe('unconfirmed')
    const late = { ...pages()[0]!.posts[0]!, id: `${pages()[0]!.id}_10` }
    pages()[0]!.posts.push({ ...late, created_time: clock().now().toISOString().replace('.000Z', '+0000') })
    await after(15)
    expect(await target(post)).toMatchObject({ status: 'published', external_id: late.id })
    expect((await target(known)).external_id).not.toBe(late.id)
  })

  test('the post is found behind more than a page of newer ones', async () => {
    meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    clock().advance(5000)
    const created_time = clock().now().toISOString().replace('.000Z', '+0000')
    for (let n = 0; n < 150; n++)
      pages()[0]!.posts.push({
        ...pages()[0]!.posts[0]!,
        id: `${pages()[0]!.id}_${n}`,
        message: `${n}`,
        created_time,
      })
    await run()
    expect((await read(post)).status).toBe('published')
  })

  test('a platform that cannot be read is asked again later, which is no proof that the post is not there', async () => {
    meta.fail('lost', { path: '/feed' })
    const post = await planned()
    await run()
    meta.fail('unavailable', { method: 'GET', times: 40 })
    for (let minute = 0; minute < 9; minute++) await after(60)
    expect(await target(post)).toMatchObject({ status: 'unconfirmed', error: { code: 'unconfirmed' } })
    for (let minute = 0; minute < 9; minute++) await after(60)
    expect((await read(post)).status).toBe('published')
  })
})

describe('a platform that processes posts', () => {
  beforeEach(async () => {
    slow.states.length = 0
    id = await connectAccount(app, owner, 'slow')
  })

  test('is asked until the post stands', async () => {
    const post = await planned()
    await run()
    expect(await read(post)).toMatchObject({
      status: 'publishing',
      targets: [{ status: 'processing', external_id: 'p_1' }],
    })
    expect(await lines()).toMatchObject([{ status: 'pending', message: 'Processing' }])
    await after(5)
    expect((await target(post)).status).toBe('processing')
    slow.states.push({ state: 'published', id: 'v_1', permalink: 'https://slow.example.com/v_1' })
    await after(60)
    expect(await read(post)).toMatchObject({
      status: 'published',
      targets: [{ external_id: 'v_1', permalink_url: 'https://slow.example.com/v_1' }],
    })
    expect(await lines()).toMatchObject([{ status: 'success', response_data: { id: 'v_1' } }])
  })

  test('tells why it failed', async () => {
    const post = await planned()
    await run()
    slow.states.push({ state: 'failed', reason: 'picture_size_check_failed' })
    await after(5)
    expect(await target(post)).toMatchObject({
      status: 'failed',
      error: { code: 'provider_rejected', message: expect.stringContaining('picture_size_check_failed') },
    })
  })
})

describe('a process that dies', () => {
  const die = (values: string) =>
    app.services.db.query(
      `update channel_planned_targets set status = 'publishing', due_at = null, attempts = attempts + 1,
         claim = '7f1b5c5e-2c51-4c8f-9d5c-0a4a1f2f8a11', claimed_until = now() - interval '1 s', ${values}`,
    )

  test('before it called the platform leaves a post that is published by another one', async () => {
    const post = await planned()
    await die('called_at = null')
    await run()
    expect((await read(post)).status).toBe('scheduled')
    await after(15)
    expect(await target(post)).toMatchObject({ status: 'published', attempts: 2 })
    expect(feedCalls()).toHaveLength(1)
  })

  test('after it called leaves a post that is looked for and not sent', async () => {
    const post = await planned()
    await die(`called_at = '${clock().now().toISOString()}'`)
    await run()
    expect((await target(post)).status).toBe('unconfirmed')
    await after(5)
    expect(feedCalls()).toEqual([])
    expect((await target(post)).status).toBe('unconfirmed')
  })

  test('only in appearance may still tell what became of its call', async () => {
    const post = await planned()
    const held = meta.hold({ path: '/feed' })
    const working = run()
    await held.arrived(1)
    await app.services.db.query(`update channel_planned_targets set claimed_until = now() - interval '1 s'`)
    await run()
    expect((await target(post)).status).toBe('unconfirmed')
    held.release()
    await working
    expect((await read(post)).status).toBe('published')
    expect(await lines()).toMatchObject([{ status: 'success' }])
    expect(feedCalls()).toHaveLength(1)
  })
})

test('of 40 targets worked on by five at once each is published once', async () => {
  const posts = await Promise.all(Array.from({ length: 40 }, (_, n) => planned({ message: `Number ${n}` })))
  await Promise.all(Array.from({ length: 5 }, run))
  for (const post of posts) expect((await read(post)).status).toBe('published')
  const messages = pages()[0]!.posts.map(({ message }) => message)
  expect(new Set(messages).size).toBe(40)
  expect(messages).toHaveLength(40)
})

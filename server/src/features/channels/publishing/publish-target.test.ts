import { beforeEach, describe, expect, test } from 'vitest'
import { accountsPath, connectAccount } from '../../../../test/support/channels.ts'
import type { Adapter } from '../adapter.ts'
import { meta as metaAdapter } from '../adapters/meta.ts'
import { ProviderError } from '../provider-error.ts'
import { planningShop } from './test-support/planning-shop.ts'

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

const shop = planningShop([slow, far])
const { after, feedCalls, lines, pages, planned, read, retry, run, target, token } = shop

describe('a planned post', () => {
  test('goes out at its time and not before, once, and tells where it stands', async () => {
    const post = await planned({ scheduled_at: '2026-03-10T08:10:00Z' })
    await after(599)
    expect(shop.meta.calls).toEqual([])
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
    const second = shop.id
    await shop.app.post(`${accountsPath}${second}/select_page/`, { page_id: pages()[1]!.id }, await token())
    await shop.connectAnother()
    shop.meta.fail('blocked-as-spam', { path: `${pages()[0]!.id}/feed` })
    const post = await planned({ targets: [{ account: shop.id }, { account: second, message: 'Second' }] })
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
    const again = await retry(post, { account: shop.id })
    expect([again.status, again.body.status]).toEqual([200, 'publishing'])
    await run()
    expect((await read(post)).status).toBe('published')
    expect(pages().map(({ posts }) => posts.length)).toEqual([1, 1])
  })

  test('waits as long as the platform asks for, and then goes on', async () => {
    shop.meta.fail('business-rate-limit', { path: '/feed', minutes: 5 })
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
    const account = await connectAccount(shop.app, shop.owner, 'far')
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
    expect(JSON.parse((await lines())[0].error_details)).toMatchObject({ code: 'missed' })
    await retry(missed, { account: shop.id })
    await run()
    expect((await read(missed)).status).toBe('published')
  })

  test('fails on an account that must be reconnected, with its code', async () => {
    const post = await planned()
    shop.meta.removeApp('555')
    await run()
    expect(await target(post)).toMatchObject({ status: 'failed', error: { code: 'reconnect_required' } })
    expect(pages()[0]!.posts).toEqual([])
    shop.meta.calls.length = 0
    await after(3600)
    expect(shop.meta.calls).toEqual([])
  })

  test('does not go to another page than it was planned for, unless a person says so', async () => {
    const post = await planned()
    const other = pages()[1]!
    await shop.app.post(`${accountsPath}${shop.id}/select_page/`, { page_id: other.id }, await token())
    await run()
    expect(await target(post)).toMatchObject({ status: 'failed', error: { code: 'account_changed' } })
    await retry(post, { account: shop.id })
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
  shop.meta.fail(trouble, { path, minutes: 5, times: trouble === 'unavailable' ? 4 : 1 })
  await run()
  expect(await target(post)).toMatchObject({ status, error: { code } })
  await after(600)
  expect((await target(post)).status).toBe(status === 'failed' ? 'failed' : 'published')
  expect(pages()[0]!.posts).toHaveLength(status === 'failed' ? 0 : 1)
})

describe('a platform that processes posts', () => {
  beforeEach(async () => {
    slow.states.length = 0
    await shop.connectAnother('slow')
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

test('of 40 targets worked on by five at once each is published once', async () => {
  const posts = await Promise.all(Array.from({ length: 40 }, (_, n) => planned({ message: `Number ${n}` })))
  await Promise.all(Array.from({ length: 5 }, run))
  for (const post of posts) expect((await read(post)).status).toBe('published')
  const messages = pages()[0]!.posts.map(({ message }) => message)
  expect(new Set(messages).size).toBe(40)
  expect(messages).toHaveLength(40)
})

import { describe, expect, test } from 'vitest'
import { createAccount } from '../../../test/support/channels.ts'
import { createOwner, createUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { pageShop } from './test-support/page-shop.ts'

const shop = pageShop()
const { get, log, page, path, post, published } = shop

const comment = (postId: string, values: object = {}) => {
  const one = {
    id: '1_900',
    message: 'How much?',
    created_time: '2026-01-31T10:00:00+0000',
    from: { id: '9', name: 'Ali' },
    is_hidden: false,
    parent: null,
    ...values,
  }
  page()
    .posts.find((found) => found.id === postId)!
    .comments.push(one)
  return one.id
}

describe('posts', () => {
  test('come page by page in the same shape, with what Graph told besides and without any token', async () => {
    for (const message of ['One', 'Two', 'Three']) await published(message)
    const first = await get('posts/?limit=2')
    expect(first.status, first.text).toBe(200)
    expect(first.body.data).toHaveLength(2)
    expect(first.body.data[0]).toMatchObject({
      id: expect.stringMatching(/^1029384756_/),
      message: expect.any(String),
      created_time: expect.stringMatching(/^\d{4}-.*Z$/),
      permalink_url: expect.stringContaining('https://www.facebook.com/'),
      media_url: null,
      metrics: { likes: 0, comments: 0, shares: 0, views: null },
      reactions: { summary: { total_count: 0 } },
    })
    expect(first.body.paging.next).toBe(
      `${path('posts/')}?limit=2&after=${encodeURIComponent(first.body.paging.cursors.after)}`,
    )
    const last = await shop.app.get(first.body.paging.next, shop.owner.token)
    expect(last.body.paging).toEqual({ cursors: { after: null } })
    const ids = [...first.body.data, ...last.body.data].map((row: { id: string }) => row.id)
    expect(new Set(ids)).toEqual(new Set(page().posts.map((one) => one.id)))
    for (const secret of shop.meta.secrets()) expect(first.text + last.text).not.toContain(secret)
  })

  test.each(['limit=0', 'limit=101', 'limit=ten', 'limit=1.5'])('%s is refused', async (query) => {
    const answer = await get(`posts/?${query}`)
    expect([answer.status, answer.body.code, Object.keys(answer.body.fields)]).toEqual([
      400,
      'validation_error',
      ['limit'],
    ])
    expect(shop.meta.calls).toEqual([])
  })

  test('of somebody without a page ask for a connection with one', async () => {
    await shop.app.services.db.query(`delete from channel_secrets where name like 'page%'`)
    expect((await get('posts/')).body).toMatchObject({ code: 'insufficient_scope' })
  })

  test('after the app was removed ask to reconnect, and the next call does not reach the platform', async () => {
    shop.meta.removeApp('555')
    expect((await get('posts/')).body).toMatchObject({ code: 'reconnect_required' })
    shop.meta.calls.length = 0
    expect((await get('posts/')).body).toMatchObject({ code: 'reconnect_required' })
    expect(shop.meta.calls).toEqual([])
  })
})

describe('comments', () => {
  test('are listed, answered, hidden and shown again', async () => {
    const { id: postId } = await published('Tea')
    const commentId = comment(postId)
    expect((await get(`comments/?post_id=${postId}`)).body).toEqual({
      data: [
        {
          id: commentId,
          message: 'How much?',
          created_time: '2026-01-31T10:00:00.000Z',
          from: { id: '9', name: 'Ali' },
          is_hidden: false,
          parent_id: null,
        },
      ],
      paging: { cursors: { after: null } },
    })
    const reply = await post('reply_comment/', { comment_id: commentId, message: 'Two euros' })
    expect([reply.status, reply.body]).toEqual([200, { id: expect.any(String) }])
    expect(page().posts[0]!.comments.at(-1)).toMatchObject({ message: 'Two euros', parent: commentId })
    expect((await get(`comments/?post_id=${postId}`)).body.data).toMatchObject([
      { id: commentId, parent_id: null },
      { id: reply.body.id, message: 'Two euros', parent_id: commentId },
    ])
    for (const hidden of [true, false]) {
      const answer = await post('hide_comment/', { comment_id: commentId, hidden })
      expect([answer.status, answer.body]).toEqual([200, { success: true, hidden }])
      expect(page().posts[0]!.comments[0]!.is_hidden).toBe(hidden)
    }
    expect(await log()).toMatchObject({ action: 'comment', status: 'success' })
  })

  test.each([undefined, '', '../me', 'a..b', 'a/b', 'a?b', 'x'.repeat(201), 'ب'])(
    'of the id %j are not asked for',
    async (bad) => {
      const query = bad === undefined ? '' : `?post_id=${encodeURIComponent(bad)}`
      const answers = [
        await get(`comments/${query}`),
        await post('reply_comment/', { comment_id: bad, message: 'x' }),
        await post('hide_comment/', { comment_id: bad, hidden: true }),
      ]
      for (const { status, body } of answers) expect([status, body.code]).toEqual([400, 'validation_error'])
      expect(shop.meta.calls).toEqual([])
    },
  )

  test('an id that is no text and a missing decision are refused', async () => {
    const one = await post('hide_comment/', { comment_id: 7 })
    expect(one.body.fields).toEqual({
      comment_id: ['Enter a valid id.'],
      hidden: ['This field is required.'],
    })
  })
})

describe('figures', () => {
  const clock = () => shop.app.services.clock as FixedClock

  test('are asked for once in 90 seconds, and anew for another page', async () => {
    const first = await get('insights/')
    expect([first.status, first.body]).toEqual([
      200,
      {
        account: shop.id,
        platform: 'meta',
        fetched_at: clock().now().toISOString(),
        metrics: {
          followers: 120,
          following: null,
          posts: null,
          likes: 110,
          views: expect.any(Number),
          engagements: expect.any(Number),
        },
      },
    ])
    clock().advance(89_000)
    shop.meta.calls.length = 0
    expect((await get('insights/')).body).toEqual(first.body)
    expect(shop.meta.calls).toEqual([])
    clock().advance(1000)
    expect((await get('insights/')).body.fetched_at).not.toBe(first.body.fetched_at)
    await post('select_page/', { page_id: shop.meta.state.pages[1]!.id })
    shop.meta.calls.length = 0
    await get('insights/')
    expect(shop.meta.calls.map((call) => call.path)).toContain('/v25.0/2029384756')
  })

  test('with a name that Meta has retired are unknown, and only those', async () => {
    const metrics = async () => {
      clock().advance(90_000)
      shop.meta.calls.length = 0
      const { status, body } = await get('insights/')
      expect(status).toBe(200)
      return { ...body.metrics, calls: shop.meta.callsTo({ path: 'insights' }).length }
    }
    const known = shop.meta.state.pageMetrics
    shop.meta.state.pageMetrics = known.filter((name) => name !== 'page_daily_follows')
    const { views, engagements, calls } = await metrics()
    expect([typeof views, typeof engagements, calls]).toEqual(['number', 'number', 3])
    shop.meta.state.pageMetrics = ['page_post_engagements']
    expect(await metrics()).toMatchObject({ followers: 120, views: null, engagements, calls: 3 })
    shop.meta.state.pageMetrics = []
    expect(await metrics()).toMatchObject({ followers: 120, views: null, engagements: null, calls: 3 })
    shop.meta.state.pageMetrics = known
    expect(await metrics()).toMatchObject({ views: expect.any(Number), calls: 1 })
  })

  test('that may not be read are unknown; an outage is told and not kept', async () => {
    shop.meta.fail('missing-permission', { path: 'insights' })
    expect((await get('insights/')).body.metrics).toMatchObject({
      followers: 120,
      views: null,
      engagements: null,
    })
    clock().advance(90_000)
    shop.meta.fail('unavailable', { times: 4 })
    expect((await get('insights/')).status).toBe(502)
    const failed = await log()
    expect(failed).toMatchObject({
      action: 'fetch',
      status: 'error',
      message: expect.stringMatching(/^Figures: /),
    })
    expect((await get('insights/')).status).toBe(200)
    expect(await log()).toEqual(failed)
  })
})

test('what a platform cannot do is told first; who may not, and ids of others, come before', async () => {
  const other = await createAccount(shop.app, shop.owner, 'chirp')
  const fresh = await createAccount(shop.app, shop.owner)
  const seller = await signIn(
    shop.app.services,
    await createUser(shop.app.services, { workspaceId: shop.owner.workspaceId, role: 'seller' }),
  )
  const stranger = await createOwner(shop.app.services)
  for (const [method, rest] of [
    ['GET', 'posts/'],
    ['POST', 'publish_post/'],
    ['GET', 'publish_options/'],
    ['GET', 'comments/'],
    ['POST', 'reply_comment/'],
    ['POST', 'hide_comment/'],
    ['POST', 'select_page/'],
    ['GET', 'insights/'],
  ] as const) {
    const call = (account: number, token?: string) =>
      shop.app.call(method, path(rest, account), { token, body: method === 'GET' ? undefined : {} })
    const unable = await call(other, shop.owner.token)
    expect([unable.status, unable.body]).toEqual([400, { error: 'Not supported', code: 'not_supported' }])
    expect((await call(fresh, shop.owner.token)).body).toEqual({
      error: 'Account is not connected',
      code: 'not_connected',
    })
    expect((await call(shop.id, stranger.token)).body).toEqual({ detail: 'Not found.' })
    expect((await call(shop.id, seller.token)).status).toBe(403)
    expect((await call(shop.id)).status).toBe(401)
  }
  await shop.app.patch(path(''), { is_active: false }, shop.owner.token)
  expect((await get('posts/')).body.code).toBe('inactive')
  expect(shop.meta.calls).toEqual([])
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MetaDouble, startMetaDouble } from '../../../test/doubles/meta.ts'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { accountsPath, connectAccount, createAccount } from '../../../test/support/channels.ts'
import { chirp } from '../../../test/support/chirp.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { adapters } from './adapters/index.ts'
import { channelsOf } from './index.ts'

let app: TestApp
let meta: MetaDouble
let owner: SignedInUser
let id: number
const page = () => meta.state.pages[0]!

beforeAll(async () => {
  meta = await startMetaDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
  app = await startTestApp({
    features: [registerIdentity, channelsOf([...adapters, chirp], async () => {})],
    now: new Date(),
    env: { ...meta.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await connectAccount(app, owner)
  for (const one of meta.state.pages) one.posts.length = 0
  meta.calls.length = 0
})
afterEach(async () => {
  const logs = await app.services.db.query('select l::text from channel_logs l')
  const account = await app.services.db.query('select a::text from channel_accounts a')
  const text = JSON.stringify([logs, account])
  expect(meta.secrets().filter((secret) => text.includes(secret))).toEqual([])
})
afterAll(async () => {
  await app.close()
  await meta.close()
})

const path = (rest: string, account = id) => `${accountsPath}${account}/${rest}`
const get = (rest: string) => app.get(path(rest), owner.token)
const post = (rest: string, body: unknown) => app.post(path(rest), body, owner.token)
const published = async (message: string, more: object = {}) => {
  const answer = await post('publish_post/', { message, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const log = async () => (await app.get('/api/integrations/logs/', owner.token)).body.results[0]
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

describe('publishing', () => {
  test('a text, with a link or not, stands on the page and in the log, and tells its address', async () => {
    const first = await published('  Fresh tea\n')
    expect(first).toEqual({
      id: expect.stringMatching(/^1029384756_\d+$/),
      status: 'published',
      permalink_url: expect.stringMatching(/^https:\/\/www\.facebook\.com\//),
    })
    await published('Look', { link: 'https://shop.example.com/tea' })
    expect(page().posts).toMatchObject([
      { message: '  Fresh tea\n', link: null },
      { message: 'Look', link: 'https://shop.example.com/tea' },
    ])
    expect(await log()).toMatchObject({ action: 'publish_post', status: 'success', account: id })
  })

  test('one picture or several make one post', async () => {
    const picture = (n: number) => ({ type: 'image', url: `https://cdn.example.com/${n}.jpg` })
    const one = await published('One', { media: [picture(1)] })
    const two = await published('Two', { media: [picture(1), picture(2)] })
    expect(page().posts).toMatchObject([
      { id: one.id, message: 'One', media: [picture(1).url] },
      { id: two.id, message: 'Two', media: [picture(1).url, picture(2).url] },
    ])
  })

  test.each<[object, object]>([
    [{}, { message: ['This field is required.'] }],
    [{ message: ' \n ' }, { message: ['This field may not be blank.'] }],
    [{ message: 7 }, { message: ['Not a valid string.'] }],
    [{ message: 'x'.repeat(63_207) }, { message: ['Ensure this field has no more than 63206 characters.'] }],
    [{ message: null, options: [] }, { options: ['Expected an object of texts and booleans.'] }],
    [
      { message: 'x', options: { privacy_level: 'SELF_ONLY' } },
      { 'options.privacy_level': ['This platform has no such option.'] },
    ],
    [{ message: 'x', link: 'javascript:alert(1)' }, { link: ['Enter a valid URL.'] }],
    [{ message: 'x', media: {} }, { media: ['Expected a list of items.'] }],
    [
      { message: 'x', media: [{ type: 'image', url: 'file:///etc/passwd' }] },
      { 'media[0].url': ['Enter a valid URL.'] },
    ],
    [
      { message: 'x', media: [{ type: 'video', url: 'https://cdn.example.com/1.mp4' }] },
      { media: ['"video" is not supported on this platform.'] },
    ],
  ])('%j is refused before the platform hears of it', async (body, fields) => {
    const answer = await post('publish_post/', body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { error: 'The request is not valid', code: 'validation_error', fields },
    ])
    expect(meta.calls).toEqual([])
  })

  test('a refusal says what the platform said', async () => {
    await published('Once')
    const answer = await post('publish_post/', { message: 'Once' })
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code: 'provider_rejected', provider: { platform: 'meta', code: expect.any(String), status: 400 } },
    ])
    expect(await log()).toMatchObject({ action: 'publish_post', status: 'error' })
    expect(page().posts).toHaveLength(1)
  })

  test.each([
    ['lost', 'provider_unavailable', 1],
    ['server-error', 'provider_unavailable', 0],
    ['missing-permission', 'insufficient_scope', 0],
  ] as const)('after %s it is not sent again', async (trouble, code, posts) => {
    meta.fail(trouble, { path: '/feed' })
    const answer = await post('publish_post/', { message: 'Once only' })
    expect(answer.body.code).toBe(code)
    expect(meta.callsTo({ path: '/feed' })).toHaveLength(1)
    expect(page().posts).toHaveLength(posts)
  })
})

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
    const last = await app.get(first.body.paging.next, owner.token)
    expect(last.body.paging).toEqual({ cursors: { after: null } })
    const ids = [...first.body.data, ...last.body.data].map((row: { id: string }) => row.id)
    expect(new Set(ids)).toEqual(new Set(page().posts.map((one) => one.id)))
    for (const secret of meta.secrets()) expect(first.text + last.text).not.toContain(secret)
  })

  test.each(['limit=0', 'limit=101', 'limit=ten', 'limit=1.5'])('%s is refused', async (query) => {
    const answer = await get(`posts/?${query}`)
    expect([answer.status, answer.body.code, Object.keys(answer.body.fields)]).toEqual([
      400,
      'validation_error',
      ['limit'],
    ])
    expect(meta.calls).toEqual([])
  })

  test('of somebody without a page ask for a connection with one', async () => {
    await app.services.db.query(`delete from channel_secrets where name like 'page%'`)
    expect((await get('posts/')).body).toMatchObject({ code: 'insufficient_scope' })
  })

  test('after the app was removed ask to reconnect, and the next call does not reach the platform', async () => {
    meta.removeApp('555')
    expect((await get('posts/')).body).toMatchObject({ code: 'reconnect_required' })
    meta.calls.length = 0
    expect((await get('posts/')).body).toMatchObject({ code: 'reconnect_required' })
    expect(meta.calls).toEqual([])
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
      expect(meta.calls).toEqual([])
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
  const clock = () => app.services.clock as FixedClock

  test('are asked for once in 90 seconds, and anew for another page', async () => {
    const first = await get('insights/')
    expect([first.status, first.body]).toEqual([
      200,
      {
        account: id,
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
    meta.calls.length = 0
    expect((await get('insights/')).body).toEqual(first.body)
    expect(meta.calls).toEqual([])
    clock().advance(1000)
    expect((await get('insights/')).body.fetched_at).not.toBe(first.body.fetched_at)
    await post('select_page/', { page_id: meta.state.pages[1]!.id })
    meta.calls.length = 0
    await get('insights/')
    expect(meta.calls.map((call) => call.path)).toContain('/v25.0/2029384756')
  })

  test('that may not be read are unknown; an outage is told and not kept', async () => {
    meta.fail('missing-permission', { path: 'insights' })
    expect((await get('insights/')).body.metrics).toMatchObject({
      followers: 120,
      views: null,
      engagements: null,
    })
    clock().advance(90_000)
    meta.fail('unavailable', { times: 4 })
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

describe('choosing the page', () => {
  test('makes posts go to the other one; what is no page of the account changes nothing', async () => {
    const other = meta.state.pages[1]!
    const chosen = await post('select_page/', { page_id: other.id })
    expect([chosen.status, chosen.body]).toMatchObject([
      200,
      { id, external_account_id: other.id, external_account_name: other.name },
    ])
    const { id: postId } = await published('Here')
    expect(other.posts).toMatchObject([{ id: postId }])
    for (const [page_id, text] of [
      ['12345', 'This page is none of the account.'],
      ['../me', 'Enter a valid id.'],
      [7, 'Enter a valid id.'],
      [undefined, 'This field is required.'],
    ]) {
      const answer = await post('select_page/', { page_id })
      expect([answer.status, answer.body.code, answer.body.fields]).toEqual([
        400,
        'validation_error',
        { page_id: [text] },
      ])
    }
    expect((await get('')).body.external_account_id).toBe(other.id)
  })

  test('never gives two accounts of a workspace the same page', async () => {
    await post('select_page/', { page_id: meta.state.pages[1]!.id })
    const second = await connectAccount(app, owner)
    const answer = await app.post(
      path('select_page/', second),
      { page_id: meta.state.pages[1]!.id },
      owner.token,
    )
    expect(answer.body.fields).toEqual({ page_id: ['Another account is connected to this page.'] })
    expect((await app.get(path('', second), owner.token)).body.external_account_id).toBe(page().id)
  })
})

test('a platform without options of its own offers none', async () => {
  const answer = await get('publish_options/')
  expect([answer.status, answer.body]).toEqual([200, { options: [] }])
})

test('what a platform cannot do is told first; who may not, and ids of others, come before', async () => {
  const other = await createAccount(app, owner, 'chirp')
  const fresh = await createAccount(app, owner)
  const seller = await signIn(
    app.services,
    await createUser(app.services, { workspaceId: owner.workspaceId, role: 'seller' }),
  )
  const stranger = await createOwner(app.services)
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
      app.call(method, path(rest, account), { token, body: method === 'GET' ? undefined : {} })
    const unable = await call(other, owner.token)
    expect([unable.status, unable.body]).toEqual([400, { error: 'Not supported', code: 'not_supported' }])
    expect((await call(fresh, owner.token)).body).toEqual({
      error: 'Account is not connected',
      code: 'not_connected',
    })
    expect((await call(id, stranger.token)).body).toEqual({ detail: 'Not found.' })
    expect((await call(id, seller.token)).status).toBe(403)
    expect((await call(id)).status).toBe(401)
  }
  await app.patch(path(''), { is_active: false }, owner.token)
  expect((await get('posts/')).body.code).toBe('inactive')
  expect(meta.calls).toEqual([])
})

test('each platform says what it can do and what a post may be there', async () => {
  const { body } = await app.get(`${accountsPath}platforms/`, owner.token)
  const told = new Map<string, Record<string, unknown>>(
    body.map((row: { value: string }) => [row.value, row]),
  )
  expect([...told.keys()]).toEqual([...adapters.map((adapter) => adapter.id), 'chirp'])
  expect(told.get('meta')).toMatchObject({
    configured: true,
    sandbox: true,
    publish: {
      max_length: 63_206,
      counting: 'code_points',
      text_only: true,
      message_required: true,
      media: ['image'],
      max_media: 10,
      link: true,
    },
  })
  expect(told.get('chirp')).toMatchObject({
    configured: false,
    sandbox: false,
    capabilities: [],
    publish: null,
  })
  expect(told.get('tiktok')!.publish).toEqual({
    max_length: 2200,
    counting: 'code_points',
    text_only: false,
    message_required: false,
    media: ['image', 'video'],
    max_media: 35,
    link: false,
  })
  expect(told.get('twitter')!.publish).toMatchObject({
    max_length: 280,
    counting: 'weighted',
    media: [],
    link: true,
  })
  // Of channels contract 5, but for what arrives by webhooks.
  const abilities = (platform: string) =>
    (told.get(platform)!.capabilities as string[]).filter((ability) => ability !== 'webhooks')
  expect(abilities('meta')).toEqual(['posts', 'publish', 'comments', 'hide_comment', 'insights'])
  expect(abilities('tiktok')).toEqual(['posts', 'publish', 'insights'])
  expect(abilities('linkedin')).toEqual(['posts', 'publish', 'comments', 'insights'])
  expect(abilities('twitter')).toEqual(['posts', 'publish', 'comments', 'hide_comment', 'insights'])
})

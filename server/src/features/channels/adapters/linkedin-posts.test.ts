import { beforeEach, describe, expect, test } from 'vitest'
import { shownText } from '../../../../test/doubles/linkedin/content.ts'
import { asMember, linkedInShop, person, shopLtd } from './test-support/linkedin-shop.ts'

const shop = linkedInShop()
const { publish } = shop

describe('posts', () => {
  beforeEach(() => shop.connect())

  test('are published as the contract says, with a link or not', async () => {
    const first = await publish('Fresh tea')
    expect(first).toEqual({
      id: expect.stringMatching(/^urn:li:share:\d+$/),
      status: 'published',
      permalink_url: `https://www.linkedin.com/feed/update/${first.id}/`,
    })
    await publish('Look', { link: 'https://shop.example.com/tea' })
    const [plain, linked] = shop.platform.state.posts.map(({ sent }) => sent)
    expect(plain).toEqual({
      author: shopLtd,
      commentary: 'Fresh tea',
      visibility: 'PUBLIC',
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    })
    expect(linked!.content).toEqual({
      article: { source: 'https://shop.example.com/tea', title: 'shop.example.com' },
    })
  })

  test.each([
    'All of it (this as well)',
    '#tea for 5 # and [more] {or} <less> *_~ | \\ @you',
    'https://shop.example.com/a_b?c=1#d',
    'چای (تازه) #چای',
  ])('%j is shown to its end, and read back as it was written', async (message) => {
    await publish(message)
    expect(shownText(shop.platform.state.posts[0]!.commentary)).toBe(message)
    expect((await shop.get('posts/')).body.data[0].message).toBe(message)
  })

  test('with templates of LinkedIn are read as people see them', async () => {
    const commentary = 'Hello @[Shop \\(Ltd\\)](urn:li:organization:1) {hashtag|\\#|tea} 1 \\< 2'
    const post = { author: shopLtd, commentary, createdAt: 0, likes: 0, sent: {} }
    shop.platform.state.posts.push({ ...post, id: 'urn:li:share:1' })
    expect((await shop.get('posts/')).body.data[0].message).toBe('Hello Shop (Ltd) #tea 1 < 2')
  })

  test('come page by page with likes and comments', async () => {
    for (const message of ['One', 'Two', 'Three']) {
      await publish(message)
      await shop.later(60)
    }
    shop.platform.state.posts[2]!.likes = 4
    const first = await shop.get('posts/?limit=2')
    const id = shop.platform.state.posts[2]!.id
    expect(first.body.data[0]).toEqual({
      id,
      message: 'Three',
      created_time: expect.stringMatching(/Z$/),
      permalink_url: `https://www.linkedin.com/feed/update/${id}/`,
      media_url: null,
      metrics: { likes: 4, comments: 0, shares: null, views: null },
    })
    const last = await shop.app.get(first.body.paging.next, shop.owner.token)
    expect(last.body.data).toMatchObject([{ message: 'One' }])
    expect(last.body.paging).toEqual({ cursors: { after: null } })
  })

  test('come without figures where those cannot be read', async () => {
    await publish('One')
    const none = { likes: null, comments: null, shares: null, views: null }
    for (const [trouble, times] of [
      ['missing-permission', 1],
      ['unavailable', 4],
    ] as const) {
      shop.platform.fail(trouble, { path: /socialActions$/, times })
      const { status, body } = await shop.get('posts/')
      expect([status, body.data[0].metrics]).toEqual([200, none])
    }
    expect((await shop.get('posts/')).body.data[0].metrics).toMatchObject({ likes: 0, comments: 0 })
  })

  test.each(['abc', '-1', '1.5', '9'.repeat(12)])('cursor %j does not reach it', async (after) => {
    const answers = [
      await shop.get(`posts/?after=${after}`),
      await shop.get(`comments/?post_id=urn:li:share:1&after=${after}`),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.keys(body.fields)]).toEqual([400, 'validation_error', ['after']])
    expect(shop.platform.calls).toEqual([])
  })

  test('of more than 3000 letters, and with media, are refused before LinkedIn hears of them', async () => {
    const long = await shop.post('publish_post/', { message: 'x'.repeat(3001) })
    expect(long.body.fields).toEqual({ message: ['Ensure this field has no more than 3000 characters.'] })
    const media = [{ type: 'image', url: 'https://cdn.example.com/1.jpg' }]
    expect((await shop.post('publish_post/', { message: 'x', media })).body.fields).toHaveProperty('media')
    expect(shop.platform.calls).toEqual([])
    await publish('('.repeat(3000))
  })

  test('twice the same are refused in the words of LinkedIn', async () => {
    await publish('Once')
    expect((await shop.post('publish_post/', { message: 'Once' })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { status: 422, code: 'DUPLICATE_POST' },
    })
  })

  test.each([
    ['lost', 1],
    ['server-error', 0],
  ] as const)('after %s are not sent again', async (trouble, posts) => {
    shop.platform.fail(trouble, { method: 'POST', path: '/rest/posts' })
    const answer = await shop.post('publish_post/', { message: 'Once only' })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(shop.platform.callsTo({ method: 'POST', path: '/rest/posts' })).toHaveLength(1)
    expect(shop.platform.state.posts).toHaveLength(posts)
  })
})

test('posts of a person are published, and cannot be read: that is closed to applications', async () => {
  await shop.connect(asMember)
  await publish('As myself')
  expect(shop.platform.state.posts[0]!.author).toBe(person)
  expect((await shop.get(`comments/?post_id=${shop.platform.state.posts[0]!.id}`)).body).toMatchObject({
    code: 'insufficient_scope',
    provider: { platform: 'linkedin', status: 403, code: '100', request_id: expect.any(String) },
  })
  shop.platform.calls.length = 0
  for (const rest of ['posts/', 'insights/'])
    expect((await shop.get(rest)).body.code).toBe('insufficient_scope')
  expect(shop.platform.calls).toEqual([])
  const synced = await shop.post('sync/')
  expect([synced.status, synced.body.synced]).toEqual([200, { posts: 0 }])
  expect(await shop.read()).toMatchObject({ status: 'connected', last_sync_at: expect.any(String) })
})

describe('comments', () => {
  beforeEach(() => shop.connect())

  test('are listed page by page and answered in plain text, under a comment and under the post', async () => {
    const { id: post } = await publish('Tea')
    const { id: first } = (await shop.post('reply_comment/', { comment_id: post, message: 'Price (net)?' }))
      .body
    expect(first).toMatch(/^urn:li:comment:\(urn:li:share:\d+,\d+\)$/)
    const reply = await shop.post('reply_comment/', { comment_id: first, message: 'Ten' })
    expect(reply.status, reply.text).toBe(200)
    expect(shop.platform.state.comments).toMatchObject([
      { object: post, actor: shopLtd, text: 'Price (net)?', parent: null },
      { object: post, actor: shopLtd, text: 'Ten', parent: first },
    ])
    const { data } = (await shop.get(`comments/?post_id=${encodeURIComponent(post)}`)).body
    expect(data).toEqual([
      {
        id: first,
        message: 'Price (net)?',
        created_time: expect.stringMatching(/Z$/),
        from: { id: shopLtd, name: null },
        is_hidden: false,
        parent_id: null,
      },
    ])
    const under = (await shop.get(`comments/?post_id=${encodeURIComponent(first)}`)).body
    expect(under.data).toMatchObject([{ id: reply.body.id, message: 'Ten', parent_id: first }])
    await shop.post('reply_comment/', { comment_id: post, message: 'Size?' })
    const page = (await shop.get(`comments/?post_id=${encodeURIComponent(post)}&limit=1`)).body
    const next = await shop.app.get(page.paging.next, shop.owner.token)
    expect(next.body.data).toMatchObject([{ message: 'Size?' }])
  })

  test.each([
    '77',
    'urn:li:person:saraSUB',
    'urn:li:share:1,2',
    'urn:li:comment:(urn:li:share:1,x)',
    'urn:li:share:1..',
  ])('of the id %j are not asked for', async (bad) => {
    const answers = [
      await shop.get(`comments/?post_id=${encodeURIComponent(bad)}`),
      await shop.post('reply_comment/', { comment_id: bad, message: 'x' }),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.values(body.fields)]).toEqual([
        400,
        'validation_error',
        [['Enter a valid id.']],
      ])
    expect(shop.platform.calls).toEqual([])
  })

  test('cannot be hidden on LinkedIn', async () => {
    const answer = await shop.post('hide_comment/', { comment_id: 'urn:li:share:1', hidden: true })
    expect([answer.status, answer.body]).toEqual([400, { error: 'Not supported', code: 'not_supported' }])
  })
})

test('figures of an organisation are its followers and what its posts got', async () => {
  await shop.connect()
  await publish('One')
  shop.platform.state.posts[0]!.likes = 6
  expect((await shop.get('insights/')).body.metrics).toEqual({
    followers: 70,
    following: null,
    posts: null,
    likes: 6,
    views: 40,
    engagements: 6,
  })
})

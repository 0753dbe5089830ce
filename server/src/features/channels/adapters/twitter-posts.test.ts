import { beforeEach, describe, expect, test } from 'vitest'
import { xShop } from './test-support/x-shop.ts'

const shop = xShop()
const publish = async (message: string, more: object = {}) => {
  const answer = await shop.post('publish_post/', { message, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

describe('posts', () => {
  beforeEach(() => shop.connect())

  test('are published with a link behind the text, and read as people see them', async () => {
    const text = 'Tea & <honey> at https://shop.example.com/tea?a=1&b=2'
    const first = await publish(text)
    expect(first).toMatchObject({
      status: 'published',
      permalink_url: `https://x.com/sarahadi/status/${first.id}`,
    })
    await publish('Look', { link: 'https://shop.example.com/new' })
    await publish('Twice https://shop.example.com/x', { link: 'https://shop.example.com/x' })
    expect(shop.platform.state.posts.map((post) => post.text)).toEqual([
      text,
      'Look\nhttps://shop.example.com/new',
      'Twice https://shop.example.com/x',
    ])
    shop.platform.state.posts[0]!.likes = 4
    const { body } = await shop.get('posts/')
    expect(body.data.at(-1)).toEqual({
      id: first.id,
      message: text,
      created_time: shop.clock.now().toISOString(),
      permalink_url: first.permalink_url,
      media_url: null,
      metrics: { likes: 4, comments: 0, shares: 0, views: 0 },
    })
  })

  test('come five at least, by the token of the page before, to the last', async () => {
    for (let n = 1; n <= 11; n++) await publish(`Post ${n}`)
    const first = await shop.get('posts/?limit=1')
    expect(first.body.data.map(({ message }: { message: string }) => message)).toEqual([
      'Post 11',
      'Post 10',
      'Post 9',
      'Post 8',
      'Post 7',
    ])
    const second = await shop.app.get(first.body.paging.next, shop.owner.token)
    const third = await shop.app.get(second.body.paging.next, shop.owner.token)
    expect(third.body.data).toMatchObject([{ message: 'Post 1' }])
    expect(third.body.paging).toEqual({ cursors: { after: null } })
    expect((await shop.get('posts/?after=altered')).body).toMatchObject({ code: 'provider_rejected' })
    shop.platform.state.posts.length = 0
    expect((await shop.get('posts/')).body.data).toEqual([])
  })

  test('show the picture that hangs on them, and not its address in the text', async () => {
    const media = { media_key: '3_1', type: 'photo', url: 'https://img.example.com/3_1.jpg' }
    const data = [
      {
        id: '15',
        text: 'New tea https://t.co/pic',
        attachments: { media_keys: ['3_1'] },
        entities: {
          urls: [{ url: 'https://t.co/pic', expanded_url: 'https://x.com/a/1', media_key: '3_1' }],
        },
      },
    ]
    shop.platform.fail(
      { status: 200, body: { data, includes: { media: [media] }, meta: {} } },
      { path: '/tweets' },
    )
    expect((await shop.get('posts/')).body.data).toMatchObject([
      { message: 'New tea', media_url: media.url, metrics: { likes: null, views: null } },
    ])
  })

  test.each([
    ['x'.repeat(281), null],
    ['語'.repeat(141), null],
    ['x'.repeat(257), 'https://shop.example.com/'],
  ])('that weigh more than 280 are refused here', async (message, link) => {
    const answer = await shop.post('publish_post/', { message, link })
    expect([answer.status, answer.body.fields]).toEqual([
      400,
      { message: ['Ensure this field has no more than 280 characters.'] },
    ])
    expect(shop.platform.calls).toEqual([])
  })

  test('that weigh 280 are taken by X', async () => {
    await publish('x'.repeat(280))
    await publish('語'.repeat(140))
    await publish('👨‍👩‍👧‍👦'.repeat(140))
    await publish('x'.repeat(256), { link: `https://shop.example.com/${'y'.repeat(300)}` })
  })

  test('with media are not for X', async () => {
    const media = [{ type: 'image', url: 'https://cdn.example.com/1.jpg' }]
    const answer = await shop.post('publish_post/', { message: 'x', media })
    expect(answer.body.fields).toEqual({ media: ['Ensure this field has no more than 0 elements.'] })
  })

  test('twice the same are refused in the words of X', async () => {
    await publish('Once')
    expect((await shop.post('publish_post/', { message: 'Once' })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { platform: 'twitter', status: 403, message: expect.stringContaining('duplicate') },
    })
  })

  test.each([
    ['lost', 1],
    ['unavailable', 0],
    ['html', 0],
  ] as const)('after %s are not sent again', async (trouble, posts) => {
    shop.platform.fail(trouble, { method: 'POST', path: '/2/tweets' })
    const answer = await shop.post('publish_post/', { message: 'Once only' })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(shop.platform.callsTo({ method: 'POST', path: '/2/tweets' })).toHaveLength(1)
    expect(shop.platform.state.posts).toHaveLength(posts)
  })
})

test('without the permission to write ask for it, and the connection stays', async () => {
  await shop.connect({ _scopes: 'tweet.read,users.read' })
  expect((await shop.post('publish_post/', { message: 'Hi' })).body.code).toBe('insufficient_scope')
  expect(await shop.read()).toMatchObject({ status: 'connected', scopes: ['tweet.read', 'users.read'] })
})

describe('answers', () => {
  const answered = { author: '7', hidden: false, likes: 0 }
  beforeEach(() => shop.connect())

  test('are listed with who wrote them, answered, hidden and shown again', async () => {
    const { id: head } = await publish('Thread')
    const createdAt = shop.clock.now().toISOString()
    shop.platform.state.posts.push(
      { ...answered, id: '77', text: 'Price & size?', conversation: head, inReplyTo: head, createdAt },
      { ...answered, id: '78', text: 'Same?', conversation: head, inReplyTo: '77', createdAt },
    )
    const { data, paging } = (await shop.get(`comments/?post_id=${head}&limit=3`)).body
    const ali = { id: '7', name: 'Ali Karim' }
    const common = { created_time: createdAt, from: ali, is_hidden: false }
    expect(data).toEqual([
      { ...common, id: '78', message: 'Same?', parent_id: '77' },
      { ...common, id: '77', message: 'Price & size?', parent_id: null },
    ])
    expect(paging).toEqual({ cursors: { after: null } })
    const reply = await shop.post('reply_comment/', { comment_id: '77', message: 'Two' })
    expect([reply.status, reply.body]).toEqual([200, { id: shop.platform.state.posts.at(-1)!.id }])
    expect(shop.platform.state.posts.at(-1)).toMatchObject({ text: 'Two', inReplyTo: '77' })
    for (const hidden of [true, false]) {
      const answer = await shop.post('hide_comment/', { comment_id: '77', hidden })
      expect(answer.body).toEqual({ success: true, hidden })
      expect(shop.platform.state.posts[1]!.hidden).toBe(hidden)
    }
  })

  test('come page by page', async () => {
    const { id: head } = await publish('Thread')
    const createdAt = shop.clock.now().toISOString()
    for (let n = 0; n < 12; n++)
      shop.platform.state.posts.push({
        ...answered,
        id: `${900 + n}`,
        text: `${n}`,
        conversation: head,
        inReplyTo: head,
        createdAt,
      })
    const first = (await shop.get(`comments/?post_id=${head}&limit=1`)).body
    expect(first.data).toHaveLength(10)
    const second = await shop.app.get(first.paging.next, shop.owner.token)
    expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(['901', '900'])
  })

  test.each(['77:x', '(77)', 'abc', '1'.repeat(21)])('of the id %j are not asked for', async (bad) => {
    const answers = [
      await shop.get(`comments/?post_id=${encodeURIComponent(bad)}`),
      await shop.post('reply_comment/', { comment_id: bad, message: 'x' }),
      await shop.post('hide_comment/', { comment_id: bad, hidden: true }),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.values(body.fields)]).toEqual([
        400,
        'validation_error',
        [['Enter a valid id.']],
      ])
    expect(shop.platform.calls).toEqual([])
  })
})

test('figures are those of the profile', async () => {
  await shop.connect()
  await publish('One')
  expect((await shop.get('insights/')).body.metrics).toEqual({
    followers: 80,
    following: 9,
    posts: 1,
    likes: null,
    views: null,
    engagements: null,
  })
})

import { beforeEach, describe, expect, test } from 'vitest'
import { photo, tikTokShop } from './test-support/tiktok-shop.ts'
import { tiktok } from './tiktok.ts'

const shop = tikTokShop()
const { tokenCalls, user } = shop
const video = { type: 'video', url: 'https://cdn.example.com/1.mp4' }

describe('posts', () => {
  const videos = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `73000000000000000${index + 10}`,
      title: `Video ${index}`,
      create_time: 1_769_000_000 - index * 60,
      like_count: index,
      comment_count: 1,
      share_count: 2,
      view_count: 300,
    }))

  test('come at most twenty at a time, newest first, to the last', async () => {
    await shop.connect()
    user().videos = videos(45)
    const ids: string[] = []
    const sizes: number[] = []
    for (let next: string | undefined = 'posts/?limit=50'; next; ) {
      const { status, body, text } = await shop.get(next)
      expect(status, text).toBe(200)
      sizes.push(body.data.length)
      ids.push(...body.data.map(({ id }: { id: string }) => id))
      next = body.paging.next?.replace(/^.*\/posts/, 'posts')
    }
    expect(sizes).toEqual([20, 20, 5])
    expect(ids).toEqual(user().videos.map(({ id }) => id))
    const { data } = (await shop.get('posts/?limit=1')).body
    expect(data).toEqual([
      {
        id: '7300000000000000010',
        message: 'Video 0',
        created_time: '2026-01-21T12:53:20.000Z',
        permalink_url: 'https://www.tiktok.com/@shop/video/7300000000000000010',
        media_url: 'https://img.example.com/7300000000000000010.jpg',
        metrics: { likes: 0, comments: 1, shares: 2, views: 300 },
      },
    ])
  })

  test.each(['abc', '-1', '1.5', '9'.repeat(30), '1;drop'])('cursor %j does not reach it', async (after) => {
    await shop.connect()
    const { status, body } = await shop.get(`posts/?after=${encodeURIComponent(after)}`)
    expect([status, body.code, Object.keys(body.fields)]).toEqual([400, 'validation_error', ['after']])
    expect(shop.platform.calls).toEqual([])
  })

  test('and figures without the permission ask for a connection with it; the token counts as good', async () => {
    await shop.connect({ _scopes: 'user.info.basic' })
    for (const rest of ['posts/', 'insights/', 'publish_options/'])
      expect((await shop.get(rest)).body).toMatchObject({
        code: 'insufficient_scope',
        provider: { platform: 'tiktok', status: 401, code: 'scope_not_authorized' },
      })
    expect(await shop.read()).toMatchObject({ status: 'connected' })
    expect(tokenCalls()).toEqual([])
  })

  test('have no comments here', async () => {
    await shop.connect()
    const answers = [
      await shop.get('comments/?post_id=1'),
      await shop.post('reply_comment/', { comment_id: '1', message: 'x' }),
      await shop.post('hide_comment/', { comment_id: '1', hidden: true }),
      await shop.post('select_page/', { page_id: '1' }),
    ]
    for (const { status, body } of answers)
      expect([status, body]).toEqual([400, { error: 'Not supported', code: 'not_supported' }])
  })
})

test('figures are those of the profile', async () => {
  await shop.connect()
  expect((await shop.get('insights/')).body).toMatchObject({
    platform: 'tiktok',
    metrics: { followers: 300, following: 20, posts: 0, likes: 900, views: null, engagements: null },
  })
})

describe('publishing', () => {
  beforeEach(() => shop.connect())
  const publish = (body: object) => shop.post('publish_post/', body)
  const sent = () => [...shop.platform.state.publishes.values()].map((one) => one.sent)
  const inits = () => shop.platform.callsTo({ path: '/init/' })

  test('offers what the creator may choose from now', async () => {
    user().commentsOff = true
    const { options } = (await shop.get('publish_options/')).body
    expect(options).toEqual([
      {
        name: 'privacy_level',
        required: true,
        type: 'choice',
        choices: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        default: 'SELF_ONLY',
      },
      { name: 'disable_comment', required: false, type: 'boolean', choices: [], default: true },
      { name: 'disable_duet', required: false, type: 'boolean', choices: [], default: false },
      { name: 'disable_stitch', required: false, type: 'boolean', choices: [], default: false },
    ])
  })

  test('hands one video over, for nobody else unless told, and says that it is under way', async () => {
    const answer = await publish({ message: 'Fresh tea', media: [video] })
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { id: expect.stringMatching(/^v_pub_url~/), status: 'processing', permalink_url: null },
    ])
    const options = { privacy_level: 'PUBLIC_TO_EVERYONE', disable_duet: true }
    await publish({ message: 'For all', media: [video], options })
    expect(sent()).toEqual([
      {
        post_info: {
          title: 'Fresh tea',
          privacy_level: 'SELF_ONLY',
          disable_comment: false,
          disable_duet: false,
          disable_stitch: false,
        },
        source_info: { source: 'PULL_FROM_URL', video_url: video.url },
      },
      expect.objectContaining({
        post_info: expect.objectContaining({ privacy_level: 'PUBLIC_TO_EVERYONE', disable_duet: true }),
      }),
    ])
  })

  test('hands photos over, with a short text as title, a long one as description, or none', async () => {
    for (const message of ['Short', 'long '.repeat(40).trim(), undefined]) {
      const answer = await publish({ message, media: [photo(1), photo(2)] })
      expect(answer.status, answer.text).toBe(200)
      expect(answer.body.id).toMatch(/^p_pub_url~/)
    }
    expect(sent().map(({ post_info: { title, description } }) => [title, description])).toEqual([
      ['Short', undefined],
      [undefined, 'long '.repeat(40).trim()],
      [undefined, undefined],
    ])
    expect(sent()[0]).toMatchObject({
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      source_info: {
        source: 'PULL_FROM_URL',
        photo_images: [photo(1).url, photo(2).url],
        photo_cover_index: 0,
      },
    })
  })

  test('leaves off what the creator has switched off', async () => {
    user().commentsOff = true
    await publish({ media: [photo()], options: { disable_comment: false } })
    expect(sent()[0]!.post_info.disable_comment).toBe(true)
  })

  test.each<[object, string, string]>([
    [{ message: 'Text alone' }, 'media', 'This platform needs media.'],
    [{ message: 'x', media: [video, video] }, 'media', 'A video stands alone in its post.'],
    [{ media: [photo(), video] }, 'media', 'A video stands alone in its post.'],
    [{ media: Array(36).fill(photo()) }, 'media', 'Ensure this field has no more than 35 elements.'],
    [
      { message: 'x'.repeat(2201), media: [video] },
      'message',
      'Ensure this field has no more than 2200 characters.',
    ],
    [
      { media: [photo()], link: 'https://shop.example.com' },
      'link',
      'This platform takes no link beside the message.',
    ],
    [{ media: [photo()], options: { privacy_level: true } }, 'options.privacy_level', 'Not a valid string.'],
    [
      { media: [photo()], options: { disable_duet: 'yes' } },
      'options.disable_duet',
      'Must be a valid boolean.',
    ],
    [{ media: [photo()], options: { brand: 'x' } }, 'options.brand', 'This platform has no such option.'],
    [
      { media: [photo()], options: { privacy_level: 7 } },
      'options',
      'Expected an object of texts and booleans.',
    ],
  ])('%j is refused before TikTok hears of it', async (body, field, text) => {
    const answer = await publish(body)
    expect([answer.status, answer.body]).toEqual([
      400,
      { error: 'The request is not valid', code: 'validation_error', fields: { [field]: [text] } },
    ])
    expect(shop.platform.calls).toEqual([])
  })

  test('for people whom the creator cannot choose posts nothing', async () => {
    const options = { privacy_level: 'FOLLOWER_OF_CREATOR' }
    const answer = await publish({ media: [photo()], options })
    expect(answer.body).toMatchObject({
      code: 'validation_error',
      fields: { 'options.privacy_level': ['"FOLLOWER_OF_CREATOR" is not a valid choice.'] },
    })
    expect(inits()).toEqual([])
  })

  test('tells what TikTok refuses in its words', async () => {
    shop.platform.state.audited = false
    const options = { privacy_level: 'PUBLIC_TO_EVERYONE' }
    expect((await publish({ media: [photo()], options })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { code: 'unaudited_client_can_only_post_to_private_accounts' },
    })
    shop.platform.state.verifiedHosts = ['shop.example.com']
    expect((await publish({ media: [photo()] })).body.provider.code).toBe('url_ownership_unverified')
    expect(shop.platform.state.publishes.size).toBe(0)
  })

  test.each([
    ['lost', 1],
    ['internal_error', 0],
    ['truncated', 1],
  ] as const)('after %s is not sent again', async (trouble, posts) => {
    shop.platform.fail(trouble, { path: '/init/' })
    const answer = await publish({ media: [photo()] })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(inits()).toHaveLength(1)
    expect(shop.platform.state.publishes.size).toBe(posts)
  })

  test('asks again after a moment what the creator may do', async () => {
    shop.platform.fail('internal_error', { path: '/creator_info/', times: 2 })
    expect((await publish({ media: [photo()] })).status).toBe(200)
    expect(inits()).toHaveLength(1)
  })

  test('tells what became of a post, by an id too long for a number', async () => {
    const { provider, access } = await shop.open()
    const state = (id: string) => tiktok.publishState!(provider, access, id)
    const options = { privacy_level: 'PUBLIC_TO_EVERYONE' }
    const { id } = (await publish({ media: [photo()], options })).body
    expect(await state(id)).toEqual({ state: 'processing' })
    shop.platform.finish(id, 'PUBLISH_COMPLETE')
    const [postId] = shop.platform.state.publishes.get(id)!.postIds
    expect(Number.isSafeInteger(Number(postId))).toBe(false)
    expect(await state(id)).toEqual({ state: 'published', id: postId, permalink: null })
    const figures = { like_count: 0, comment_count: 0, share_count: 0, view_count: 0 }
    user().videos = [{ id: postId!, title: '', create_time: 1_769_000_000, ...figures }]
    expect(await state(id)).toMatchObject({ permalink: `https://www.tiktok.com/@shop/video/${postId}` })
    const hidden = (await publish({ media: [photo()] })).body.id
    shop.platform.finish(hidden, 'PUBLISH_COMPLETE')
    expect(await state(hidden)).toEqual({ state: 'published', permalink: null })
    const failed = (await publish({ media: [photo(3)] })).body.id
    shop.platform.finish(failed, 'FAILED', 'picture_size_check_failed')
    expect(await state(failed)).toEqual({ state: 'failed', reason: 'picture_size_check_failed' })
    await expect(state('v_pub_url~v2.1')).rejects.toMatchObject({ kind: 'rejected' })
  })
})

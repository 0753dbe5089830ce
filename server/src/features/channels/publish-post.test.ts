import { describe, expect, test } from 'vitest'
import { accountsPath, connectAccount } from '../../../test/support/channels.ts'
import { adapters } from './adapters/index.ts'
import { pageShop } from './test-support/page-shop.ts'

const shop = pageShop()
const { get, log, page, path, post, published } = shop

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
    expect(await log()).toMatchObject({ action: 'publish_post', status: 'success', account: shop.id })
  })

  test.each(['hang', 'unavailable'] as const)(
    'waits a moment at most for the address of the post: %s',
    async (trouble) => {
      shop.meta.fail(trouble, { method: 'GET' })
      const start = performance.now()
      const { body } = await shop.post('publish_post/', { message: 'Hello' })
      expect(body).toEqual({ id: shop.page().posts[0]!.id, status: 'published', permalink_url: null })
      expect(performance.now() - start).toBeLessThan(8000)
      expect(shop.meta.callsTo({ method: 'GET' })).toHaveLength(1)
    },
  )

  test('a text longer than any platform takes is refused as that', async () => {
    const answer = await post('publish_post/', { message: '👍'.repeat(100_001) })
    expect([answer.status, answer.body.code, answer.body.fields]).toEqual([
      400,
      'validation_error',
      { message: ['Ensure this field has no more than 100000 characters.'] },
    ])
  })

  test('null is what was left out', async () => {
    await published('Plain', { link: null, media: null, options: null })
    expect(page().posts).toMatchObject([{ message: 'Plain', link: null }])
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
    expect(shop.meta.calls).toEqual([])
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
    shop.meta.fail(trouble, { path: '/feed' })
    const answer = await post('publish_post/', { message: 'Once only' })
    expect(answer.body.code).toBe(code)
    expect(shop.meta.callsTo({ path: '/feed' })).toHaveLength(1)
    expect(page().posts).toHaveLength(posts)
  })
})

describe('choosing the page', () => {
  test('makes posts go to the other one; what is no page of the account changes nothing', async () => {
    const other = shop.meta.state.pages[1]!
    const chosen = await post('select_page/', { page_id: other.id })
    expect([chosen.status, chosen.body]).toMatchObject([
      200,
      { id: shop.id, external_account_id: other.id, external_account_name: other.name },
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
    await post('select_page/', { page_id: shop.meta.state.pages[1]!.id })
    const second = await connectAccount(shop.app, shop.owner)
    const answer = await shop.app.post(
      path('select_page/', second),
      { page_id: shop.meta.state.pages[1]!.id },
      shop.owner.token,
    )
    expect(answer.body.fields).toEqual({ page_id: ['Another account is connected to this page.'] })
    expect((await shop.app.get(path('', second), shop.owner.token)).body.external_account_id).toBe(page().id)
  })
})

test('a platform without options of its own offers none', async () => {
  const answer = await get('publish_options/')
  expect([answer.status, answer.body]).toEqual([200, { options: [] }])
})

test('each platform says what it can do and what a post may be there', async () => {
  const { body } = await shop.app.get(`${accountsPath}platforms/`, shop.owner.token)
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

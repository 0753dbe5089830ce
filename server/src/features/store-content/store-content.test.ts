import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { acceptedAnswer, makeStoreToken } from '../../../test/support/woocommerce.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from '../integration-tokens/index.ts'
import { registerStoreEvents } from '../store-events/index.ts'
import { registerStoreContent } from './index.ts'

const path = '/api/v1/integrations/wordpress-content'
const missing = '00000000-0000-4000-8000-000000000000'

let app: TestApp
let owner: SignedInUser
let token: string
beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerIntegrationTokens, registerStoreEvents, registerStoreContent],
  })
  owner = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  token = await makeStoreToken(app, owner)
})
afterAll(() => app.close())

const db = () => app.services.db
let count = 0
const event = (content: object, more: object = {}) => {
  count += 1
  return {
    event_id: `wp_${count}_${count}`,
    event_type: 'page.updated',
    content: {
      id: count,
      post_type: 'page',
      title: 'Delivery',
      permalink: `https://www.blog.example.com/?p=${count}`,
      status: 'publish',
      ...content,
    },
    ...more,
  }
}
const send = (body: unknown, by = token) => app.post(`${path}/webhook/`, body, by)
const accepted = async (body: { event_id: string }, by = token) => {
  const answer = await send(body, by)
  expect([answer.status, answer.body]).toEqual([202, acceptedAnswer(body.event_id)])
}
const rows = async (query = '', by = owner) => {
  const answer = await app.get(`${path}/${query}`, by.token)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.results
}
const stored = async () => JSON.stringify(await db().query('select * from store_pages order by id'))
/** The page of a post id, as its owner sees it. */
const page = async (id: number, by = owner) =>
  (await rows('?page_size=100', by)).find((row: { wp_post_id: number }) => row.wp_post_id === id)

test('a page arrives as the site tells it, in plain text', async () => {
  const body = event(
    {
      id: 77,
      title: 'Delivery &amp; returns',
      content: '<h2>Where</h2><p>All of <b>Iran</b>[map id="1"]</p><script>steal()</script>',
      excerpt: 'ارسال رایگان',
      permalink: 'https://www.blog.example.com/%D8%A7/',
      author: 'Sara',
      categories: { 1: 'Help', 3: 'Shop' },
      tags: ['post', 7],
      featured_image: 'javascript:alert(1)',
      modified_date: '2025-11-10 10:00:00Z',
      metadata: [],
      unknown: { kept: 'in the log only' },
    },
    { event_id: 'wp_77_1762768800', event_type: 'page.created' },
  )
  await accepted(body)
  const row = await page(77)
  expect(row).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    user: owner.userId,
    user_email: owner.email,
    wp_post_id: 77,
    content_type: 'page',
    post_type_slug: 'page',
    title: 'Delivery & returns',
    content: 'Where\nAll of Iran',
    excerpt: 'ارسال رایگان',
    permalink: 'https://www.blog.example.com/%D8%A7/',
    author: 'Sara',
    categories: ['Help', 'Shop'],
    tags: ['post', '7'],
    featured_image: '',
    is_published: true,
    modified_date: '2025-11-10T10:00:00.000Z',
    content_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    last_synced_at: expect.stringMatching(/Z$/),
    metadata: {},
    created_at: row.last_synced_at,
    updated_at: row.last_synced_at,
    content_type_display: 'Page',
  })
  expect((await app.get(`/api/integrations/wordpress-content/${row.id}`, owner.token)).body).toEqual(row)
})

test('the same page again is the same row; another type or another site is another', async () => {
  const first = event({ title: 'One' })
  await accepted(first)
  const before = await page(first.content.id)
  await accepted(event({ ...first.content, title: 'Two', metadata: { a: [1] } }))
  expect(await page(first.content.id)).toMatchObject({
    id: before.id,
    created_at: before.created_at,
    title: 'Two',
    metadata: { a: [1] },
  })
  const same = { id: first.content.id }
  await accepted(event({ ...same, post_type: 'post' }, { event_type: 'post.created' }))
  await accepted(event({ ...same, post_type: 'recipe' }))
  await accepted(event({ ...same, permalink: 'https://other.example.com/' }))
  const all = (await rows('?page_size=100')).filter(
    (row: { wp_post_id: number }) => row.wp_post_id === same.id,
  )
  expect(all.map((row: { content_type: string }) => row.content_type).sort()).toEqual([
    'custom',
    'page',
    'page',
    'post',
  ])
  expect(all.find((row: { content_type: string }) => row.content_type === 'custom').post_type_slug).toBe(
    'recipe',
  )
})

test('a page that tells no address belongs to the site that the token is known for', async () => {
  const user = await createOwner(app.services)
  const by = await makeStoreToken(app, user)
  const body = event({ permalink: '' })
  await accepted(body, by)
  await accepted(event({ id: body.content.id, permalink: 'https://site.example.com/a' }), by)
  await accepted(event({ id: body.content.id, permalink: '', title: 'Third' }), by)
  const all = await rows('', user)
  expect(all).toHaveLength(1)
  expect(all[0].title).toBe('Third')
  expect(await rows('?store=site.example.com', user)).toHaveLength(1)
})

test.each([
  [{ status: 'publish' }, true],
  [{ status: 'draft' }, false],
  [{ status: 'private', is_published: true }, false],
  [{ status: undefined, is_published: false }, false],
  [{ status: undefined, is_published: true }, true],
  [{ status: undefined }, true],
])('%j: published is %s', async (told, published) => {
  const body = event(told)
  await accepted(body)
  expect((await page(body.content.id)).is_published).toBe(published)
})

describe('a deletion', () => {
  test('takes the page off and keeps its row; a later change brings it back under its id', async () => {
    const body = event({ content: 'Text' })
    await accepted(body)
    const before = await page(body.content.id)
    await accepted(event({ id: body.content.id, title: '' }, { event_type: 'page.deleted' }))
    expect(await page(body.content.id)).toMatchObject({ id: before.id, is_published: false, content: 'Text' })
    await accepted(event({ id: body.content.id }))
    expect(await page(body.content.id)).toMatchObject({ id: before.id, is_published: true })
  })

  test('needs the id only, and of an unknown page is no error', async () => {
    const body = event({})
    await accepted(body)
    const { id, permalink } = body.content
    await accepted(event({}, { content: { id, permalink }, event_type: 'page.deleted' }))
    expect((await page(id)).is_published).toBe(false)
    const before = await stored()
    await accepted(event({}, { content: { id: 999_999 }, event_type: 'post.deleted' }))
    expect(await stored()).toBe(before)
  })
})

describe('the order of events', () => {
  test('an older change comes too late, an equal or undated one does not, a deletion never', async () => {
    const at = (date: string | undefined, title: string, id: number) =>
      event({ id, title, modified_date: date })
    const first = event({ modified_date: '2025-11-10 10:00:00Z', title: 'New' })
    const { id } = first.content
    await accepted(first)
    const late = at('2025-11-10T09:59:59+00:00', 'Old', id)
    const answer = await send(late)
    expect([answer.status, answer.body]).toEqual([
      200,
      { status: 'skipped', message: expect.any(String), event_id: late.event_id, reason: 'stale' },
    ])
    expect((await page(id)).title).toBe('New')
    await accepted(at('2025-11-10T10:00:00Z', 'Equal', id))
    await accepted(at(undefined, 'Undated', id))
    await accepted(at('0000-00-00 00:00:00', 'Unreadable', id))
    expect(await page(id)).toMatchObject({ title: 'Unreadable', modified_date: '2025-11-10T10:00:00.000Z' })
    await accepted(event({ id, modified_date: '2020-01-01T00:00:00Z' }, { event_type: 'page.deleted' }))
    expect((await send(at('2025-11-10T09:00:00Z', 'Overtaken', id))).body.reason).toBe('stale')
    expect((await page(id)).is_published).toBe(false)
  })

  test('of one event sent ten times at once exactly one is accepted', async () => {
    const body = event({})
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 202])
    expect(answers.find(({ status }) => status === 200)?.body).toEqual({
      status: 'skipped',
      message: expect.any(String),
      event_id: body.event_id,
      reason: 'duplicate',
    })
    expect(
      (await rows('?page_size=100')).filter(
        (row: { wp_post_id: number }) => row.wp_post_id === body.content.id,
      ),
    ).toHaveLength(1)
  })

  test('different events of one new page at once make one row', async () => {
    const { content } = event({})
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => send(event({ ...content, title: `T${i}` }))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202))
    expect(
      (await rows('?page_size=100')).filter((row: { wp_post_id: number }) => row.wp_post_id === content.id),
    ).toHaveLength(1)
  })

  test('an event id is one workspace’s own', async () => {
    const body = event({})
    await accepted(body)
    const other = await createOwner(app.services)
    await accepted(body, await makeStoreToken(app, other))
    expect(await rows('', other)).toHaveLength(1)
  })
})

describe('what cannot be read', () => {
  const required = ['This field is required.']
  test.each<[object, object]>([
    [{}, { event_id: required, event_type: required, content: required }],
    [
      { event_id: ' ', event_type: 'page.moved', content: [] },
      {
        event_id: ['This field may not be blank.'],
        event_type: ['"page.moved" is not a valid choice.'],
        content: ['Expected a dictionary of items but got type "list".'],
      },
    ],
    [{ event_id: 12 }, { event_id: ['Not a valid string.'] }],
    [{ event_id: 'x'.repeat(101) }, { event_id: ['Ensure this field has no more than 100 characters.'] }],
    [
      { content: {} },
      {
        content: [
          'Missing required field: id',
          'Missing required field: title',
          'Missing required field: post_type',
        ],
      },
    ],
    [
      { content: { id: 0, title: '', post_type: [], content: {}, tags: [[]], metadata: 'x' } },
      {
        content: [
          'title: This field may not be blank.',
          'content: Not a valid string.',
          'id: A valid integer is required.',
          'post_type: Not a valid string.',
          'tags: Not a valid string.',
          'metadata: Expected a dictionary of items but got type "str".',
        ],
      },
    ],
    [
      { content: { id: 5, title: 'a', post_type: 'page', content: 'x'.repeat(50_001) } },
      { content: ['content: Ensure this field has no more than 50000 characters.'] },
    ],
    [
      { content: { id: 5, title: 'a\u0000', post_type: 'page' } },
      { content: ['title: Null characters are not allowed.'] },
    ],
    [
      { content: { id: 5, title: 'a', post_type: 'page', metadata: { deep: ['\ud800'] } } },
      { content: ['metadata: Null characters are not allowed.'] },
    ],
  ])('%# is told field by field, and nothing is changed', async (more, errors) => {
    const body = Object.keys(more).length === 0 ? {} : { ...event({}), ...more }
    const before = await stored()
    const answer = await send(body)
    expect([answer.status, answer.body]).toEqual([400, errors])
    expect(await stored()).toBe(before)
  })

  test('is accepted under the same event id once it is right', async () => {
    const body = event({ title: '' })
    expect((await send(body)).status).toBe(400)
    await accepted({ ...body, content: { ...body.content, title: 'Right' } } as typeof body)
    expect((await send(body)).status).toBe(400)
  })

  test('long texts are cut, fifty thousand letters of text are kept', async () => {
    const body = event({
      title: 'ت'.repeat(600),
      excerpt: 'e'.repeat(1200),
      content: '😀'.repeat(50_000),
      author: 'a'.repeat(300),
    })
    await accepted(body)
    const row = await page(body.content.id)
    expect([row.title.length, row.excerpt.length, row.author.length]).toEqual([500, 1000, 255])
    expect([...row.content]).toHaveLength(50_000)
  })

  test('large and broken bodies', async () => {
    const raw = (body: string) => app.call('POST', `${path}/webhook/`, { token, body })
    expect((await raw('{"event_id":')).body.detail).toMatch(/^JSON parse error - /)
    expect((await raw('[]')).status).toBe(400)
    const large = await raw(JSON.stringify({ more: 'x'.repeat(2 * 1024 * 1024) }))
    expect([large.status, large.body]).toEqual([413, { detail: 'Request body too large.' }])
  })
})

test('stores come in by their token only, people by their session only, and refused calls change nothing', async () => {
  const before = await stored()
  const body = event({})
  for (const by of [undefined, owner.token, 'wc_sk_live_nothing']) {
    const answer = await app.post(`${path}/webhook/`, body, by)
    expect([answer.status, Object.keys(answer.body)]).toEqual([401, ['detail', 'error', 'code']])
  }
  for (const target of ['/', '/stats/', `/${missing}/`])
    expect((await app.get(path + target, token)).status).toBe(401)
  expect(await stored()).toBe(before)
  const seller = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'seller' })
  expect((await app.get(`${path}/`, seller.token)).status).toBe(403)
})

describe('the list', () => {
  test('shows each workspace its own, newest first, by its filters', async () => {
    const user = await createOwner(app.services)
    const by = await makeStoreToken(app, user)
    await accepted(event({ title: 'راهنماي خريد', post_type: 'page' }), by)
    await accepted(
      event({ title: 'News 100%', post_type: 'post', status: 'draft' }, { event_type: 'post.created' }),
      by,
    )
    await accepted(event({ title: 'Recipe', excerpt: 'With tea', post_type: 'recipe' }), by)
    const titles = async (query: string) =>
      (await rows(query, user)).map((row: { title: string }) => row.title)
    expect(await titles('')).toEqual(['Recipe', 'News 100%', 'راهنماي خريد'])
    expect(await titles('?search=TEA')).toEqual(['Recipe'])
    expect(await titles(`?search=${encodeURIComponent('راهنمای')}`)).toEqual(['راهنماي خريد'])
    expect(await titles('?search=%25')).toEqual(['News 100%'])
    expect(await titles('?content_type=post')).toEqual(['News 100%'])
    expect(await titles('?is_published=true')).toEqual(['Recipe', 'راهنماي خريد'])
    expect(await titles('?page_size=1&page=2')).toEqual(['News 100%'])
    expect((await app.get(`${path}/?is_published=perhaps`, user.token)).status).toBe(400)
    const statistics = async () => (await app.get(`${path}/stats/`, user.token)).body
    expect(await statistics()).toEqual({ total: 3, pages: 1, posts: 1, published: 2, synced_today: 3 })
    await db().query(
      `update store_pages set last_synced_at = date_trunc('day', now() at time zone 'Asia/Ho_Chi_Minh') at time zone 'Asia/Ho_Chi_Minh' - interval '1 second'
       where workspace_id = $1 and content_type = 'custom'`,
      [user.workspaceId],
    )
    expect((await statistics()).synced_today).toBe(2)
  })

  test('reading only: foreign, unknown and malformed ids are not found, other methods refused', async () => {
    const body = event({})
    await accepted(body)
    const { id } = await page(body.content.id)
    const stranger = await createOwner(app.services)
    for (const target of [id, missing, 'x', '%00'])
      expect(await app.get(`${path}/${target}/`, stranger.token)).toMatchObject({
        status: 404,
        body: { detail: 'Not found.' },
      })
    expect(await app.delete(`${path}/${id}/`, owner.token)).toMatchObject({
      status: 405,
      body: { detail: 'Method "DELETE" not allowed.' },
    })
    for (const by of [owner.token, token]) {
      const answer = await app.get(`${path}/webhook/`, by)
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
    expect((await app.post(`${path}/`, {}, owner.token)).status).toBe(405)
  })
})

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commentEvent, type MetaDouble, startMetaDouble } from './meta.ts'

const back = 'https://shop.example.com/callback/meta/'
const scopes =
  'pages_show_list,pages_read_engagement,pages_manage_posts,pages_manage_engagement,pages_read_user_content,pages_manage_metadata,read_insights,instagram_basic,instagram_content_publish,instagram_manage_comments'

let meta: MetaDouble
let now: number

beforeEach(async () => {
  now = Date.UTC(2026, 0, 31, 10)
  meta = await startMetaDouble({ now: () => now })
})

afterEach(() => meta.close())

test('a consent leads back with a code, the state and the fragment that Facebook adds', async () => {
  const location = await consent()
  expect(location.origin + location.pathname).toBe(back)
  expect(location.searchParams.get('state')).toBe('st')
  expect(location.searchParams.get('code')).toBeTruthy()
  expect(location.hash).toBe('#_=_')
})

test('a denial leads back without a code', async () => {
  const location = await consent({ _decision: 'deny' })
  expect(Object.fromEntries(location.searchParams)).toMatchObject({
    error: 'access_denied',
    error_reason: 'user_denied',
    state: 'st',
  })
  expect(location.searchParams.has('code')).toBe(false)
})

test('a foreign redirect address or an unknown app is not sent anywhere', async () => {
  meta.state.apps[0]!.redirectUris = [back]
  expect((await visit({ redirect_uri: 'https://evil.example.com/' })).status).toBe(400)
  expect((await visit({ client_id: '1' })).status).toBe(400)
})

test('a code is good once, for ten minutes, and for its own redirect address', async () => {
  const used = await code()
  expect((await exchange(used)).body).toMatchObject({ token_type: 'bearer', expires_in: 5400 })
  expect(await exchange(used)).toMatchObject(refusal(100, 36009))
  expect(await exchange(await code(), { redirect_uri: `${back}x` })).toMatchObject(refusal(100, 36008))
  const late = await code()
  meta.advance(601)
  expect(await exchange(late)).toMatchObject(refusal(100, 36007))
  expect(await exchange('nonsense')).toMatchObject(refusal(100))
  expect(await exchange(await code(), { client_secret: 'wrong' })).toMatchObject(refusal(1))
})

test('a short token becomes a long one while it lives, never afterwards', async () => {
  const short = await shortToken()
  const long = await lengthen(short)
  expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 5_183_944 })
  meta.advance(5401)
  expect(await get('/me', short)).toMatchObject(refusal(190, 463))
  expect(await lengthen(short)).toMatchObject(refusal(190, 463))
  expect((await get('/me', long.body.access_token)).body).toEqual({ id: '555', name: 'Sara Hadi' })
})

test('page tokens of a long token have no end by time and die with the app', async () => {
  const page = await pageToken()
  const app = `${meta.state.apps[0]!.id}|${meta.state.apps[0]!.secret}`
  meta.advance(200 * 86_400)
  expect((await get('/1029384756/posts', page)).status).toBe(200)
  const debug = await get(`/debug_token?input_token=${page}`, app)
  expect(debug.body.data).toMatchObject({ type: 'PAGE', expires_at: 0, is_valid: true })
  meta.removeApp('555')
  expect(await get('/1029384756/posts', page)).toMatchObject(refusal(190, 458))
  const dead = await get(`/debug_token?input_token=${page}`, app)
  expect(dead.body.data).toMatchObject({ is_valid: false, error: { code: 190, subcode: 458 } })
})

test('a changed password kills the tokens, and the challenge header says so', async () => {
  const token = await shortToken()
  meta.changePassword('555')
  const answer = await get('/me', token)
  expect(answer).toMatchObject(refusal(190, 460))
  expect(answer.headers.get('www-authenticate')).toContain('invalid_token')
})

test('permissions tell what was granted and declined; deleting them removes the app', async () => {
  const token = await shortToken({ _scopes: 'pages_show_list' })
  const { body } = await get('/me/permissions', token)
  expect(body.data).toContainEqual({ permission: 'pages_show_list', status: 'granted' })
  expect(body.data).toContainEqual({ permission: 'pages_manage_posts', status: 'declined' })
  expect((await call('DELETE', '/555/permissions', token)).body).toEqual({ success: true })
  expect(await get('/me', token)).toMatchObject(refusal(190, 458))
})

test('only picked pages are listed, page by page, and the next address holds the token', async () => {
  const one = await shortToken({ _pages: '2029384756' })
  expect((await get('/me/accounts?fields=id', one)).body.data).toEqual([{ id: '2029384756' }])
  const all = await shortToken()
  const first = await get('/me/accounts?fields=id,name,access_token,category&limit=1', all)
  expect(first.body.data).toHaveLength(1)
  expect(first.body.paging.next).toContain(`access_token=${all}`)
  const next = first.body.paging.next.slice(meta.env.META_GRAPH_URL!.length)
  const second = (await get(next, null)).body
  expect(second.data[0].id).toBe('2029384756')
  expect(second.paging.next).toBeUndefined()
})

test('posts are published with a page token alone and listed with their counts', async () => {
  const user = await longToken()
  expect(await post('/1029384756/feed', user, { message: 'Hello' })).toMatchObject(refusal(190, 2069032))
  const page = await pageToken()
  const published = await post('/1029384756/feed', page, { message: 'Hello' })
  expect(published.body.id).toMatch(/^1029384756_\d+$/)
  expect(await post('/1029384756/feed', page, { message: 'Hello' })).toMatchObject(refusal(506))
  expect(await post('/1029384756/feed', page, {})).toMatchObject(refusal(100))
  const fields =
    'id,message,created_time,permalink_url,full_picture,shares,reactions.summary(true),comments.summary(true)'
  const { body, headers } = await get(`/1029384756/posts?fields=${fields}`, page)
  expect(body.data).toEqual([
    {
      id: published.body.id,
      message: 'Hello',
      created_time: '2026-01-31T10:00:00+0000',
      permalink_url: expect.stringContaining('facebook.com'),
      reactions: { data: [], summary: { total_count: 0 } },
      comments: { data: [], summary: { total_count: 0 } },
    },
  ])
  expect(JSON.parse(headers.get('x-app-usage')!)).toHaveProperty('call_count')
  expect(JSON.parse(headers.get('x-business-use-case-usage')!)['1029384756'][0].type).toBe('pages')
})

test('one photo gives a post; several are uploaded first and attached', async () => {
  const page = await pageToken()
  const url = 'https://img.example.com/a.jpg'
  const single = await post('/1029384756/photos', page, { url, caption: 'One' })
  expect(single.body.post_id).toMatch(/^1029384756_/)
  const first = await post('/1029384756/photos', page, { url, published: 'false' })
  expect(first.body.post_id).toBeUndefined()
  const attached = { 'attached_media[0]': JSON.stringify({ media_fbid: first.body.id }) }
  const album = await post('/1029384756/feed', page, { message: 'Album', ...attached })
  expect(meta.state.pages[0]!.posts.find(({ id }) => id === album.body.id)?.media).toEqual([url])
  const unreachable = { url: 'https://img.invalid/a.jpg' }
  expect(await post('/1029384756/photos', page, unreachable)).toMatchObject(refusal(324))
})

test('comments are read, answered and hidden, each with its own permission', async () => {
  const page = await pageToken()
  const posted = (await post('/1029384756/feed', page, { message: 'Hi' })).body.id
  meta.state.pages[0]!.posts[0]!.comments.push({
    id: '1_2',
    message: 'Price?',
    created_time: '2026-01-31T10:00:00+0000',
    from: { id: '9', name: 'Ali' },
    is_hidden: false,
    parent: null,
  })
  const listed = await get(`/${posted}/comments?fields=id,message,from,is_hidden,parent`, page)
  expect(listed.body.data).toEqual([
    { id: '1_2', message: 'Price?', from: { id: '9', name: 'Ali' }, is_hidden: false },
  ])
  const answer = await post('/1_2/comments', page, { message: 'Ten' })
  expect((await get('/1_2/comments', page)).body.data[0].id).toBe(answer.body.id)
  expect((await post('/1_2', page, { is_hidden: 'true' })).body).toEqual({ success: true })
  expect(meta.state.pages[0]!.posts[0]!.comments[0]!.is_hidden).toBe(true)
  meta.state.grants.get('100200300 555')!.scopes.set('pages_manage_engagement', 'declined')
  expect(await post('/1_2', page, { is_hidden: 'false' })).toMatchObject({
    status: 403,
    body: { error: { code: 200 } },
  })
})

test('an Instagram account publishes what was prepared, once, also as a carousel', async () => {
  const page = await pageToken()
  const fields = 'instagram_business_account'
  const found = (await get(`/1029384756?fields=${fields}`, page)).body.instagram_business_account.id
  const url = 'https://img.example.com/a.jpg'
  const prepare = (body: Record<string, string>) => post(`/${found}/media`, page, body)
  const publish = (id: string) => post(`/${found}/media_publish`, page, { creation_id: id })
  const image = (await prepare({ image_url: url, caption: 'One' })).body.id
  const container = meta.state.pages[0]!.instagram!.containers.get(image)!
  container.status = 'IN_PROGRESS'
  expect(await publish(image)).toMatchObject(refusal(9007, 2207027))
  container.status = 'FINISHED'
  expect((await publish(image)).status).toBe(200)
  expect(await publish(image)).toMatchObject(refusal(100))
  const part = async () => (await prepare({ image_url: url, is_carousel_item: 'true' })).body.id
  const children = `${await part()},${await part()}`
  const album = await publish((await prepare({ media_type: 'CAROUSEL', children, caption: 'Two' })).body.id)
  const { data } = (await get(`/${found}/media?fields=id,caption,media_type`, page)).body
  expect(data).toEqual([
    { id: album.body.id, caption: 'Two', media_type: 'CAROUSEL_ALBUM' },
    { id: expect.any(String), caption: 'One', media_type: 'IMAGE' },
  ])
  const comment = await post(`/${album.body.id}/comments`, page, { message: 'First' })
  expect((await post(`/${comment.body.id}`, page, { hide: 'true' })).body).toEqual({ success: true })
  const listed = await get(`/${album.body.id}/comments?fields=text,hidden,username`, page)
  expect(listed.body.data).toMatchObject([{ text: 'First', hidden: true, username: 'mypage' }])
})

test('a wrong proof of the app secret is refused, a right one is not', async () => {
  const token = await shortToken()
  const proof = createHmac('sha256', meta.state.apps[0]!.secret).update(token).digest('hex')
  meta.state.apps[0]!.proofRequired = true
  expect((await get(`/me?appsecret_proof=${proof}`, token)).status).toBe(200)
  expect(await get('/me?appsecret_proof=00', token)).toMatchObject(refusal(100))
  expect(await get('/me', token)).toMatchObject(refusal(100))
})

test('a page that has used up its calls is refused until its time is over', async () => {
  const page = await pageToken()
  meta.state.pageUsage = {
    call_count: 100,
    total_time: 9,
    total_cputime: 9,
    estimated_time_to_regain_access: 7,
  }
  const answer = await get('/1029384756/posts', page)
  expect(answer.body.error.code).toBe(32)
  const usage = JSON.parse(answer.headers.get('x-business-use-case-usage')!)
  expect(usage['1029384756'][0].estimated_time_to_regain_access).toBe(7)
  meta.state.appUsage.call_count = 100
  expect((await get('/me', page)).body.error.code).toBe(4)
})

test('ordered failures come once each, in order and where they are wanted', async () => {
  const token = await longToken()
  meta.fail('business-rate-limit', { minutes: 3 })
  meta.fail('server-error')
  meta.fail('unavailable', { path: '/me/accounts' })
  const limited = await get('/me', token)
  expect(limited.body.error.code).toBe(80001)
  expect(limited.headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":3')
  expect((await get('/me', token)).status).toBe(500)
  expect((await get('/me', token)).status).toBe(200)
  expect((await get('/me/accounts', token)).status).toBe(503)
  meta.fail('html')
  expect(await (await fetch(`${meta.env.META_GRAPH_URL}/me`)).text()).toContain('<html>')
})

test('a lost answer has done its work, a reset connection has not', async () => {
  const page = await pageToken()
  meta.fail('reset')
  await expect(post('/1029384756/feed', page, { message: 'One' })).rejects.toThrow()
  expect(meta.state.pages[0]!.posts).toHaveLength(0)
  meta.fail('lost')
  await expect(post('/1029384756/feed', page, { message: 'Two' })).rejects.toThrow()
  meta.fail('truncated')
  await expect(post('/1029384756/feed', page, { message: 'Three' })).rejects.toThrow()
  expect(meta.state.pages[0]!.posts.map(({ message }) => message)).toEqual(['Two', 'Three'])
})

test('held requests wait, unworked on, until they are let go', async () => {
  const used = await code()
  const hold = meta.hold({ path: '/oauth/access_token' })
  const both = Promise.all([exchange(used), exchange(used)])
  await hold.arrived(2)
  expect(meta.state.codes.get(used)?.used).toBe(false)
  hold.release()
  expect((await both).map(({ status }) => status).sort()).toEqual([200, 400])
})

test('an answer of the test stands in for that of the platform, as often as it says', async () => {
  const token = await shortToken()
  meta.fail({ status: 429, headers: { 'retry-after': '2' }, body: {} }, { times: 2 })
  const answers = [await get('/me', token), await get('/me', token), await get('/me', token)]
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 200])
  expect(answers[0]!.headers.get('retry-after')).toBe('2')
  expect(meta.callsTo({ method: 'GET', path: /\/me$/ })).toHaveLength(3)
  expect(meta.secrets()).toContain(token)
})

test('a webhook is set up by its challenge and then gets signed events', async () => {
  const got: { raw: string; signature: unknown }[] = []
  const receiver = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url!, 'http://localhost')
    const right = searchParams.get('hub.verify_token') === 'right'
    if (request.method === 'GET') return void response.end(right ? searchParams.get('hub.challenge') : '')
    const raw = Buffer.concat(await request.toArray()).toString()
    got.push({ raw, signature: request.headers['x-hub-signature-256'] })
    response.end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  meta.webhooks.target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  expect([await meta.verifyWebhook('wrong'), await meta.verifyWebhook('right')]).toEqual([false, true])
  await meta.webhooks.send(commentEvent('1029384756', { comment_id: '1_2', message: 'Hi' }, now / 1000))
  receiver.close()
  const { raw, signature } = got[0]!
  expect(signature).toBe(`sha256=${createHmac('sha256', 'meta-app-secret').update(raw).digest('hex')}`)
  expect(JSON.parse(raw)).toMatchObject({
    object: 'page',
    entry: [
      { id: '1029384756', changes: [{ field: 'feed', value: { item: 'comment', comment_id: '1_2' } }] },
    ],
  })
})

test('insights know the living metrics and refuse those of old', async () => {
  const page = await pageToken()
  const living = 'page_media_view,page_post_engagements,page_daily_follows'
  const { body } = await get(`/1029384756/insights?metric=${living}&period=day`, page)
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(living.split(','))
  expect(await get('/1029384756/insights?metric=page_impressions', page)).toMatchObject(refusal(100))
})

const refusal = (code: number, subcode?: number) => ({
  status: 400,
  body: { error: { code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: expect.any(String) } },
})

async function visit(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_id: '100200300',
    redirect_uri: back,
    state: 'st',
    response_type: 'code',
    scope: scopes,
    ...changes,
  })
  return await fetch(`${meta.env.META_OAUTH_URL}/dialog/oauth?${query}`, { redirect: 'manual' })
}

async function consent(changes?: Record<string, string>): Promise<URL> {
  return new URL((await visit(changes)).headers.get('location')!)
}

const code = async (changes?: Record<string, string>) => (await consent(changes)).searchParams.get('code')!

const exchange = (value: string, changes: Record<string, string> = {}) =>
  post('/oauth/access_token', null, {
    client_id: '100200300',
    client_secret: 'meta-app-secret',
    redirect_uri: back,
    code: value,
    ...changes,
  })

const lengthen = (token: string) =>
  get(
    `/oauth/access_token?grant_type=fb_exchange_token&client_id=100200300&client_secret=meta-app-secret&fb_exchange_token=${token}`,
    null,
  )

async function shortToken(changes?: Record<string, string>): Promise<string> {
  return (await exchange(await code(changes))).body.access_token
}

async function longToken(): Promise<string> {
  return (await lengthen(await shortToken())).body.access_token
}

async function pageToken(): Promise<string> {
  return (await get('/me/accounts', await longToken())).body.data[0].access_token
}

const get = (path: string, token: string | null) => call('GET', path, token)

const post = (path: string, token: string | null, body: Record<string, string>) =>
  call('POST', path, token, body)

async function call(method: string, path: string, token: string | null, body?: Record<string, string>) {
  const response = await fetch(`${meta.env.META_GRAPH_URL}${path}`, {
    method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: body ? new URLSearchParams(body) : null,
  })
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what is answered
  const answered: any = await response.json()
  return { status: response.status, headers: response.headers, body: answered }
}

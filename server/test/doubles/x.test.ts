import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startXDouble, type XDouble } from './x.ts'

const back = 'https://shop.example.com/callback/twitter/'
const scopes = 'tweet.read tweet.write users.read offline.access tweet.moderate.write'
const verifier = 'a-verifier-of-at-least-forty-three-characters-length'
const challenge = createHash('sha256').update(verifier).digest('base64url')
const start = Date.UTC(2026, 0, 31, 10)

let x: XDouble

beforeEach(async () => {
  x = await startXDouble({ now: () => start })
})

afterEach(() => x.close())

test('a consent needs PKCE and leads back with code and state; a denial with an error', async () => {
  const location = new URL((await visit()).headers.get('location')!)
  expect(location.searchParams.get('state')).toBe('st')
  expect(location.searchParams.get('code')).toBeTruthy()
  expect((await visit({ code_challenge: '' })).status).toBe(400)
  expect((await visit({ code_challenge_method: 'plain' })).status).toBe(400)
  const denied = new URL((await visit({ _decision: 'deny' })).headers.get('location')!)
  expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'st' })
})

test('a code is good once, for thirty seconds, with its verifier and the client in the header', async () => {
  const value = await code()
  expect((await exchange(value)).body).toEqual({
    token_type: 'bearer',
    expires_in: 7200,
    access_token: expect.any(String),
    scope: scopes,
    refresh_token: expect.any(String),
  })
  const refused = { status: 400, body: { error: 'invalid_request' } }
  expect(await exchange(value)).toMatchObject(refused)
  expect(await exchange(await code(), { code_verifier: 'wrong' })).toMatchObject(refused)
  expect(await exchange(await code(), { redirect_uri: `${back}x` })).toMatchObject(refused)
  const late = await code()
  x.advance(31)
  expect(await exchange(late)).toMatchObject(refused)
  expect(await form('/2/oauth2/token', { code: await code() }, 'wrong')).toMatchObject({
    status: 401,
    body: { error: 'unauthorized_client' },
  })
})

test('a refresh token is good once; without offline.access there is none', async () => {
  const first = (await exchange(await code())).body
  x.advance(7200)
  expect((await get('/2/users/me', first.access_token)).status).toBe(401)
  const hold = x.hold({ path: '/2/oauth2/token' })
  const race = Promise.all([refresh(first.refresh_token), refresh(first.refresh_token)])
  await hold.arrived(2)
  hold.release()
  const [won, lost] = (await race).toSorted((a, b) => a.status - b.status)
  expect(lost).toMatchObject({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
  })
  expect((await get('/2/users/me', won!.body.access_token)).status).toBe(200)
  const short = await exchange(await code({ _scopes: 'tweet.read,users.read' }))
  expect(short.body).not.toHaveProperty('refresh_token')
})

test('a revoked connection is dead altogether, and no other', async () => {
  const first = (await exchange(await code())).body
  const other = (await exchange(await code())).body
  const { body } = await form('/2/oauth2/revoke', {
    token: first.access_token,
    token_type_hint: 'access_token',
  })
  expect(body).toEqual({ revoked: true })
  expect((await get('/2/users/me', first.access_token)).body).toEqual({
    title: 'Unauthorized',
    type: 'about:blank',
    status: 401,
    detail: 'Unauthorized',
  })
  expect((await refresh(first.refresh_token)).status).toBe(400)
  expect((await get('/2/users/me', other.access_token)).status).toBe(200)
})

test('a post is published once, 280 by weight; a missing scope is forbidden', async () => {
  const access = await token()
  const { status, body } = await post(access, { text: 'Hello' })
  expect({ status, body }).toEqual({
    status: 201,
    body: { data: { id: expect.any(String), text: 'Hello', edit_history_tweet_ids: [body.data.id] } },
  })
  expect((await post(access, { text: 'Hello' })).body.detail).toContain('duplicate content')
  expect((await post(access, { text: 'x'.repeat(281) })).status).toBe(403)
  expect((await post(access, { text: '語'.repeat(141) })).status).toBe(403)
  expect((await post(access, { text: `https://shop.example.com/${'x'.repeat(300)}` })).status).toBe(201)
  const reader = await token({ _scopes: 'tweet.read,users.read' })
  expect((await post(reader, { text: 'Hi' })).body).toMatchObject({ status: 403, title: 'Forbidden' })
})

test('posts are listed newest first in pages of five at least; an empty list has no data', async () => {
  const access = await token()
  const path = '/2/users/2244994945/tweets'
  expect((await get(path, access)).body).toEqual({ meta: { result_count: 0 } })
  for (let count = 1; count <= 6; count++) await post(access, { text: `Post ${count}` })
  expect((await get(`${path}?max_results=4`, access)).body.errors[0].parameters).toEqual({
    max_results: ['4'],
  })
  const fields = 'tweet.fields=created_at,public_metrics'
  const first = (await get(`${path}?max_results=5&${fields}`, access)).body
  expect(first.data[0]).toMatchObject({ text: 'Post 6', public_metrics: { like_count: 0 } })
  expect(first.data[0]).not.toHaveProperty('conversation_id')
  const rest = await get(`${path}?max_results=5&pagination_token=${first.meta.next_token}`, access)
  expect(rest.body).toMatchObject({ data: [{ text: 'Post 1' }], meta: { result_count: 1 } })
  expect(rest.body.meta).not.toHaveProperty('next_token')
})

test('replies are found by conversation, answered, and hidden in own threads alone', async () => {
  const access = await token()
  const head = (await post(access, { text: 'Thread' })).body.data.id
  x.state.users.push({ id: '7', name: 'Ali', username: 'ali', followers: 1, following: 1 })
  const reply = { createdAt: new Date(start).toISOString(), inReplyTo: head, hidden: false, likes: 0 }
  x.state.posts.push({ id: '77', author: '7', text: 'Price?', conversation: head, ...reply })
  x.state.posts.push({ id: '78', author: '7', text: 'Else', conversation: '78', ...reply, inReplyTo: null })
  const query = `query=conversation_id:${head}&expansions=author_id&tweet.fields=created_at`
  const found = (await get(`/2/tweets/search/recent?${query}`, access)).body
  expect(found.data).toMatchObject([{ id: '77', text: 'Price?', author_id: '7' }])
  expect(found.includes.users).toEqual([{ id: '7', name: 'Ali', username: 'ali' }])
  const answer = await post(access, { text: 'Ten', reply: { in_reply_to_tweet_id: '77' } })
  expect(x.state.posts.find(({ id }) => id === answer.body.data.id)?.conversation).toBe(head)
  const hide = (id: string) => send('PUT', `/2/tweets/${id}/hidden`, access, { hidden: true })
  expect((await hide('77')).body).toEqual({ data: { hidden: true } })
  expect((await hide('78')).status).toBe(403)
})

test('limits count per endpoint and tell in headers when they end, never in Retry-After', async () => {
  const access = await token()
  x.state.limit = 2
  const first = await get('/2/users/me', access)
  expect(limits(first)).toEqual(['2', '1', String(start / 1000 + 900)])
  await get('/2/users/me', access)
  const refused = await get('/2/users/me', access)
  expect(refused.body).toMatchObject({ status: 429, title: 'Too Many Requests' })
  expect(limits(refused)[1]).toBe('0')
  expect(refused.headers.has('retry-after')).toBe(false)
  expect((await post(access, { text: 'Elsewhere' })).status).toBe(201)
  x.advance(900)
  expect((await get('/2/users/me', access)).status).toBe(200)
  x.fail('rate-limit', { resetIn: 60 })
  expect(limits(await get('/2/users/me', access))[2]).toBe(String(start / 1000 + 960))
})

test('a user tells its public metrics when asked', async () => {
  const { body } = await get('/2/users/me?user.fields=public_metrics', await token())
  expect(body.data).toMatchObject({
    id: '2244994945',
    username: 'sarahadi',
    public_metrics: { followers_count: 80, tweet_count: 0 },
  })
})

const limits = ({ headers }: { headers: Headers }) =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`))

async function visit(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'x-client-id',
    redirect_uri: back,
    scope: scopes,
    state: 'st',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  })
  return await fetch(`${x.env.TWITTER_OAUTH_URL}/i/oauth2/authorize?${query}`, { redirect: 'manual' })
}

const code = async (changes?: Record<string, string>) =>
  new URL((await visit(changes)).headers.get('location')!).searchParams.get('code')!

const token = async (changes?: Record<string, string>): Promise<string> =>
  (await exchange(await code(changes))).body.access_token

const exchange = (value: string, changes: Record<string, string> = {}) =>
  form('/2/oauth2/token', {
    grant_type: 'authorization_code',
    code: value,
    redirect_uri: back,
    code_verifier: verifier,
    ...changes,
  })

const refresh = (value: string) =>
  form('/2/oauth2/token', { grant_type: 'refresh_token', refresh_token: value })

const form = (path: string, body: Record<string, string>, secret = 'x-client-secret') =>
  call(path, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`x-client-id:${secret}`).toString('base64')}` },
    body: new URLSearchParams(body),
  })

const get = (path: string, access: string) => call(path, { headers: { authorization: `Bearer ${access}` } })

const post = (access: string, body: object) => send('POST', '/2/tweets', access, body)

const send = (method: string, path: string, access: string, body: object) =>
  call(path, {
    method,
    headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function call(path: string, init: RequestInit) {
  const response = await fetch(`${x.url}${path}`, init)
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what is answered
  const body: any = await response.json()
  return { status: response.status, headers: response.headers, body }
}

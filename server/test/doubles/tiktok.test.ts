import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTikTokDouble, type TikTokDouble } from './tiktok.ts'

const back = 'https://shop.example.com/callback/tiktok/'
const scopes = 'user.info.basic,video.upload,video.publish,video.list,user.info.stats'
const verifier = 'a-verifier-of-at-least-forty-three-characters-length'
const challenge = createHash('sha256').update(verifier).digest('base64url')

let tiktok: TikTokDouble

beforeEach(async () => {
  tiktok = await startTikTokDouble({ now: () => Date.UTC(2026, 0, 31, 10) })
})

afterEach(() => tiktok.close())

test('a consent leads back with a code, the granted scopes and the state', async () => {
  const location = await consent({ _scopes: 'user.info.basic,video.list' })
  expect(location.searchParams.get('scopes')).toBe('user.info.basic,video.list')
  expect(location.searchParams.get('state')).toBe('st')
  const denied = await consent({ _decision: 'deny' })
  expect(denied.searchParams.get('error')).toBe('access_denied')
})

test('the parameter is client_key, and a redirect address must be https and without query', async () => {
  expect((await visit({ client_key: '', client_id: 'tiktok-client-key' })).status).toBe(400)
  expect((await visit({ redirect_uri: 'http://shop.example.com/' })).status).toBe(400)
  expect((await visit({ redirect_uri: `${back}?a=1` })).status).toBe(400)
})

test('a code is exchanged once, by form, with its verifier and its redirect address', async () => {
  const value = await code()
  const { body } = await exchange(value)
  expect(body).toMatchObject({
    open_id: 'open-sara',
    scope: scopes,
    expires_in: 86_400,
    token_type: 'Bearer',
  })
  expect(body.refresh_expires_in).toBe(31_536_000)
  expect((await exchange(value)).body.error).toBe('invalid_grant')
  expect((await exchange(await code(), { code_verifier: 'wrong' })).body.error).toBe('invalid_request')
  expect((await exchange(await code(), { redirect_uri: `${back}x/` })).body.error).toBe('invalid_request')
  expect((await exchange(await code(), { client_secret: 'wrong' })).body.error).toBe('invalid_client')
  const late = await code()
  tiktok.advance(301)
  expect((await exchange(late)).body.error).toBe('invalid_grant')
  const json = await call('POST', '/v2/oauth/token/', null, { grant_type: 'authorization_code' })
  expect(json.body).toMatchObject({ error: 'invalid_request', log_id: expect.any(String) })
})

test('token errors may come with status 200', async () => {
  tiktok.state.tokenErrorStatus = 200
  const answer = await exchange('nonsense')
  expect(answer).toMatchObject({ status: 200, body: { error: 'invalid_grant' } })
})

test('a refresh token is good once and brings the next; without rotation it stays', async () => {
  const first = (await exchange(await code())).body
  const second = (await refresh(first.refresh_token)).body
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  tiktok.state.rotates = false
  tiktok.advance(86_400)
  const third = (await refresh(second.refresh_token)).body
  expect(third).toMatchObject({
    refresh_token: second.refresh_token,
    refresh_expires_in: 31_536_000 - 86_400,
  })
  expect((await userInfo(third.access_token)).status).toBe(200)
  tiktok.advance(31_536_000)
  expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant')
})

test('an access token lives a day; revoked or removed it dies with its refresh token', async () => {
  const first = (await exchange(await code())).body
  tiktok.advance(86_400)
  expect(await userInfo(first.access_token)).toMatchObject(refusal(401, 'access_token_invalid'))
  const second = (await refresh(first.refresh_token)).body
  const client = { client_key: 'tiktok-client-key', client_secret: 'tiktok-client-secret' }
  const revoked = await form('/v2/oauth/revoke/', { ...client, token: second.access_token })
  expect(revoked).toMatchObject({ status: 200, body: {} })
  expect((await userInfo(second.access_token)).status).toBe(401)
  expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant')
})

test('user fields need their scopes', async () => {
  const some = await token({ _scopes: 'user.info.basic' })
  expect((await userInfo(some)).body).toEqual({
    data: { user: { open_id: 'open-sara', display_name: 'Sara Hadi' } },
    error: { code: 'ok', message: '', log_id: expect.any(String) },
  })
  const stats = await call('GET', '/v2/user/info/?fields=follower_count', some)
  expect(stats).toMatchObject(refusal(401, 'scope_not_authorized'))
  expect(await call('GET', '/v2/user/info/?fields=nothing', some)).toMatchObject(
    refusal(400, 'invalid_params'),
  )
})

test('videos are listed twenty at most, newest first, by a cursor of time', async () => {
  const video = { title: 't', like_count: 1, comment_count: 2, share_count: 3, view_count: 4 }
  for (const time of [100, 300, 200])
    tiktok.state.users[0]!.videos.push({ ...video, id: `v${time}`, create_time: time })
  const access = await token()
  const path = '/v2/video/list/?fields=id,create_time,share_url'
  const first = (await call('POST', path, access, { max_count: 2 })).body.data
  expect(first.videos.map(({ id }: { id: string }) => id)).toEqual(['v300', 'v200'])
  expect(first).toMatchObject({ has_more: true, cursor: 200_000 })
  const second = (await call('POST', path, access, { max_count: 2, cursor: first.cursor })).body.data
  expect(second).toMatchObject({ has_more: false, videos: [{ id: 'v100' }] })
  expect(await call('POST', path, access, { max_count: 21 })).toMatchObject(refusal(400, 'invalid_params'))
})

test('a video is taken for posting under a privacy level on offer, six times a minute', async () => {
  const access = await token()
  const creator = await call('POST', '/v2/post/publish/creator_info/query/', access, {})
  expect(creator.body.data.privacy_level_options).toContain('SELF_ONLY')
  const post = (level: string) => call('POST', '/v2/post/publish/video/init/', access, videoPost(level))
  const published = await post('SELF_ONLY')
  const id = published.body.data.publish_id
  expect(id).toMatch(/^v_pub_url~v2\.\d+$/)
  expect(await post('NOBODY')).toMatchObject(refusal(400, 'privacy_level_option_mismatch'))
  tiktok.state.audited = false
  const unaudited = 'unaudited_client_can_only_post_to_private_accounts'
  expect(await post('PUBLIC_TO_EVERYONE')).toMatchObject(refusal(403, unaudited))
  const status = () => call('POST', '/v2/post/publish/status/fetch/', access, { publish_id: id })
  expect((await status()).body.data.status).toBe('PROCESSING_DOWNLOAD')
  tiktok.finish(id, 'FAILED', 'video_pull_failed')
  expect((await status()).body.data).toMatchObject({ status: 'FAILED', fail_reason: 'video_pull_failed' })
  for (let count = 0; count < 3; count++) expect((await post('SELF_ONLY')).status).toBe(200)
  expect(await post('SELF_ONLY')).toMatchObject(refusal(429, 'rate_limit_exceeded'))
  tiktok.advance(61)
  expect((await post('SELF_ONLY')).status).toBe(200)
})

test('photos are posted with a cover, from verified hosts alone', async () => {
  const access = await token()
  const post = (images: string[], cover: number) =>
    call('POST', '/v2/post/publish/content/init/', access, {
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      post_info: { title: 'Two', privacy_level: 'SELF_ONLY' },
      source_info: { source: 'PULL_FROM_URL', photo_images: images, photo_cover_index: cover },
    })
  const two = ['https://img.example.com/1.jpg', 'https://img.example.com/2.jpg']
  expect((await post(two, 0)).body.data.publish_id).toMatch(/^p_pub_url~/)
  expect(await post(two, 2)).toMatchObject(refusal(400, 'invalid_params'))
  tiktok.state.verifiedHosts = ['cdn.example.com']
  expect(await post(two, 0)).toMatchObject(refusal(403, 'url_ownership_unverified'))
})

test('webhooks are signed over time and bytes; altered or replayed they keep the old signature', async () => {
  const got: { signature: string; raw: string }[] = []
  const receiver = createServer(async (request, response) => {
    const chunks = await request.toArray()
    got.push({
      signature: String(request.headers['tiktok-signature']),
      raw: Buffer.concat(chunks).toString(),
    })
    response.end('{"status":"ok"}')
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  tiktok.webhooks.target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const event = tiktok.event('authorization.removed', 'open-sara', { reason: 1 })
  expect((await tiktok.webhooks.send(event)).status).toBe(200)
  await tiktok.webhooks.replay()
  await tiktok.webhooks.send(event, { alter: (raw) => raw.replace('open-sara', 'open-evil') })
  await tiktok.webhooks.send(event, { secret: null })
  await tiktok.webhooks.burst(Array.from({ length: 5 }, () => event))
  receiver.close()
  const right = got.map(({ signature, raw }) => {
    const [, time, proof] = /^t=(\d+),s=([0-9a-f]{64})$/.exec(signature) ?? []
    return proof === createHmac('sha256', 'tiktok-client-secret').update(`${time}.${raw}`).digest('hex')
  })
  expect(right).toEqual([true, true, false, false, true, true, true, true, true])
  expect(JSON.parse(JSON.parse(got[0]!.raw).content)).toEqual({ reason: 1 })
  expect(got[1]).toEqual(got[0])
})

test('ordered failures come in the words of the platform', async () => {
  const access = await token()
  tiktok.fail('internal_error')
  tiktok.fail('spam_risk_too_many_posts', { path: '/video/init/' })
  expect(await userInfo(access)).toMatchObject(refusal(500, 'internal_error'))
  expect((await userInfo(access)).status).toBe(200)
  const spam = await call('POST', '/v2/post/publish/video/init/', access, videoPost('SELF_ONLY'))
  expect(spam).toMatchObject(refusal(403, 'spam_risk_too_many_posts'))
  expect(tiktok.state.publishes.size).toBe(0)
})

const refusal = (status: number, code: string) => ({
  status,
  body: { data: {}, error: { code, log_id: expect.any(String) } },
})

const videoPost = (level: string) => ({
  post_info: { title: 'Clip', privacy_level: level },
  source_info: { source: 'PULL_FROM_URL', video_url: 'https://img.example.com/a.mp4' },
})

async function visit(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_key: 'tiktok-client-key',
    redirect_uri: back,
    state: 'st',
    response_type: 'code',
    scope: scopes,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  })
  return await fetch(`${tiktok.env.TIKTOK_OAUTH_URL}/v2/auth/authorize/?${query}`, { redirect: 'manual' })
}

const consent = async (changes?: Record<string, string>) =>
  new URL((await visit(changes)).headers.get('location')!)

const code = async (changes?: Record<string, string>) => (await consent(changes)).searchParams.get('code')!

const token = async (changes?: Record<string, string>): Promise<string> =>
  (await exchange(await code(changes))).body.access_token

const client = { client_key: 'tiktok-client-key', client_secret: 'tiktok-client-secret' }

const exchange = (value: string, changes: Record<string, string> = {}) =>
  form('/v2/oauth/token/', {
    ...client,
    code: value,
    grant_type: 'authorization_code',
    redirect_uri: back,
    code_verifier: verifier,
    ...changes,
  })

const refresh = (value: string) =>
  form('/v2/oauth/token/', { ...client, grant_type: 'refresh_token', refresh_token: value })

const userInfo = (access: string) => call('GET', '/v2/user/info/?fields=open_id,display_name', access)

async function form(path: string, body: Record<string, string>) {
  return await answered(
    await fetch(`${tiktok.url}${path}`, { method: 'POST', body: new URLSearchParams(body) }),
  )
}

async function call(method: string, path: string, access: string | null, body?: object) {
  const headers: Record<string, string> = access ? { authorization: `Bearer ${access}` } : {}
  if (body) headers['content-type'] = 'application/json; charset=UTF-8'
  return await answered(
    await fetch(`${tiktok.url}${path}`, { method, headers, body: body ? JSON.stringify(body) : null }),
  )
}

async function answered(response: Response) {
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what is answered
  const body: any = await response.json()
  return { status: response.status, body }
}

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTikTokDouble, type TikTokDouble } from '../../../../test/doubles/tiktok.ts'
import { type PlatformApp, startPlatformApp } from '../../../../test/support/platform-app.ts'
import { tiktok } from './tiktok.ts'

let shop: PlatformApp<TikTokDouble>
let platform: TikTokDouble
const user = () => platform.state.users[0]!

beforeAll(async () => {
  shop = await startPlatformApp(tiktok, startTikTokDouble)
  platform = shop.double
})
beforeEach(async () => {
  Object.assign(platform.state, { tokenErrorStatus: 400, rotates: true, audited: true, verifiedHosts: null })
  Object.assign(user(), { videos: [], commentsOff: false })
  platform.state.publishes.clear()
  platform.state.used.clear()
  await shop.startOver()
})
afterEach(async () => {
  expect(await shop.leaks()).toEqual([])
})
afterAll(() => shop.close())

const tokenCalls = () => platform.callsTo({ path: '/v2/oauth/token/' })
const photo = (n = 1) => ({ type: 'image', url: `https://cdn.example.com/${n}.jpg` })
const video = { type: 'video', url: 'https://cdn.example.com/1.mp4' }
const day = 86_400

test.each([
  ['a good answer', 200, { data: {}, error: { code: 'ok' } }, 'api', 'ok'],
  ['a dead token', 401, { error: { code: 'access_token_invalid' } }, 'api', 'auth'],
  ['a missing permission', 401, { error: { code: 'scope_not_authorized' } }, 'api', 'scope'],
  ['an error under 200', 200, { error: { code: 'invalid_params' } }, 'api', 'rejected'],
  ['a limit', 429, { error: { code: 'rate_limit_exceeded' } }, 'api', 'rate'],
  ['a refusal of the content', 403, { error: { code: 'spam_risk_too_many_posts' } }, 'api', 'rejected'],
  ['an outage', 500, { error: { code: 'internal_error' } }, 'api', 'transient'],
  ['a dead grant under 200', 200, { error: 'invalid_grant' }, 'token', 'auth'],
  ['a wrong client secret', 401, { error: 'invalid_client' }, 'token', 'rejected'],
  ['an outage of the token endpoint', 503, {}, 'token', 'transient'],
] as const)('%s is told apart', (_what, status, body, purpose, kind) => {
  expect(tiktok.classify({ status, headers: new Headers(), body }, purpose).kind).toBe(kind)
})

describe('connecting', () => {
  test('asks with client_key, commas and a challenge, and proves it by a form with the verifier', async () => {
    const { flow, landed } = await shop.consentAs()
    expect(landed).toEqual({ connected: 'true', account_id: String(shop.accountId) })
    const { origin, pathname, searchParams } = flow.authorizationUrl
    expect(origin + pathname).toBe(`${platform.url}/v2/auth/authorize/`)
    const { code_challenge, ...params } = Object.fromEntries(searchParams)
    expect(params).toEqual({
      client_key: 'tiktok-client-key',
      redirect_uri: expect.stringMatching(/\/api\/integrations\/accounts\/oauth\/callback\/tiktok\/$/),
      response_type: 'code',
      scope: 'user.info.basic,video.upload,video.publish,video.list,user.info.stats',
      state: flow.state,
      code_challenge_method: 'S256',
    })
    const [exchange] = tokenCalls()
    expect(exchange!.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(exchange!.query).toEqual({})
    const { code, code_verifier, ...form } = exchange!.body
    expect(code).toContain('*1!')
    expect(createHash('sha256').update(code_verifier).digest('base64url')).toBe(code_challenge)
    expect(form).toEqual({
      client_key: 'tiktok-client-key',
      client_secret: 'tiktok-client-secret',
      grant_type: 'authorization_code',
      redirect_uri: params.redirect_uri,
    })
  })

  test('keeps who it is, what was granted and for how long', async () => {
    await shop.connect({ _scopes: 'user.info.basic,video.list' })
    expect(await shop.read()).toMatchObject({
      status: 'connected',
      external_account_id: 'open-sara',
      external_account_name: 'Sara Hadi',
      scopes: ['user.info.basic', 'video.list'],
      token_expires_at: new Date(shop.clock.now().getTime() + day * 1000).toISOString(),
      metadata: { user_info: { id: 'open-sara', name: 'Sara Hadi' } },
    })
    expect(Object.keys(await shop.stored())).toContain('refreshToken')
    expect((await shop.logs())[0]).toMatchObject({ action: 'oauth_connect', status: 'success' })
  })

  test('keeps a name as the database can, wherever TikTok cut it', async () => {
    const name = user().display_name
    user().display_name = 'Sara \u0000\ud83c'
    await shop.connect()
    user().display_name = name
    expect((await shop.read()).external_account_name).toBe('Sara \ufffd')
  })

  test('denied changes no status', async () => {
    const { landed } = await shop.consentAs({ _decision: 'deny' })
    expect(landed).toMatchObject({ connected: 'false', error: 'access_denied', platform: 'tiktok' })
    expect(await shop.read()).toMatchObject({ status: 'disconnected', error_message: expect.any(String) })
    expect(tokenCalls()).toEqual([])
  })

  test.each([400, 200] as const)('with a code that is refused under %d fails once', async (status) => {
    const code = 'tk-echoed-code-123456'
    const body = { error: 'invalid_grant', error_description: `Bad code=${code}`, log_id: '20260131AB' }
    platform.fail({ status, body }, { path: '/v2/oauth/token/' })
    const { landed } = await shop.consentAs()
    expect(landed.error).toBe('code_exchange_failed')
    expect(tokenCalls()).toHaveLength(1)
    expect(await shop.read()).toMatchObject({ status: 'error', needs_reconnect: true })
    const [log] = await shop.logs()
    expect(log!.error_details).toContain('20260131AB')
    expect(log!.error_details).not.toContain(code)
  })

  test('without the profile fails, and leaves a working connection alone', async () => {
    await shop.connect()
    platform.fail('scope_not_authorized', { path: '/v2/user/info/' })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(await shop.read()).toMatchObject({ status: 'connected' })
    expect((await shop.get('insights/')).status).toBe(200)
  })
})

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
    expect(platform.calls).toEqual([])
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
  const sent = () => [...platform.state.publishes.values()].map((one) => one.sent)
  const inits = () => platform.callsTo({ path: '/init/' })

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
    expect(platform.calls).toEqual([])
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
    platform.state.audited = false
    const options = { privacy_level: 'PUBLIC_TO_EVERYONE' }
    expect((await publish({ media: [photo()], options })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { code: 'unaudited_client_can_only_post_to_private_accounts' },
    })
    platform.state.verifiedHosts = ['shop.example.com']
    expect((await publish({ media: [photo()] })).body.provider.code).toBe('url_ownership_unverified')
    expect(platform.state.publishes.size).toBe(0)
  })

  test.each([
    ['lost', 1],
    ['internal_error', 0],
    ['truncated', 1],
  ] as const)('after %s is not sent again', async (trouble, posts) => {
    platform.fail(trouble, { path: '/init/' })
    const answer = await publish({ media: [photo()] })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(inits()).toHaveLength(1)
    expect(platform.state.publishes.size).toBe(posts)
  })

  test('asks again after a moment what the creator may do', async () => {
    platform.fail('internal_error', { path: '/creator_info/', times: 2 })
    expect((await publish({ media: [photo()] })).status).toBe(200)
    expect(inits()).toHaveLength(1)
  })

  test('tells what became of a post, by an id too long for a number', async () => {
    const { provider, access } = await shop.open()
    const state = (id: string) => tiktok.publishState!(provider, access, id)
    const options = { privacy_level: 'PUBLIC_TO_EVERYONE' }
    const { id } = (await publish({ media: [photo()], options })).body
    expect(await state(id)).toEqual({ state: 'processing' })
    platform.finish(id, 'PUBLISH_COMPLETE')
    const [postId] = platform.state.publishes.get(id)!.postIds
    expect(Number.isSafeInteger(Number(postId))).toBe(false)
    expect(await state(id)).toEqual({ state: 'published', id: postId, permalink: null })
    const figures = { like_count: 0, comment_count: 0, share_count: 0, view_count: 0 }
    user().videos = [{ id: postId!, title: '', create_time: 1_769_000_000, ...figures }]
    expect(await state(id)).toMatchObject({ permalink: `https://www.tiktok.com/@shop/video/${postId}` })
    const hidden = (await publish({ media: [photo()] })).body.id
    platform.finish(hidden, 'PUBLISH_COMPLETE')
    expect(await state(hidden)).toEqual({ state: 'published', permalink: null })
    const failed = (await publish({ media: [photo(3)] })).body.id
    platform.finish(failed, 'FAILED', 'picture_size_check_failed')
    expect(await state(failed)).toEqual({ state: 'failed', reason: 'picture_size_check_failed' })
    await expect(state('v_pub_url~v2.1')).rejects.toMatchObject({ kind: 'rejected' })
  })
})

describe('tokens', () => {
  beforeEach(() => shop.connect())

  test('are renewed with the secret in the form before they end; the newest refresh token counts', async () => {
    const first = await shop.stored()
    for (let round = 0; round < 3; round++) {
      await shop.later(day - 30)
      expect((await shop.get('posts/')).status).toBe(200)
    }
    const refreshed = tokenCalls().map(({ body, status }) => [body.grant_type, body.client_key, status])
    expect(refreshed).toEqual(Array(3).fill(['refresh_token', 'tiktok-client-key', 200]))
    const now = await shop.stored()
    expect(platform.state.tokens.refresh.get(first.refreshToken!)?.state).toBe('used')
    expect(platform.state.tokens.refresh.get(now.refreshToken!)?.state).toBe('good')
  })

  test('that stay the same when they are used go on being used', async () => {
    platform.state.rotates = false
    const first = await shop.stored()
    await shop.later(day)
    expect((await shop.get('posts/')).status).toBe(200)
    expect((await shop.stored()).refreshToken).toBe(first.refreshToken)
  })

  test('that TikTok calls invalid are renewed once and the call is made again', async () => {
    platform.fail('access_token_invalid', { path: '/v2/video/list/' })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(tokenCalls()).toHaveLength(1)
    expect(platform.callsTo({ path: '/v2/video/list/' })).toHaveLength(2)
  })

  test.each([400, 200] as const)(
    'of somebody who removed the app end the connection (under %d)',
    async (status) => {
      platform.state.tokenErrorStatus = status
      platform.removeApp('open-sara')
      expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
      expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
      expect((await shop.logs()).map(({ action }) => action)).toContain('token_invalid')
      platform.calls.length = 0
      expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
      expect(platform.calls).toEqual([])
    },
  )

  test('that cannot be renewed for a while leave the account as it is', async () => {
    await shop.later(day)
    const secret = (await shop.stored()).refreshToken!
    const echo = {
      error: 'invalid_client',
      error_description: `No ${secret} of tiktok-client-secret`,
      log_id: '1',
    }
    for (const [answer, code] of [
      [{ status: 503, body: {} }, 'provider_unavailable'],
      [{ status: 401, body: echo }, 'provider_rejected'],
      ['html', 'provider_unavailable'],
    ] as const) {
      platform.fail(answer, { path: '/v2/oauth/token/' })
      const refused = await shop.get('posts/')
      expect(refused.body.code).toBe(code)
      expect(await shop.leaks(refused.text)).toEqual([])
      expect(await shop.read()).toMatchObject({ status: 'connected' })
    }
    expect((await shop.get('posts/')).status).toBe(200)
  })

  test('never come out in what TikTok echoes', async () => {
    const { accessToken } = await shop.stored()
    const message = `token ${accessToken} of access_token=${accessToken}&x=1 is odd`
    platform.fail({
      status: 400,
      body: { data: {}, error: { code: 'invalid_params', message, log_id: '1' } },
    })
    const answer = await shop.post('publish_post/', { media: [photo()] })
    expect(answer.body).toMatchObject({ code: 'provider_rejected', provider: { code: 'invalid_params' } })
    expect(await shop.leaks(answer.text)).toEqual([])
  })
})

test('a limit that is passed is waited for, one that lasts is told, and TikTok is left alone meanwhile', async () => {
  await shop.connect()
  platform.fail('rate_limit_exceeded', { times: 2 })
  expect((await shop.get('posts/')).status).toBe(200)
  platform.fail('rate_limit_exceeded', { times: 4 })
  const answer = await shop.get('posts/')
  expect([answer.status, answer.body]).toMatchObject([429, { code: 'rate_limited', retry_after: 60 }])
  platform.calls.length = 0
  expect((await shop.get('posts/')).status).toBe(429)
  expect(platform.calls).toEqual([])
  await shop.later(60)
  expect((await shop.get('posts/')).status).toBe(200)
})

describe('the end', () => {
  test('of a connection is told to TikTok, with the token in the form', async () => {
    await shop.connect()
    const { accessToken } = await shop.stored()
    expect((await shop.post('disconnect/')).status).toBe(200)
    expect(platform.calls).toMatchObject([
      {
        path: '/v2/oauth/revoke/',
        status: 200,
        query: {},
        body: { client_key: 'tiktok-client-key', client_secret: 'tiktok-client-secret', token: accessToken },
      },
    ])
    expect(await shop.stored()).toEqual({ accessToken: null, refreshToken: null, pageTokens: {} })
  })

  test('comes also when TikTok does not hear of it', async () => {
    await shop.connect()
    platform.fail('reset', { path: '/v2/oauth/revoke/' })
    expect((await shop.post('disconnect/')).status).toBe(200)
    expect(await shop.read()).toMatchObject({ status: 'disconnected', scopes: [] })
  })

  test('testing a connection asks for the profile', async () => {
    await shop.connect()
    expect((await shop.post('test-connection/')).body).toMatchObject({ valid: true })
    platform.removeApp('open-sara')
    expect((await shop.post('test-connection/')).body).toMatchObject({ valid: false })
    expect(await shop.read()).toMatchObject({ status: 'expired' })
  })
})

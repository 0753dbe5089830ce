import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { photo, tikTokShop } from './test-support/tiktok-shop.ts'
import { tiktok } from './tiktok.ts'

const shop = tikTokShop()
const { tokenCalls, user } = shop
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
    expect(origin + pathname).toBe(`${shop.platform.url}/v2/auth/authorize/`)
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
    shop.platform.fail({ status, body }, { path: '/v2/oauth/token/' })
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
    shop.platform.fail('scope_not_authorized', { path: '/v2/user/info/' })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(await shop.read()).toMatchObject({ status: 'connected' })
    expect((await shop.get('insights/')).status).toBe(200)
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
    expect(shop.platform.state.tokens.refresh.get(first.refreshToken!)?.state).toBe('used')
    expect(shop.platform.state.tokens.refresh.get(now.refreshToken!)?.state).toBe('good')
  })

  test('that stay the same when they are used go on being used', async () => {
    shop.platform.state.rotates = false
    const first = await shop.stored()
    await shop.later(day)
    expect((await shop.get('posts/')).status).toBe(200)
    expect((await shop.stored()).refreshToken).toBe(first.refreshToken)
  })

  test('that TikTok calls invalid are renewed once and the call is made again', async () => {
    shop.platform.fail('access_token_invalid', { path: '/v2/video/list/' })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(tokenCalls()).toHaveLength(1)
    expect(shop.platform.callsTo({ path: '/v2/video/list/' })).toHaveLength(2)
  })

  test.each([400, 200] as const)(
    'of somebody who removed the app end the connection (under %d)',
    async (status) => {
      shop.platform.state.tokenErrorStatus = status
      shop.platform.removeApp('open-sara')
      expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
      expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
      expect((await shop.logs()).map(({ action }) => action)).toContain('token_invalid')
      shop.platform.calls.length = 0
      expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
      expect(shop.platform.calls).toEqual([])
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
      shop.platform.fail(answer, { path: '/v2/oauth/token/' })
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
    shop.platform.fail({
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
  shop.platform.fail('rate_limit_exceeded', { times: 2 })
  expect((await shop.get('posts/')).status).toBe(200)
  shop.platform.fail('rate_limit_exceeded', { times: 4 })
  const answer = await shop.get('posts/')
  expect([answer.status, answer.body]).toMatchObject([429, { code: 'rate_limited', retry_after: 60 }])
  shop.platform.calls.length = 0
  expect((await shop.get('posts/')).status).toBe(429)
  expect(shop.platform.calls).toEqual([])
  await shop.later(60)
  expect((await shop.get('posts/')).status).toBe(200)
})

describe('the end', () => {
  test('of a connection is told to TikTok, with the token in the form', async () => {
    await shop.connect()
    const { accessToken } = await shop.stored()
    expect((await shop.post('disconnect/')).status).toBe(200)
    expect(shop.platform.calls).toMatchObject([
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
    shop.platform.fail('reset', { path: '/v2/oauth/revoke/' })
    expect((await shop.post('disconnect/')).status).toBe(200)
    expect(await shop.read()).toMatchObject({ status: 'disconnected', scopes: [] })
  })

  test('testing a connection asks for the profile', async () => {
    await shop.connect()
    expect((await shop.post('test-connection/')).body).toMatchObject({ valid: true })
    shop.platform.removeApp('open-sara')
    expect((await shop.post('test-connection/')).body).toMatchObject({ valid: false })
    expect(await shop.read()).toMatchObject({ status: 'expired' })
  })
})

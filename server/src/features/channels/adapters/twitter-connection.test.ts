import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { accountsPath } from '../../../../test/support/channels.ts'
import { xShop } from './test-support/x-shop.ts'
import { twitter } from './twitter.ts'

const shop = xShop()
const tokenCalls = () => shop.platform.callsTo({ path: '/2/oauth2/token' })
const basic = `Basic ${Buffer.from('x-client-id:x-client-secret').toString('base64')}`

const headers = (values: Record<string, string> = {}) => new Headers(values)
test.each([
  ['a dead token', 401, { title: 'Unauthorized' }, 'api', 'auth'],
  ['a missing permission', 403, { detail: 'Forbidden' }, 'api', 'scope'],
  ['a permission that is named', 403, { detail: 'You are not permitted to do this.' }, 'api', 'scope'],
  [
    'a duplicate',
    403,
    { detail: 'You are not allowed to create a Tweet with duplicate content.' },
    'api',
    'rejected',
  ],
  ['a long text', 403, { detail: 'Your Tweet text is too long.' }, 'api', 'rejected'],
  ['nothing under 200', 200, { errors: [{ title: 'Not Found Error' }] }, 'api', 'rejected'],
  ['something missing beside an answer', 200, { data: [], errors: [{}] }, 'api', 'ok'],
  ['an outage', 503, {}, 'api', 'transient'],
  ['a used token', 400, { error: 'invalid_request' }, 'token', 'auth'],
  ['a wrong secret', 401, { error: 'unauthorized_client' }, 'token', 'rejected'],
  ['a bad parameter', 400, { title: 'Invalid Request' }, 'api', 'rejected'],
] as const)('%s is told apart', (_what, status, body, purpose, kind) => {
  expect(twitter.classify({ status, headers: headers(), body }, purpose).kind).toBe(kind)
})

test('the limit that is used up says when it opens; a day counts more than a quarter of an hour', () => {
  const limited = (values: Record<string, string>) =>
    twitter.classify({ status: 429, headers: headers(values), body: {} }, 'api')
  const quarter = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1769000000' }
  expect(limited(quarter)).toEqual({ kind: 'rate', until: 1_769_000_000_000 })
  const day = { 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': '1769080000' }
  expect(limited({ ...quarter, ...day })).toEqual({ kind: 'rate', until: 1_769_080_000_000 })
  const open = { 'x-rate-limit-remaining': '7', 'x-rate-limit-reset': '1769090000' }
  expect(limited({ ...open, ...day })).toEqual({ kind: 'rate', until: 1_769_080_000_000 })
  expect(limited({ 'x-rate-limit-reset': 'soon' })).toEqual({ kind: 'rate', until: null })
})

describe('connecting', () => {
  test('asks with a challenge and blanks, and proves it by Basic and the verifier', async () => {
    const { flow, landed } = await shop.consentAs()
    expect(landed).toEqual({ connected: 'true', account_id: String(shop.accountId) })
    const { origin, pathname, searchParams } = flow.authorizationUrl
    expect(origin + pathname).toBe(`${shop.platform.url}/i/oauth2/authorize`)
    const { code_challenge, ...params } = Object.fromEntries(searchParams)
    expect(params).toEqual({
      client_id: 'x-client-id',
      redirect_uri: expect.stringMatching(/\/api\/integrations\/accounts\/oauth\/callback\/twitter\/$/),
      response_type: 'code',
      scope: 'tweet.read tweet.write users.read offline.access tweet.moderate.write',
      state: flow.state,
      code_challenge_method: 'S256',
    })
    const [exchange] = tokenCalls()
    expect(exchange!.headers.authorization).toBe(basic)
    const { code, code_verifier, ...form } = exchange!.body
    expect(code).toMatch(/^Vcode/)
    expect(createHash('sha256').update(code_verifier).digest('base64url')).toBe(code_challenge)
    expect(form).toEqual({ grant_type: 'authorization_code', redirect_uri: params.redirect_uri })
    expect(await shop.read()).toMatchObject({
      external_account_id: '2244994945',
      external_account_name: 'Sara Hadi',
      scopes: ['offline.access', 'tweet.moderate.write', 'tweet.read', 'tweet.write', 'users.read'],
      token_expires_at: new Date(shop.clock.now().getTime() + 7_200_000).toISOString(),
      metadata: { user_info: { id: '2244994945', name: 'Sara Hadi' }, username: 'sarahadi' },
    })
  })

  test('denied changes no status; without the profile there is no connection', async () => {
    expect((await shop.consentAs({ _decision: 'deny' })).landed.error).toBe('access_denied')
    expect(await shop.read()).toMatchObject({ status: 'disconnected' })
    shop.platform.fail('unavailable', { path: '/2/users/me', times: 4 })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(await shop.read()).toMatchObject({ status: 'error' })
    expect(await shop.stored()).toMatchObject({ accessToken: null })
  })

  test('with a used code fails, and the code is not sent twice', async () => {
    const error_description = 'Value passed for the authorization code was invalid.'
    const body = { error: 'invalid_request', error_description }
    shop.platform.fail({ status: 400, body }, { path: '/2/oauth2/token' })
    expect((await shop.consentAs()).landed.error).toBe('code_exchange_failed')
    shop.platform.fail('reset', { path: '/2/oauth2/token' })
    expect((await shop.consentAs()).landed.error).toBe('provider_unavailable')
    expect(tokenCalls()).toHaveLength(2)
  })
})

describe('limits', () => {
  beforeEach(() => shop.connect())
  const rate = async () => (await shop.read()).metadata.rate_limit

  test('are told after each call', async () => {
    await shop.get('posts/')
    const reset = new Date(Math.floor(shop.clock.now().getTime() / 1000) * 1000 + 900_000)
    expect(await rate()).toEqual({
      updated_at: shop.clock.now().toISOString(),
      limit: 100,
      remaining: 99,
      reset_at: reset.toISOString(),
      usage: null,
      retry_at: null,
    })
  })

  test('that are used up keep callers away until X opens them again', async () => {
    shop.platform.state.limit = 1
    await shop.get('posts/')
    const answer = await shop.get('posts/')
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited'])
    expect(answer.body.retry_after).toBeGreaterThan(898)
    expect(answer.body.retry_after).toBeLessThanOrEqual(900)
    expect(answer.headers.get('retry-after')).toBe(String(answer.body.retry_after))
    shop.platform.calls.length = 0
    expect((await shop.get('posts/')).status).toBe(429)
    expect(shop.platform.calls).toEqual([])
    await shop.later(900)
    expect((await shop.get('posts/')).status).toBe(200)
  })

  test('that open in a moment are waited for', async () => {
    shop.platform.fail('rate-limit', { path: '/tweets', resetIn: 2 })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(shop.platform.callsTo({ path: '/tweets' })).toHaveLength(2)
  })
})

describe('tokens', () => {
  beforeEach(() => shop.connect())

  test('are renewed by Basic before they end, each refresh token once', async () => {
    const seen = new Set([(await shop.stored()).refreshToken])
    for (let round = 0; round < 3; round++) {
      await shop.later(7200 - 30)
      expect((await shop.get('posts/')).status).toBe(200)
      seen.add((await shop.stored()).refreshToken)
    }
    expect(seen.size).toBe(4)
    expect(tokenCalls().map(({ status, headers: { authorization } }) => [status, authorization])).toEqual(
      Array(3).fill([200, basic]),
    )
    expect(tokenCalls()[0]!.body).toEqual({ grant_type: 'refresh_token', refresh_token: [...seen][0] })
  })

  test('are renewed once for many callers at once', async () => {
    await shop.later(7200)
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.get('posts/')))
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    expect(tokenCalls()).toHaveLength(1)
  })

  test('that X calls used end the connection, without a second try', async () => {
    await shop.later(7200)
    const { refreshToken } = await shop.stored()
    shop.platform.state.tokens.refresh.get(refreshToken!)!.state = 'used'
    const answer = await shop.get('posts/')
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code: 'reconnect_required', provider: { code: 'invalid_request' } },
    ])
    expect(tokenCalls()).toHaveLength(1)
    expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
    shop.platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(shop.platform.calls).toEqual([])
  })

  test('that cannot be renewed for a while leave the account as it is', async () => {
    await shop.later(7200)
    const { refreshToken } = await shop.stored()
    const error_description = `Missing valid authorization header for ${refreshToken}: ${basic}`
    const echo = { error: 'unauthorized_client', error_description }
    for (const [answer, code] of [
      [{ status: 503, body: {} }, 'provider_unavailable'],
      [{ status: 401, body: echo }, 'provider_rejected'],
      [{ status: 429, body: {} }, 'rate_limited'],
    ] as const) {
      shop.platform.fail(answer, { path: '/2/oauth2/token' })
      const refused = await shop.get('posts/')
      expect(refused.body.code).toBe(code)
      expect(await shop.leaks(refused.text)).toEqual([])
      expect(refused.text).not.toContain(basic.slice(6))
      expect(await shop.read()).toMatchObject({ status: 'connected' })
    }
  })

  test('without offline.access last two hours and no longer', async () => {
    await shop.startOver()
    await shop.connect({ _scopes: 'tweet.read,users.read' })
    expect((await shop.stored()).refreshToken).toBeNull()
    await shop.later(7199)
    expect((await shop.get('posts/')).status).toBe(200)
    await shop.later(1)
    shop.platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(shop.platform.calls).toEqual([])
  })
})

test('the end of a connection is told for both tokens', async () => {
  await shop.connect()
  const { accessToken, refreshToken } = await shop.stored()
  expect((await shop.post('disconnect/')).status).toBe(200)
  const told = shop.platform.calls.map(({ path, status, body }) => [path, status, body.token])
  expect(told).toHaveLength(2)
  for (const token of [refreshToken, accessToken])
    expect(told).toContainEqual(['/2/oauth2/revoke', 200, token])
  expect(shop.platform.state.tokens.refresh.get(refreshToken!)!.state).toBe('revoked')
})

test.each([
  ['is refused', { status: 400, body: { error: 'invalid_request' } }],
  ['gets no answer', 'hang'],
] as const)('a token whose end %s keeps nobody from telling that of the other', async (_what, trouble) => {
  await shop.connect()
  const { accessToken, refreshToken } = await shop.stored()
  shop.platform.fail(trouble, { path: '/2/oauth2/revoke' })
  const start = performance.now()
  expect((await shop.post('disconnect/')).status).toBe(200)
  expect(performance.now() - start).toBeLessThan(8000)
  expect(shop.platform.calls.map(({ body }) => body.token).sort()).toEqual([accessToken, refreshToken].sort())
  expect(shop.platform.state.tokens.access.get(accessToken!)!.state).toBe('revoked')
  expect((await shop.logs())[0]).toMatchObject({ action: 'disconnect', status: 'success' })
  expect((await shop.logs())[0]!.error_details).toContain('twitter')
})

test('the end of a connection leaves the same profile in another workspace alone', async () => {
  await shop.connect()
  const [theirs, stranger] = [shop.accountId, shop.owner]
  await shop.startOver()
  await shop.connect()
  expect((await shop.post('disconnect/')).status).toBe(200)
  expect(shop.platform.callsTo({ path: '/2/oauth2/revoke' })).toHaveLength(2)
  expect((await shop.app.get(`${accountsPath}${theirs}/posts/`, stranger.token)).status).toBe(200)
})

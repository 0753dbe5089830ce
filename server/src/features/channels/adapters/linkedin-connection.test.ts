import { describe, expect, test } from 'vitest'
import { linkedin } from './linkedin.ts'
import { asMember, linkedInShop, otherLtd, person, scopes, shopLtd } from './test-support/linkedin-shop.ts'

const shop = linkedInShop()
const { publish, tokenCalls } = shop
const day = 86_400

test.each([
  ['an invalid token', 401, { serviceErrorCode: 65600 }, 'api', 'auth'],
  ['a revoked token', 401, { serviceErrorCode: 65601 }, 'api', 'auth'],
  ['an expired token', 401, { serviceErrorCode: 65602 }, 'api', 'auth'],
  ['a missing permission', 403, { serviceErrorCode: 100 }, 'api', 'scope'],
  ['the limit of a day', 429, { serviceErrorCode: 101 }, 'api', 'rate'],
  ['a dead version', 426, { code: 'NONEXISTENT_VERSION' }, 'api', 'rejected'],
  ['a duplicate', 422, {}, 'api', 'rejected'],
  ['a dead grant', 400, { error: 'invalid_grant' }, 'token', 'auth'],
  ['a dead grant in other words', 400, { error: 'invalid_request' }, 'token', 'auth'],
  ['a wrong secret', 401, { error: 'invalid_client' }, 'token', 'rejected'],
  ['an error under 200', 200, { error: 'invalid_request' }, 'token', 'auth'],
  ['an outage', 500, {}, 'token', 'transient'],
] as const)('%s is told apart', (_what, status, body, purpose, kind) => {
  expect(linkedin.classify({ status, headers: new Headers(), body }, purpose).kind).toBe(kind)
})

describe('connecting', () => {
  test('asks with blanks and without a challenge, and sends the secret in the form', async () => {
    const { flow } = await shop.consentAs()
    const { origin, pathname, searchParams } = flow.authorizationUrl
    expect(origin + pathname).toBe(`${shop.platform.url}/oauth/v2/authorization`)
    const params = Object.fromEntries(searchParams)
    expect(params).toEqual({
      client_id: 'linkedin-client-id',
      redirect_uri: expect.stringMatching(/\/api\/integrations\/accounts\/oauth\/callback\/linkedin\/$/),
      response_type: 'code',
      scope: scopes,
      state: flow.state,
    })
    const [exchange] = tokenCalls()
    expect(exchange!.headers.authorization).toBeUndefined()
    expect(exchange!.body).toEqual({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/^AQTcode/),
      redirect_uri: params.redirect_uri,
      client_id: 'linkedin-client-id',
      client_secret: 'linkedin-client-secret',
    })
  })

  test('makes the account stand for the first organisation, and lets people choose another or the person', async () => {
    await shop.connect()
    expect(await shop.read()).toMatchObject({
      status: 'connected',
      external_account_id: shopLtd,
      external_account_name: 'Shop Ltd',
      scopes: scopes.split(' ').sort(),
      token_expires_at: new Date(shop.clock.now().getTime() + 60 * day * 1000).toISOString(),
      metadata: {
        user_info: { id: 'saraSUB', name: 'Sara Hadi' },
        pages: [
          { id: shopLtd, name: 'Shop Ltd' },
          { id: otherLtd, name: 'Other Ltd' },
          { id: person, name: 'Sara Hadi' },
        ],
      },
    })
    for (const page_id of [otherLtd, person]) {
      const chosen = await shop.post('select_page/', { page_id })
      expect([chosen.status, chosen.body.external_account_id]).toEqual([200, page_id])
      await publish(`As ${page_id}`)
      expect(shop.platform.state.posts.at(-1)!.author).toBe(page_id)
    }
    const foreign = await shop.post('select_page/', { page_id: 'urn:li:organization:7000001' })
    expect(foreign.body.fields).toEqual({ page_id: ['This page is none of the account.'] })
    // Connecting again keeps what was chosen.
    await shop.connect()
    expect((await shop.read()).external_account_id).toBe(person)
  })

  test('without permissions for organisations stands for the person', async () => {
    await shop.connect(asMember)
    const account = await shop.read()
    expect(account).toMatchObject({ external_account_id: person, external_account_name: 'Sara Hadi' })
    expect(account.metadata.pages).toBeUndefined()
  })

  test('where organisations or their names may not be read goes on without them', async () => {
    shop.platform.fail('missing-permission', { path: '/rest/organizations/' })
    await shop.connect()
    expect(await shop.read()).toMatchObject({ external_account_id: shopLtd, external_account_name: null })
    await shop.startOver()
    shop.platform.fail('missing-permission', { path: '/rest/organizationAcls' })
    await shop.connect()
    expect(await shop.read()).toMatchObject({ external_account_id: person })
  })

  test.each(['user_cancelled_login', 'user_cancelled_authorize'] as const)(
    'given up by %s is a denial',
    async (denial) => {
      shop.platform.state.denial = denial
      const { landed } = await shop.consentAs({ _decision: 'deny' })
      expect(landed.error).toBe('access_denied')
      expect(await shop.read()).toMatchObject({ status: 'disconnected' })
    },
  )

  test('for scopes that the app does not have, or with a refused code, fails as itself', async () => {
    shop.platform.state.approvedScopes = ['openid']
    expect((await shop.consentAs()).landed.error).toBe('provider_error')
    shop.platform.state.approvedScopes = null
    const body = { error: 'invalid_request', error_description: 'Unable to retrieve access token' }
    shop.platform.fail({ status: 400, body }, { path: '/oauth/v2/accessToken' })
    expect((await shop.consentAs()).landed.error).toBe('code_exchange_failed')
    shop.platform.fail('expired-token', { path: '/v2/userinfo' })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(tokenCalls()).toHaveLength(2)
  })
})

test('every call under /rest names version and protocol', async () => {
  await shop.connect()
  await publish('Hello')
  await shop.get('posts/')
  const calls = shop.platform.callsTo({ path: '/rest/' })
  expect(calls.length).toBeGreaterThan(2)
  for (const { headers } of calls)
    expect([headers['linkedin-version'], headers['x-restli-protocol-version']]).toEqual(['202605', '2.0.0'])
})

test('a version that has died is told by name', async () => {
  await shop.connect()
  shop.platform.state.versions.oldest = '202701'
  const { body } = await shop.get('posts/')
  shop.platform.state.versions.oldest = '202506'
  expect(body).toMatchObject({
    code: 'provider_rejected',
    provider: { status: 426, code: 'NONEXISTENT_VERSION' },
  })
})

describe('tokens', () => {
  test('without a refresh token last sixty days and no longer', async () => {
    await shop.connect()
    await shop.later(60 * day - 1)
    expect((await shop.get('posts/')).status).toBe(200)
    await shop.later(1)
    shop.platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(shop.platform.calls).toEqual([])
    expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
  })

  test('of a partner are renewed with the secret in the form, until a year is over', async () => {
    shop.platform.state.refreshable = true
    await shop.connect()
    const { refreshToken } = await shop.stored()
    for (let round = 0; round < 6; round++) {
      await shop.later(60 * day)
      expect((await shop.get('posts/')).status).toBe(200)
    }
    expect(tokenCalls()).toHaveLength(6)
    expect(tokenCalls()[0]!.body).toEqual({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: 'linkedin-client-id',
      client_secret: 'linkedin-client-secret',
    })
    await shop.later(60 * day)
    shop.platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(shop.platform.calls).toEqual([])
  })

  test.each(['revoked', 'expired'] as const)('that LinkedIn calls %s are renewed once', async (fault) => {
    shop.platform.state.refreshable = true
    await shop.connect()
    shop.platform.fail(`${fault}-token`, { path: '/rest/posts' })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(tokenCalls()).toHaveLength(1)
  })

  test('of somebody who removed the app end the connection', async () => {
    shop.platform.state.refreshable = true
    await shop.connect()
    shop.platform.removeApp('saraSUB')
    expect((await shop.get('posts/')).body).toMatchObject({
      code: 'reconnect_required',
      provider: { code: 'invalid_request' },
    })
    expect(await shop.read()).toMatchObject({ status: 'expired' })
  })

  test('never come out in what LinkedIn echoes', async () => {
    await shop.connect()
    const { accessToken } = await shop.stored()
    const message = `Invalid ${accessToken} and client_secret=linkedin-client-secret`
    const body = { status: 422, code: 'X', message }
    shop.platform.fail({ status: 422, body, headers: { 'x-li-uuid': accessToken! } }, { path: '/rest/posts' })
    const answer = await shop.post('publish_post/', { message: 'x' })
    expect(answer.body.code).toBe('provider_rejected')
    expect(await shop.leaks(answer.text)).toEqual([])
  })
})

test('the limit of a day is told without a time, and LinkedIn is left alone for a minute', async () => {
  await shop.connect()
  shop.platform.fail('rate-limit', { times: 4 })
  const answer = await shop.get('posts/')
  expect([answer.status, answer.body]).toMatchObject([429, { code: 'rate_limited', retry_after: 60 }])
  shop.platform.calls.length = 0
  expect((await shop.get('posts/')).status).toBe(429)
  expect(shop.platform.calls).toEqual([])
})

test('the end of a connection is told, and the choice of pages goes with it', async () => {
  await shop.connect()
  const { accessToken } = await shop.stored()
  expect((await shop.post('test-connection/')).body).toMatchObject({ valid: true })
  shop.platform.calls.length = 0
  expect((await shop.post('disconnect/')).status).toBe(200)
  expect(shop.platform.calls).toMatchObject([
    { path: '/oauth/v2/revoke', status: 200, body: { token: accessToken, client_id: 'linkedin-client-id' } },
  ])
  expect((await shop.read()).metadata.pages).toBeUndefined()
})

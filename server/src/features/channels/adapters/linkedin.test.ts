import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shownText } from '../../../../test/doubles/linkedin/content.ts'
import { type LinkedInDouble, startLinkedInDouble } from '../../../../test/doubles/linkedin.ts'
import { type PlatformApp, startPlatformApp } from '../../../../test/support/platform-app.ts'
import { linkedin } from './linkedin.ts'

const scopes = 'openid profile email w_member_social r_organization_social w_organization_social'
/** As an app asks that has no permissions for organisations: members grant all that is asked for. */
const asMember = { scope: 'openid profile email w_member_social' }
const person = 'urn:li:person:saraSUB'
const shopLtd = 'urn:li:organization:5515715'
const otherLtd = 'urn:li:organization:6000001'
const day = 86_400

let shop: PlatformApp<LinkedInDouble>
let platform: LinkedInDouble

beforeAll(async () => {
  shop = await startPlatformApp(linkedin, startLinkedInDouble, { LINKEDIN_SCOPES: scopes })
  platform = shop.double
  const [first] = platform.state.organizations
  platform.state.organizations.push(
    {
      ...first!,
      id: '6000001',
      name: 'Other Ltd',
      administrators: [],
      roles: { saraSUB: 'CONTENT_ADMINISTRATOR' },
    },
    { ...first!, id: '7000001', name: 'Not Hers', administrators: ['aliSUB'], roles: { saraSUB: 'ANALYST' } },
  )
})
beforeEach(async () => {
  Object.assign(platform.state, { refreshable: false, denial: 'user_cancelled_authorize' })
  platform.state.posts.length = 0
  platform.state.comments.length = 0
  await shop.startOver()
})
afterEach(async () => {
  expect(await shop.leaks()).toEqual([])
})
afterAll(() => shop.close())

const tokenCalls = () => platform.callsTo({ path: '/oauth/v2/accessToken' })
const publish = async (message: string, more: object = {}) => {
  const answer = await shop.post('publish_post/', { message, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

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
    expect(origin + pathname).toBe(`${platform.url}/oauth/v2/authorization`)
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
      expect(platform.state.posts.at(-1)!.author).toBe(page_id)
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
    platform.fail('missing-permission', { path: '/rest/organizations/' })
    await shop.connect()
    expect(await shop.read()).toMatchObject({ external_account_id: shopLtd, external_account_name: null })
    await shop.startOver()
    platform.fail('missing-permission', { path: '/rest/organizationAcls' })
    await shop.connect()
    expect(await shop.read()).toMatchObject({ external_account_id: person })
  })

  test.each(['user_cancelled_login', 'user_cancelled_authorize'] as const)(
    'given up by %s is a denial',
    async (denial) => {
      platform.state.denial = denial
      const { landed } = await shop.consentAs({ _decision: 'deny' })
      expect(landed.error).toBe('access_denied')
      expect(await shop.read()).toMatchObject({ status: 'disconnected' })
    },
  )

  test('for scopes that the app does not have, or with a refused code, fails as itself', async () => {
    platform.state.approvedScopes = ['openid']
    expect((await shop.consentAs()).landed.error).toBe('provider_error')
    platform.state.approvedScopes = null
    const body = { error: 'invalid_request', error_description: 'Unable to retrieve access token' }
    platform.fail({ status: 400, body }, { path: '/oauth/v2/accessToken' })
    expect((await shop.consentAs()).landed.error).toBe('code_exchange_failed')
    platform.fail('expired-token', { path: '/v2/userinfo' })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(tokenCalls()).toHaveLength(2)
  })
})

test('every call under /rest names version and protocol', async () => {
  await shop.connect()
  await publish('Hello')
  await shop.get('posts/')
  const calls = platform.callsTo({ path: '/rest/' })
  expect(calls.length).toBeGreaterThan(2)
  for (const { headers } of calls)
    expect([headers['linkedin-version'], headers['x-restli-protocol-version']]).toEqual(['202605', '2.0.0'])
})

test('a version that has died is told by name', async () => {
  await shop.connect()
  platform.state.versions.oldest = '202701'
  const { body } = await shop.get('posts/')
  platform.state.versions.oldest = '202506'
  expect(body).toMatchObject({
    code: 'provider_rejected',
    provider: { status: 426, code: 'NONEXISTENT_VERSION' },
  })
})

describe('posts', () => {
  beforeEach(() => shop.connect())

  test('are published as the contract says, with a link or not', async () => {
    const first = await publish('Fresh tea')
    expect(first).toEqual({
      id: expect.stringMatching(/^urn:li:share:\d+$/),
      status: 'published',
      permalink_url: `https://www.linkedin.com/feed/update/${first.id}/`,
    })
    await publish('Look', { link: 'https://shop.example.com/tea' })
    const [plain, linked] = platform.state.posts.map(({ sent }) => sent)
    expect(plain).toEqual({
      author: shopLtd,
      commentary: 'Fresh tea',
      visibility: 'PUBLIC',
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    })
    expect(linked!.content).toEqual({
      article: { source: 'https://shop.example.com/tea', title: 'shop.example.com' },
    })
  })

  test.each([
    'All of it (this as well)',
    '#tea for 5 # and [more] {or} <less> *_~ | \\ @you',
    'https://shop.example.com/a_b?c=1#d',
    'چای (تازه) #چای',
  ])('%j is shown to its end, and read back as it was written', async (message) => {
    await publish(message)
    expect(shownText(platform.state.posts[0]!.commentary)).toBe(message)
    expect((await shop.get('posts/')).body.data[0].message).toBe(message)
  })

  test('with templates of LinkedIn are read as people see them', async () => {
    const commentary = 'Hello @[Shop \\(Ltd\\)](urn:li:organization:1) {hashtag|\\#|tea} 1 \\< 2'
    const post = { author: shopLtd, commentary, createdAt: 0, likes: 0, sent: {} }
    platform.state.posts.push({ ...post, id: 'urn:li:share:1' })
    expect((await shop.get('posts/')).body.data[0].message).toBe('Hello Shop (Ltd) #tea 1 < 2')
  })

  test('come page by page with likes and comments', async () => {
    for (const message of ['One', 'Two', 'Three']) {
      await publish(message)
      await shop.later(60)
    }
    platform.state.posts[2]!.likes = 4
    const first = await shop.get('posts/?limit=2')
    const id = platform.state.posts[2]!.id
    expect(first.body.data[0]).toEqual({
      id,
      message: 'Three',
      created_time: expect.stringMatching(/Z$/),
      permalink_url: `https://www.linkedin.com/feed/update/${id}/`,
      media_url: null,
      metrics: { likes: 4, comments: 0, shares: null, views: null },
    })
    const last = await shop.app.get(first.body.paging.next, shop.owner.token)
    expect(last.body.data).toMatchObject([{ message: 'One' }])
    expect(last.body.paging).toEqual({ cursors: { after: null } })
  })

  test('come without figures where those cannot be read', async () => {
    await publish('One')
    const none = { likes: null, comments: null, shares: null, views: null }
    for (const [trouble, times] of [
      ['missing-permission', 1],
      ['unavailable', 4],
    ] as const) {
      platform.fail(trouble, { path: /socialActions$/, times })
      const { status, body } = await shop.get('posts/')
      expect([status, body.data[0].metrics]).toEqual([200, none])
    }
    expect((await shop.get('posts/')).body.data[0].metrics).toMatchObject({ likes: 0, comments: 0 })
  })

  test.each(['abc', '-1', '1.5', '9'.repeat(12)])('cursor %j does not reach it', async (after) => {
    const answers = [
      await shop.get(`posts/?after=${after}`),
      await shop.get(`comments/?post_id=urn:li:share:1&after=${after}`),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.keys(body.fields)]).toEqual([400, 'validation_error', ['after']])
    expect(platform.calls).toEqual([])
  })

  test('of more than 3000 letters, and with media, are refused before LinkedIn hears of them', async () => {
    const long = await shop.post('publish_post/', { message: 'x'.repeat(3001) })
    expect(long.body.fields).toEqual({ message: ['Ensure this field has no more than 3000 characters.'] })
    const media = [{ type: 'image', url: 'https://cdn.example.com/1.jpg' }]
    expect((await shop.post('publish_post/', { message: 'x', media })).body.fields).toHaveProperty('media')
    expect(platform.calls).toEqual([])
    await publish('('.repeat(3000))
  })

  test('twice the same are refused in the words of LinkedIn', async () => {
    await publish('Once')
    expect((await shop.post('publish_post/', { message: 'Once' })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { status: 422, code: 'DUPLICATE_POST' },
    })
  })

  test.each([
    ['lost', 1],
    ['server-error', 0],
  ] as const)('after %s are not sent again', async (trouble, posts) => {
    platform.fail(trouble, { method: 'POST', path: '/rest/posts' })
    const answer = await shop.post('publish_post/', { message: 'Once only' })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(platform.callsTo({ method: 'POST', path: '/rest/posts' })).toHaveLength(1)
    expect(platform.state.posts).toHaveLength(posts)
  })
})

test('posts of a person are published, and cannot be read: that is closed to applications', async () => {
  await shop.connect(asMember)
  await publish('As myself')
  expect(platform.state.posts[0]!.author).toBe(person)
  expect((await shop.get(`comments/?post_id=${platform.state.posts[0]!.id}`)).body).toMatchObject({
    code: 'insufficient_scope',
    provider: { platform: 'linkedin', status: 403, code: '100', request_id: expect.any(String) },
  })
  platform.calls.length = 0
  for (const rest of ['posts/', 'insights/'])
    expect((await shop.get(rest)).body.code).toBe('insufficient_scope')
  expect(platform.calls).toEqual([])
  expect(await shop.read()).toMatchObject({ status: 'connected' })
})

describe('comments', () => {
  beforeEach(() => shop.connect())

  test('are listed page by page and answered in plain text, under a comment and under the post', async () => {
    const { id: post } = await publish('Tea')
    const { id: first } = (await shop.post('reply_comment/', { comment_id: post, message: 'Price (net)?' }))
      .body
    expect(first).toMatch(/^urn:li:comment:\(urn:li:share:\d+,\d+\)$/)
    const reply = await shop.post('reply_comment/', { comment_id: first, message: 'Ten' })
    expect(reply.status, reply.text).toBe(200)
    expect(platform.state.comments).toMatchObject([
      { object: post, actor: shopLtd, text: 'Price (net)?', parent: null },
      { object: post, actor: shopLtd, text: 'Ten', parent: first },
    ])
    const { data } = (await shop.get(`comments/?post_id=${encodeURIComponent(post)}`)).body
    expect(data).toEqual([
      {
        id: first,
        message: 'Price (net)?',
        created_time: expect.stringMatching(/Z$/),
        from: { id: shopLtd, name: null },
        is_hidden: false,
        parent_id: null,
      },
    ])
    const under = (await shop.get(`comments/?post_id=${encodeURIComponent(first)}`)).body
    expect(under.data).toMatchObject([{ id: reply.body.id, message: 'Ten', parent_id: first }])
    await shop.post('reply_comment/', { comment_id: post, message: 'Size?' })
    const page = (await shop.get(`comments/?post_id=${encodeURIComponent(post)}&limit=1`)).body
    const next = await shop.app.get(page.paging.next, shop.owner.token)
    expect(next.body.data).toMatchObject([{ message: 'Size?' }])
  })

  test.each([
    '77',
    'urn:li:person:saraSUB',
    'urn:li:share:1,2',
    'urn:li:comment:(urn:li:share:1,x)',
    'urn:li:share:1..',
  ])('of the id %j are not asked for', async (bad) => {
    const answers = [
      await shop.get(`comments/?post_id=${encodeURIComponent(bad)}`),
      await shop.post('reply_comment/', { comment_id: bad, message: 'x' }),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.values(body.fields)]).toEqual([
        400,
        'validation_error',
        [['Enter a valid id.']],
      ])
    expect(platform.calls).toEqual([])
  })

  test('cannot be hidden on LinkedIn', async () => {
    const answer = await shop.post('hide_comment/', { comment_id: 'urn:li:share:1', hidden: true })
    expect([answer.status, answer.body]).toEqual([400, { error: 'Not supported', code: 'not_supported' }])
  })
})

test('figures of an organisation are its followers and what its posts got', async () => {
  await shop.connect()
  await publish('One')
  platform.state.posts[0]!.likes = 6
  expect((await shop.get('insights/')).body.metrics).toEqual({
    followers: 70,
    following: null,
    posts: null,
    likes: 6,
    views: 40,
    engagements: 6,
  })
})

describe('tokens', () => {
  test('without a refresh token last sixty days and no longer', async () => {
    await shop.connect()
    await shop.later(60 * day - 1)
    expect((await shop.get('posts/')).status).toBe(200)
    await shop.later(1)
    platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(platform.calls).toEqual([])
    expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
  })

  test('of a partner are renewed with the secret in the form, until a year is over', async () => {
    platform.state.refreshable = true
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
    platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(platform.calls).toEqual([])
  })

  test.each(['revoked', 'expired'] as const)('that LinkedIn calls %s are renewed once', async (fault) => {
    platform.state.refreshable = true
    await shop.connect()
    platform.fail(`${fault}-token`, { path: '/rest/posts' })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(tokenCalls()).toHaveLength(1)
  })

  test('of somebody who removed the app end the connection', async () => {
    platform.state.refreshable = true
    await shop.connect()
    platform.removeApp('saraSUB')
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
    platform.fail({ status: 422, body, headers: { 'x-li-uuid': accessToken! } }, { path: '/rest/posts' })
    const answer = await shop.post('publish_post/', { message: 'x' })
    expect(answer.body.code).toBe('provider_rejected')
    expect(await shop.leaks(answer.text)).toEqual([])
  })
})

test('the limit of a day is told without a time, and LinkedIn is left alone for a minute', async () => {
  await shop.connect()
  platform.fail('rate-limit', { times: 4 })
  const answer = await shop.get('posts/')
  expect([answer.status, answer.body]).toMatchObject([429, { code: 'rate_limited', retry_after: 60 }])
  platform.calls.length = 0
  expect((await shop.get('posts/')).status).toBe(429)
  expect(platform.calls).toEqual([])
})

test('the end of a connection is told, and the choice of pages goes with it', async () => {
  await shop.connect()
  const { accessToken } = await shop.stored()
  expect((await shop.post('test-connection/')).body).toMatchObject({ valid: true })
  platform.calls.length = 0
  expect((await shop.post('disconnect/')).status).toBe(200)
  expect(platform.calls).toMatchObject([
    { path: '/oauth/v2/revoke', status: 200, body: { token: accessToken, client_id: 'linkedin-client-id' } },
  ])
  expect((await shop.read()).metadata.pages).toBeUndefined()
})

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startXDouble, type XDouble } from '../../../../test/doubles/x.ts'
import { type PlatformApp, startPlatformApp } from '../../../../test/support/platform-app.ts'
import { twitter } from './twitter.ts'

let shop: PlatformApp<XDouble>
let platform: XDouble

beforeAll(async () => {
  shop = await startPlatformApp(twitter, startXDouble)
  platform = shop.double
  platform.state.users.push({ id: '7', name: 'Ali Karim', username: 'alikarim', followers: 3, following: 5 })
})
beforeEach(async () => {
  platform.state.posts.length = 0
  platform.state.limit = 100
  platform.state.windows.clear()
  await shop.startOver()
})
afterEach(async () => {
  expect(await shop.leaks()).toEqual([])
})
afterAll(() => shop.close())

const tokenCalls = () => platform.callsTo({ path: '/2/oauth2/token' })
const basic = `Basic ${Buffer.from('x-client-id:x-client-secret').toString('base64')}`
const publish = async (message: string, more: object = {}) => {
  const answer = await shop.post('publish_post/', { message, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

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
    expect(origin + pathname).toBe(`${platform.url}/i/oauth2/authorize`)
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
    platform.fail('unavailable', { path: '/2/users/me', times: 4 })
    expect((await shop.consentAs()).landed.error).toBe('profile_failed')
    expect(await shop.read()).toMatchObject({ status: 'error' })
    expect(await shop.stored()).toMatchObject({ accessToken: null })
  })

  test('with a used code fails, and the code is not sent twice', async () => {
    const error_description = 'Value passed for the authorization code was invalid.'
    const body = { error: 'invalid_request', error_description }
    platform.fail({ status: 400, body }, { path: '/2/oauth2/token' })
    expect((await shop.consentAs()).landed.error).toBe('code_exchange_failed')
    platform.fail('reset', { path: '/2/oauth2/token' })
    expect((await shop.consentAs()).landed.error).toBe('provider_unavailable')
    expect(tokenCalls()).toHaveLength(2)
  })
})

describe('posts', () => {
  beforeEach(() => shop.connect())

  test('are published with a link behind the text, and read as people see them', async () => {
    const text = 'Tea & <honey> at https://shop.example.com/tea?a=1&b=2'
    const first = await publish(text)
    expect(first).toMatchObject({
      status: 'published',
      permalink_url: `https://x.com/sarahadi/status/${first.id}`,
    })
    await publish('Look', { link: 'https://shop.example.com/new' })
    await publish('Twice https://shop.example.com/x', { link: 'https://shop.example.com/x' })
    expect(platform.state.posts.map((post) => post.text)).toEqual([
      text,
      'Look\nhttps://shop.example.com/new',
      'Twice https://shop.example.com/x',
    ])
    platform.state.posts[0]!.likes = 4
    const { body } = await shop.get('posts/')
    expect(body.data.at(-1)).toEqual({
      id: first.id,
      message: text,
      created_time: shop.clock.now().toISOString(),
      permalink_url: first.permalink_url,
      media_url: null,
      metrics: { likes: 4, comments: 0, shares: 0, views: 0 },
    })
  })

  test('come five at least, by the token of the page before, to the last', async () => {
    for (let n = 1; n <= 11; n++) await publish(`Post ${n}`)
    const first = await shop.get('posts/?limit=1')
    expect(first.body.data.map(({ message }: { message: string }) => message)).toEqual([
      'Post 11',
      'Post 10',
      'Post 9',
      'Post 8',
      'Post 7',
    ])
    const second = await shop.app.get(first.body.paging.next, shop.owner.token)
    const third = await shop.app.get(second.body.paging.next, shop.owner.token)
    expect(third.body.data).toMatchObject([{ message: 'Post 1' }])
    expect(third.body.paging).toEqual({ cursors: { after: null } })
    expect((await shop.get('posts/?after=altered')).body).toMatchObject({ code: 'provider_rejected' })
    platform.state.posts.length = 0
    expect((await shop.get('posts/')).body.data).toEqual([])
  })

  test('show the picture that hangs on them, and not its address in the text', async () => {
    const media = { media_key: '3_1', type: 'photo', url: 'https://img.example.com/3_1.jpg' }
    const data = [
      {
        id: '15',
        text: 'New tea https://t.co/pic',
        attachments: { media_keys: ['3_1'] },
        entities: {
          urls: [{ url: 'https://t.co/pic', expanded_url: 'https://x.com/a/1', media_key: '3_1' }],
        },
      },
    ]
    platform.fail(
      { status: 200, body: { data, includes: { media: [media] }, meta: {} } },
      { path: '/tweets' },
    )
    expect((await shop.get('posts/')).body.data).toMatchObject([
      { message: 'New tea', media_url: media.url, metrics: { likes: null, views: null } },
    ])
  })

  test.each([
    ['x'.repeat(281), null],
    ['語'.repeat(141), null],
    ['x'.repeat(257), 'https://shop.example.com/'],
  ])('that weigh more than 280 are refused here', async (message, link) => {
    const answer = await shop.post('publish_post/', { message, link })
    expect([answer.status, answer.body.fields]).toEqual([
      400,
      { message: ['Ensure this field has no more than 280 characters.'] },
    ])
    expect(platform.calls).toEqual([])
  })

  test('that weigh 280 are taken by X', async () => {
    await publish('x'.repeat(280))
    await publish('語'.repeat(140))
    await publish('👨‍👩‍👧‍👦'.repeat(140))
    await publish('x'.repeat(256), { link: `https://shop.example.com/${'y'.repeat(300)}` })
  })

  test('with media are not for X', async () => {
    const media = [{ type: 'image', url: 'https://cdn.example.com/1.jpg' }]
    const answer = await shop.post('publish_post/', { message: 'x', media })
    expect(answer.body.fields).toEqual({ media: ['Ensure this field has no more than 0 elements.'] })
  })

  test('twice the same are refused in the words of X', async () => {
    await publish('Once')
    expect((await shop.post('publish_post/', { message: 'Once' })).body).toMatchObject({
      code: 'provider_rejected',
      provider: { platform: 'twitter', status: 403, message: expect.stringContaining('duplicate') },
    })
  })

  test.each([
    ['lost', 1],
    ['unavailable', 0],
    ['html', 0],
  ] as const)('after %s are not sent again', async (trouble, posts) => {
    platform.fail(trouble, { method: 'POST', path: '/2/tweets' })
    const answer = await shop.post('publish_post/', { message: 'Once only' })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(platform.callsTo({ method: 'POST', path: '/2/tweets' })).toHaveLength(1)
    expect(platform.state.posts).toHaveLength(posts)
  })
})

test('without the permission to write ask for it, and the connection stays', async () => {
  await shop.connect({ _scopes: 'tweet.read,users.read' })
  expect((await shop.post('publish_post/', { message: 'Hi' })).body.code).toBe('insufficient_scope')
  expect(await shop.read()).toMatchObject({ status: 'connected', scopes: ['tweet.read', 'users.read'] })
})

describe('answers', () => {
  const answered = { author: '7', hidden: false, likes: 0 }
  beforeEach(() => shop.connect())

  test('are listed with who wrote them, answered, hidden and shown again', async () => {
    const { id: head } = await publish('Thread')
    const createdAt = shop.clock.now().toISOString()
    platform.state.posts.push(
      { ...answered, id: '77', text: 'Price & size?', conversation: head, inReplyTo: head, createdAt },
      { ...answered, id: '78', text: 'Same?', conversation: head, inReplyTo: '77', createdAt },
    )
    const { data, paging } = (await shop.get(`comments/?post_id=${head}&limit=3`)).body
    const ali = { id: '7', name: 'Ali Karim' }
    const common = { created_time: createdAt, from: ali, is_hidden: false }
    expect(data).toEqual([
      { ...common, id: '78', message: 'Same?', parent_id: '77' },
      { ...common, id: '77', message: 'Price & size?', parent_id: null },
    ])
    expect(paging).toEqual({ cursors: { after: null } })
    const reply = await shop.post('reply_comment/', { comment_id: '77', message: 'Two' })
    expect([reply.status, reply.body]).toEqual([200, { id: platform.state.posts.at(-1)!.id }])
    expect(platform.state.posts.at(-1)).toMatchObject({ text: 'Two', inReplyTo: '77' })
    for (const hidden of [true, false]) {
      const answer = await shop.post('hide_comment/', { comment_id: '77', hidden })
      expect(answer.body).toEqual({ success: true, hidden })
      expect(platform.state.posts[1]!.hidden).toBe(hidden)
    }
  })

  test('come page by page', async () => {
    const { id: head } = await publish('Thread')
    const createdAt = shop.clock.now().toISOString()
    for (let n = 0; n < 12; n++)
      platform.state.posts.push({
        ...answered,
        id: `${900 + n}`,
        text: `${n}`,
        conversation: head,
        inReplyTo: head,
        createdAt,
      })
    const first = (await shop.get(`comments/?post_id=${head}&limit=1`)).body
    expect(first.data).toHaveLength(10)
    const second = await shop.app.get(first.paging.next, shop.owner.token)
    expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(['901', '900'])
  })

  test.each(['77:x', '(77)', 'abc', '1'.repeat(21)])('of the id %j are not asked for', async (bad) => {
    const answers = [
      await shop.get(`comments/?post_id=${encodeURIComponent(bad)}`),
      await shop.post('reply_comment/', { comment_id: bad, message: 'x' }),
      await shop.post('hide_comment/', { comment_id: bad, hidden: true }),
    ]
    for (const { status, body } of answers)
      expect([status, body.code, Object.values(body.fields)]).toEqual([
        400,
        'validation_error',
        [['Enter a valid id.']],
      ])
    expect(platform.calls).toEqual([])
  })
})

test('figures are those of the profile', async () => {
  await shop.connect()
  await publish('One')
  expect((await shop.get('insights/')).body.metrics).toEqual({
    followers: 80,
    following: 9,
    posts: 1,
    likes: null,
    views: null,
    engagements: null,
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
    platform.state.limit = 1
    await shop.get('posts/')
    const answer = await shop.get('posts/')
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited'])
    expect(answer.body.retry_after).toBeGreaterThan(898)
    expect(answer.body.retry_after).toBeLessThanOrEqual(900)
    expect(answer.headers.get('retry-after')).toBe(String(answer.body.retry_after))
    platform.calls.length = 0
    expect((await shop.get('posts/')).status).toBe(429)
    expect(platform.calls).toEqual([])
    await shop.later(900)
    expect((await shop.get('posts/')).status).toBe(200)
  })

  test('that open in a moment are waited for', async () => {
    platform.fail('rate-limit', { path: '/tweets', resetIn: 2 })
    expect((await shop.get('posts/')).status).toBe(200)
    expect(platform.callsTo({ path: '/tweets' })).toHaveLength(2)
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
    platform.state.tokens.refresh.get(refreshToken!)!.state = 'used'
    const answer = await shop.get('posts/')
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code: 'reconnect_required', provider: { code: 'invalid_request' } },
    ])
    expect(tokenCalls()).toHaveLength(1)
    expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
    platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(platform.calls).toEqual([])
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
      platform.fail(answer, { path: '/2/oauth2/token' })
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
    platform.calls.length = 0
    expect((await shop.get('posts/')).body.code).toBe('reconnect_required')
    expect(platform.calls).toEqual([])
  })
})

test('the end of a connection is told for both tokens', async () => {
  await shop.connect()
  const { accessToken, refreshToken } = await shop.stored()
  expect((await shop.post('disconnect/')).status).toBe(200)
  expect(platform.calls.map(({ path, status, body }) => [path, status, body.token])).toEqual([
    ['/2/oauth2/revoke', 200, refreshToken],
    ['/2/oauth2/revoke', 200, accessToken],
  ])
  expect(platform.state.tokens.refresh.get(refreshToken!)!.state).toBe('revoked')
})

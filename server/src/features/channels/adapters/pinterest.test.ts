import { beforeEach, describe, expect, test } from 'vitest'
import { startPinterestDouble } from '../../../../test/doubles/pinterest.ts'
import { platformApp } from '../../../../test/support/platform-app.ts'
import { pinterest } from './pinterest.ts'

const shop = platformApp(pinterest, startPinterestDouble)
beforeEach(() => {
  shop.platform.state.pins.length = 0
  shop.platform.state.boards.splice(1)
})

const day = 86_400
const board = '549755885100'
const picture = (n: number) => ({ type: 'image', url: `https://cdn.example.com/${n}.jpg` })
const tokenCalls = () => shop.platform.callsTo({ path: '/v5/oauth/token' })
const basic = `Basic ${Buffer.from('1480000:pinterest-client-secret').toString('base64')}`
const addBoard = (id: string, name: string, values: object = {}) =>
  shop.platform.state.boards.push({ id, owner: '549755885175', name, is_ads_only: false, ...values })
const publish = async (body: object) => {
  const answer = await shop.post('publish_post/', body)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

test.each([
  ['a dead token', 401, { code: 2, message: 'Authentication failed.' }, 'api', 'auth'],
  ['a missing permission', 403, { code: 29 }, 'api', 'scope'],
  ['a board that is not there', 404, { code: 40 }, 'api', 'rejected'],
  ['a dead grant', 401, { code: 283 }, 'token', 'auth'],
  ['a wrong secret', 401, { code: 2 }, 'token', 'rejected'],
  ['a limit', 429, { code: 8 }, 'token', 'rate'],
  ['an outage', 502, undefined, 'token', 'transient'],
] as const)('%s is told apart', (_what, status, body, purpose, kind) => {
  expect(pinterest.classify({ status, headers: new Headers(), body }, purpose).kind).toBe(kind)
})

describe('connecting', () => {
  test('asks with commas, and proves by Basic; what lasts is asked for', async () => {
    const { flow, landed } = await shop.consentAs()
    expect(landed).toEqual({ connected: 'true', account_id: String(shop.accountId) })
    const { origin, pathname, searchParams } = flow.authorizationUrl
    expect(origin + pathname).toBe(`${shop.platform.url}/oauth/`)
    const params = Object.fromEntries(searchParams)
    expect(params).toEqual({
      client_id: '1480000',
      redirect_uri: expect.stringMatching(/\/api\/integrations\/accounts\/oauth\/callback\/pinterest\/$/),
      response_type: 'code',
      scope: 'boards:read,boards:write,pins:read,pins:write,user_accounts:read',
      state: flow.state,
    })
    const [exchange] = tokenCalls()
    expect(exchange!.headers.authorization).toBe(basic)
    const { code, ...form } = exchange!.body
    expect(code).toMatch(/^code/)
    expect(form).toEqual({
      grant_type: 'authorization_code',
      redirect_uri: params.redirect_uri,
      continuous_refresh: 'true',
    })
    expect(await shop.read()).toMatchObject({
      platform_display: 'Pinterest',
      external_account_id: '549755885175',
      external_account_name: 'Shop',
      scopes: ['boards:read', 'boards:write', 'pins:read', 'pins:write', 'user_accounts:read'],
      token_expires_at: new Date(shop.clock.now().getTime() + 30 * day * 1000).toISOString(),
      metadata: { username: 'sarahadi', account_type: 'BUSINESS' },
    })
  })

  test('denied changes nothing; a code that is over is told', async () => {
    expect((await shop.consentAs({ _decision: 'deny' })).landed.error).toBe('access_denied')
    expect(await shop.read()).toMatchObject({ status: 'disconnected' })
    shop.platform.fail('grant-invalid', { path: '/v5/oauth/token' })
    expect((await shop.consentAs()).landed.error).toBe('code_exchange_failed')
    expect(tokenCalls()).toHaveLength(1)
  })
})

describe('the connection', () => {
  beforeEach(() => shop.connect())
  const check = async () => (await shop.post('test-connection/')).body.valid

  test('is renewed with every month, refresh token and all, for longer than the first one lives', async () => {
    const first = await shop.stored()
    for (let month = 0; month < 4; month++) {
      await shop.later(30 * day)
      expect(await check()).toBe(true)
    }
    expect(tokenCalls().map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const last = await shop.stored()
    expect(last.refreshToken).not.toBe(first.refreshToken)
    expect(shop.platform.state.tokens.refresh.get(last.refreshToken!)?.state).toBe('good')
  })

  test('ends when Pinterest says that the grant is over, and only then', async () => {
    await shop.later(30 * day)
    shop.platform.fail('unauthorized', { path: '/v5/oauth/token' })
    expect((await shop.post('test-connection/')).status).toBe(400)
    expect(await shop.read()).toMatchObject({ status: 'connected' })
    shop.platform.fail('grant-invalid', { path: '/v5/oauth/token' })
    expect(await check()).toBe(false)
    expect(await shop.read()).toMatchObject({ status: 'expired', needs_reconnect: true })
  })

  test('tells figures', async () => {
    expect((await shop.get('insights/')).body.metrics).toEqual({
      followers: 60,
      following: 4,
      posts: 0,
      likes: null,
      views: 1630,
      engagements: null,
    })
  })
})

describe('pins', () => {
  beforeEach(() => shop.connect())

  test('are published with a link and read as people see them', async () => {
    const message = 'Mint & ginger\nready in 5 minutes'
    const link = 'https://shop.example.com/tea?a=1&b=2'
    const made = await publish({ message, link, media: [picture(1)] })
    expect(made).toEqual({
      id: shop.platform.state.pins[0]!.id,
      status: 'published',
      permalink_url: `https://www.pinterest.com/pin/${made.id}/`,
    })
    expect(shop.platform.state.pins[0]).toMatchObject({ board_id: board, description: message, link })
    expect((await shop.get('posts/')).body.data).toEqual([
      {
        id: made.id,
        message,
        created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        permalink_url: made.permalink_url,
        media_url: picture(1).url,
        metrics: { likes: 10, comments: 2, shares: 5, views: 0 },
      },
    ])
    const { created_time } = (await shop.get('posts/')).body.data[0]
    expect(Math.abs(Date.parse(created_time) - shop.clock.now().getTime())).toBeLessThan(1000)
  })

  test('hold up to five pictures, and need one', async () => {
    await publish({ message: 'Five', media: [1, 2, 3, 4, 5].map(picture) })
    expect(shop.platform.state.pins[0]!.images).toHaveLength(5)
    expect((await shop.get('posts/')).body.data[0].media_url).toBe(picture(1).url)
    await publish({ message: '', media: [picture(1)] })
    shop.platform.calls.length = 0
    for (const media of [[], [1, 2, 3, 4, 5, 6].map(picture)]) {
      const answer = await shop.post('publish_post/', { message: 'x', media })
      expect([answer.status, Object.keys(answer.body.fields)]).toEqual([400, ['media']])
    }
    const long = await shop.post('publish_post/', { message: 'x'.repeat(801), media: [picture(1)] })
    expect([long.status, Object.keys(long.body.fields)]).toEqual([400, ['message']])
    expect(shop.platform.calls).toEqual([])
    await publish({ message: 'x'.repeat(800), media: [picture(1)] })
  })

  test('go on the board that was chosen; among several one has to be', async () => {
    const only = (await shop.get('publish_options/')).body.options
    const choice = `Summer recipes (${board})`
    expect(only).toEqual([
      { name: 'board', required: true, type: 'choice', choices: [choice], default: choice },
    ])
    addBoard('7', 'Tea (green)')
    addBoard('8', 'Ad-only Pins', { is_ads_only: true })
    const [options] = (await shop.get('publish_options/')).body.options
    expect(options).toMatchObject({ choices: [choice, 'Tea (green) (7)'], default: null })
    const media = [picture(1)]
    const unsaid = await shop.post('publish_post/', { message: 'x', media })
    expect([unsaid.status, unsaid.body.fields]).toEqual([
      400,
      { 'options.board': ['This field is required.'] },
    ])
    const odd = await shop.post('publish_post/', { message: 'x', media, options: { board: 'Tea' } })
    expect(odd.body.fields).toEqual({ 'options.board': ['"Tea" is not a valid choice.'] })
    expect(shop.platform.state.pins).toEqual([])
    await publish({ message: 'x', media, options: { board: 'Tea (green) (7)' } })
    await publish({ message: 'y', media, options: { board } })
    expect(shop.platform.state.pins.map(({ board_id }) => board_id)).toEqual(['7', board])
    const gone = await shop.post('publish_post/', { message: 'x', media, options: { board: '9' } })
    expect([gone.status, gone.body.code]).toEqual([400, 'provider_rejected'])
  })

  test('come page by page, newest first, to the last', async () => {
    for (let n = 1; n <= 5; n++) await publish({ message: `Pin ${n}`, media: [picture(n)] })
    const first = (await shop.get('posts/?limit=2')).body
    expect(first.data.map(({ message }: { message: string }) => message)).toEqual(['Pin 5', 'Pin 4'])
    const second = (await shop.app.get(first.paging.next, shop.owner.token)).body
    const third = (await shop.app.get(second.paging.next, shop.owner.token)).body
    expect(third.data).toMatchObject([{ message: 'Pin 1' }])
    expect(third.paging).toEqual({ cursors: { after: null } })
  })

  test.each([
    ['lost', 1],
    ['server-error', 0],
  ] as const)('after %s are not sent again', async (trouble, pins) => {
    shop.platform.fail(trouble, { method: 'POST', path: '/v5/pins' })
    const answer = await shop.post('publish_post/', { message: 'Once only', media: [picture(1)] })
    expect([answer.status, answer.body.code]).toEqual([502, 'provider_unavailable'])
    expect(shop.platform.callsTo({ method: 'POST', path: '/v5/pins' })).toHaveLength(1)
    expect(shop.platform.state.pins).toHaveLength(pins)
  })
})

test('what the permission or the platform does not give is told; comments are not supported', async () => {
  await shop.connect({ _scopes: 'user_accounts:read' })
  expect((await shop.get('posts/')).body.code).toBe('insufficient_scope')
  expect((await shop.get('comments/?post_id=1')).body).toEqual({
    error: 'Not supported',
    code: 'not_supported',
  })
  shop.platform.fail('rate-limit', { path: '/v5/user_account', times: 4 })
  expect((await shop.post('test-connection/')).body.code).toBe('rate_limited')
})

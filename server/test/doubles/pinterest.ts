import { startClock } from './kit/clock.ts'
import {
  type Answer,
  type Call,
  isLineTrouble,
  type LineTrouble,
  type Plan,
  type PlatformServer,
  startPlatform,
} from './kit/http.ts'
import { bearer, decide, type IssuedCode, sendBack, startMint, takeCode, type Visit } from './kit/oauth.ts'
import { lookUp, startTokens, type TokenStore } from './kit/tokens.ts'

interface PinterestUser {
  id: string
  username: string
  business_name: string | null
  followers: number
}

interface PinterestBoard {
  id: string
  owner: string
  name: string
  is_ads_only: boolean
}

interface PinterestPin {
  id: string
  owner: string
  board_id: string
  title: string | null
  description: string | null
  link: string | null
  images: string[]
  /** Milliseconds since 1970. */
  createdAt: number
  impressions: number
}

export interface PinterestState {
  clientId: string
  clientSecret: string
  users: PinterestUser[]
  boards: PinterestBoard[]
  /** Newest last. */
  pins: PinterestPin[]
  codes: Map<string, IssuedCode>
  tokens: TokenStore
  visit: Visit
}

/** Failures that a test can order. Codes 2, 29 and 283 are those of the platform; that of the limit is not documented. */
const failures = {
  unauthorized: [401, 2, 'Authentication failed.'],
  'grant-invalid': [401, 283, 'The authorization grant is invalid'],
  forbidden: [403, 29, 'You are not permitted to access that resource.'],
  'rate-limit': [429, 8, 'This request exceeded the allowed rate.'],
  'server-error': [500, 11, 'Unexpected error'],
} as const
type PinterestFailure = keyof typeof failures

const failed = (what: PinterestFailure): Answer => {
  const [status, code, message] = failures[what]
  return { status, body: { code, message } }
}
const refuse = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message },
})

export interface PinterestDouble extends Omit<PlatformServer, 'plan'> {
  state: PinterestState
  /** The environment variables with which the server under test comes here. */
  env: Record<string, string>
  fail(what: PinterestFailure | LineTrouble | Answer, plan?: Plan): void
  /** Moves the platform's time on: tokens and codes expire. */
  advance(seconds: number): void
  /** Every code and token it gave out so far, and the client's secret. */
  secrets(): string[]
}

const day = 86_400
const accessLife = 30 * day
const refreshLife = 60 * day

/**
 * Plays pinterest.com's consent page and API v5, as far as accounts, boards and pins go. Facts: the platform's OpenAPI document 5.23;
 * refresh tokens are renewed with every use, and the used one is taken for dead here, which the platform does not say.
 */
export async function startPinterestDouble({
  port,
  now,
}: {
  port?: number
  now?: () => number
} = {}): Promise<PinterestDouble> {
  const clock = startClock(now)
  const mint = startMint('pinterest')
  let lastId = 813_744_226_420
  const state: PinterestState = {
    clientId: '1480000',
    clientSecret: 'pinterest-client-secret',
    users: [{ id: '549755885175', username: 'sarahadi', business_name: 'Shop', followers: 60 }],
    boards: [{ id: '549755885100', owner: '549755885175', name: 'Summer recipes', is_ads_only: false }],
    pins: [],
    codes: new Map(),
    tokens: startTokens(mint, { access: 'pina_', refresh: 'pinr.' }),
    visit: {},
  }
  const platform: Pinterest = { state, now: clock.now, mint, nextId: () => String(++lastId) }
  const { plan, ...server } = await startPlatform((call) => route(platform, call), port)
  return {
    ...server,
    state,
    env: {
      PINTEREST_CLIENT_ID: state.clientId,
      PINTEREST_CLIENT_SECRET: state.clientSecret,
      PINTEREST_OAUTH_URL: server.url,
      PINTEREST_API_URL: server.url,
    },
    fail: (what, where) => plan(typeof what === 'object' || isLineTrouble(what) ? what : failed(what), where),
    advance: clock.advance,
    secrets: () => [...mint.given, state.clientSecret],
  }
}

interface Pinterest {
  state: PinterestState
  now(): number
  mint: ReturnType<typeof startMint>
  nextId(): string
}

function route(pinterest: Pinterest, call: Call): Answer {
  switch (`${call.method} ${call.path}`) {
    case 'GET /oauth/':
      return authorize(pinterest, call)
    case 'POST /v5/oauth/token':
      return token(pinterest, call)
    case 'GET /v5/user_account':
      return as(pinterest, call, ['user_accounts:read'], (user) => ({
        status: 200,
        body: account(pinterest, user),
      }))
    case 'GET /v5/boards':
      return as(pinterest, call, ['boards:read'], (user) => {
        const own = pinterest.state.boards.filter(({ owner }) => owner === user.id)
        return page(
          call,
          own.map(({ owner, ...board }) => ({ ...board, owner: { username: user.username } })),
        )
      })
    case 'GET /v5/pins':
      return as(pinterest, call, ['boards:read', 'pins:read'], (user) => {
        const own = pinterest.state.pins.filter(({ owner }) => owner === user.id).toReversed()
        return page(
          call,
          own.map((pin) => presentPin(pin, call.query.pin_metrics === 'true')),
        )
      })
    case 'POST /v5/pins':
      return as(pinterest, call, ['boards:read', 'boards:write', 'pins:read', 'pins:write'], (user) =>
        createPin(pinterest, call, user),
      )
    default:
      return refuse(404, 12, 'Resource not found.')
  }
}

function authorize({ state, now, mint }: Pinterest, call: Call): Answer {
  const { client_id, redirect_uri = '', scope = '', state: flow, response_type } = call.query
  if (client_id !== state.clientId || !redirect_uri || response_type !== 'code' || !scope)
    return {
      status: 400,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><p>Invalid request.',
    }
  const decision = decide(call, state.visit, scope.split(',').filter(Boolean))
  if (decision.page) return decision.page
  if (decision.denied) return sendBack(redirect_uri, { error: 'access_denied', state: flow })
  const code = mint('code')
  state.codes.set(code, {
    client: client_id,
    redirectUri: redirect_uri,
    challenge: null,
    user: decision.user ?? state.users[0]?.id ?? '',
    scopes: decision.scopes,
    expiresAt: now() + 600_000,
    used: false,
  })
  return sendBack(redirect_uri, { code, state: flow })
}

/** A form, the client in the Basic header; without `continuous_refresh` older apps got no lasting connection. */
function token({ state, now }: Pinterest, call: Call): Answer {
  const given = /^Basic (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
  if (Buffer.from(given, 'base64').toString() !== `${state.clientId}:${state.clientSecret}`)
    return failed('unauthorized')
  const { grant_type, code, redirect_uri, refresh_token, continuous_refresh } = call.body
  if (grant_type === 'refresh_token') {
    const grant = lookUp(state.tokens.refresh, refresh_token ?? null, now())
    if (typeof grant === 'string') return failed('grant-invalid')
    grant.state = 'used'
    return issue(state, now(), grant.user, grant.scopes, 'refresh_token')
  }
  if (grant_type !== 'authorization_code' || continuous_refresh !== 'true')
    return refuse(400, 1, 'Invalid request')
  const presented = { client: state.clientId, redirectUri: redirect_uri, verifier: null, now: now() }
  const taken = takeCode(state.codes, code, presented)
  if (typeof taken === 'string') return failed('grant-invalid')
  return issue(state, now(), taken.user, taken.scopes, 'authorization_code')
}

function issue(state: PinterestState, now: number, user: string, scopes: string[], kind: string): Answer {
  const ends = { accessEnd: now + accessLife * 1000, refreshEnd: now + refreshLife * 1000 }
  const { access, refresh } = state.tokens.issue({ user, scopes, ...ends })
  return {
    status: 200,
    body: {
      response_type: kind,
      access_token: access,
      token_type: 'bearer',
      expires_in: accessLife,
      scope: scopes.join(' '),
      refresh_token: refresh,
      refresh_token_expires_in: refreshLife,
      refresh_token_expires_at: Math.floor(ends.refreshEnd / 1000),
    },
  }
}

/** Runs the work when the token lives and has all the scopes. */
function as(
  { state, now }: Pinterest,
  call: Call,
  scopes: string[],
  work: (user: PinterestUser) => Answer,
): Answer {
  const grant = lookUp(state.tokens.access, bearer(call), now())
  if (typeof grant === 'string') return failed('unauthorized')
  const user = state.users.find(({ id }) => id === grant.user)
  if (!user) return failed('unauthorized')
  return scopes.every((scope) => grant.scopes.includes(scope)) ? work(user) : failed('forbidden')
}

function page(call: Call, all: object[]): Answer {
  const size = Number(call.query.page_size ?? 25)
  if (!Number.isInteger(size) || size < 1 || size > 250) return refuse(400, 1, 'Invalid page_size')
  const from = Number(/^b(\d+)$/.exec(call.query.bookmark ?? 'b0')?.[1] ?? Number.NaN)
  if (Number.isNaN(from)) return refuse(400, 1, 'Invalid bookmark')
  const bookmark = from + size < all.length ? `b${from + size}` : null
  return { status: 200, body: { items: all.slice(from, from + size), bookmark } }
}

function account({ state }: Pinterest, { followers, ...user }: PinterestUser): object {
  const count = (all: { owner: string }[]) => all.filter(({ owner }) => owner === user.id).length
  return {
    ...user,
    account_type: user.business_name ? 'BUSINESS' : 'PINNER',
    board_count: count(state.boards),
    pin_count: count(state.pins),
    follower_count: followers,
    following_count: 4,
    monthly_views: 1630,
  }
}

function presentPin(
  { images, createdAt, impressions, owner, ...pin }: PinterestPin,
  metrics: boolean,
): object {
  const sizes = (url: string) => ({ '600x': { width: 600, height: 600, url } })
  const [first = '', ...more] = images
  const media =
    more.length > 0
      ? { media_type: 'multiple_images', items: images.map((url) => ({ images: sizes(url) })) }
      : { media_type: 'image', images: sizes(first) }
  return {
    ...pin,
    media,
    is_owner: true,
    created_at: new Date(createdAt).toISOString().slice(0, 19),
    pin_metrics: metrics
      ? { lifetime_metrics: { impression: impressions, reaction: 10, comment: 2, save: 5, pin_click: 7 } }
      : null,
  }
}

function createPin({ state, now, nextId }: Pinterest, call: Call, user: PinterestUser): Answer {
  const { board_id, title = null, description = null, link = null, media_source: source = {} } = call.body
  const board = state.boards.find(({ id, owner }) => id === board_id && owner === user.id)
  if (!board) return refuse(404, 40, 'Board not found.')
  if ((description?.length ?? 0) > 800 || (title?.length ?? 0) > 100 || (link?.length ?? 0) > 2048)
    return refuse(400, 1, 'Invalid request: a text is too long')
  const images = source.source_type === 'image_url' ? [source.url] : listed(source)
  if (images === null || !images.every((url: unknown) => /^https?:\/\//.test(String(url))))
    return refuse(400, 1, 'Invalid media_source')
  const rest = { title, description, link, images, createdAt: now(), impressions: 0 }
  const pin = { id: nextId(), owner: user.id, board_id, ...rest }
  state.pins.push(pin)
  return { status: 201, body: presentPin(pin, false) }
}

/** Two to five pictures. */
function listed({
  source_type,
  items,
}: {
  source_type?: string
  items?: { url?: string }[]
}): string[] | null {
  if (source_type !== 'multiple_image_urls' || !Array.isArray(items)) return null
  return items.length >= 2 && items.length <= 5 ? items.map(({ url = '' }) => url) : null
}

import { startClock } from './kit/clock.ts'
import {
  type Answer,
  type Call,
  type LineTrouble,
  type Plan,
  type PlatformServer,
  startPlatform,
} from './kit/http.ts'
import { startMint } from './kit/oauth.ts'
import { startTokens } from './kit/tokens.ts'
import { isXFailure, type XFailure, xFailure } from './x/answers.ts'
import * as content from './x/content.ts'
import * as oauth from './x/oauth.ts'
import type { X, XState } from './x/state.ts'

export interface XDouble extends Omit<PlatformServer, 'plan'> {
  state: XState
  /** The environment variables with which the server under test comes here. */
  env: Record<string, string>
  /** The next calls fail so; a limit ends after `resetIn` seconds (900). For the token endpoint give an answer. */
  fail(what: XFailure | LineTrouble | Answer, plan?: Plan & { resetIn?: number }): void
  /** Moves the platform's time on: tokens and codes expire, limits refill. */
  advance(seconds: number): void
  /** The user takes the app out of their settings: every token dies. */
  removeApp(user: string): void
  /** Every code and token it gave out so far, and the client's secret. */
  secrets(): string[]
}

/** Plays x.com's consent page and api.x.com. Facts: channels contract 4 and 5. */
export async function startXDouble({
  port,
  now,
}: {
  port?: number
  now?: () => number
} = {}): Promise<XDouble> {
  const clock = startClock(now)
  const mint = startMint('x')
  let lastId = 1_500_000_000_000
  const state: XState = {
    clientId: 'x-client-id',
    clientSecret: 'x-client-secret',
    redirectUris: null,
    users: [{ id: '2244994945', name: 'Sara Hadi', username: 'sarahadi', followers: 80, following: 9 }],
    posts: [],
    limit: 100,
    windows: new Map(),
    codes: new Map(),
    tokens: startTokens(mint, { access: 'Xaccess', refresh: 'Xrefresh' }),
    visit: {},
  }
  const x: X = { state, clock, mint, nextId: () => String(++lastId) }
  const { plan, ...server } = await startPlatform((call) => route(x, call), port)
  return {
    ...server,
    state,
    env: {
      TWITTER_CLIENT_ID: state.clientId,
      TWITTER_CLIENT_SECRET: state.clientSecret,
      TWITTER_OAUTH_URL: server.url,
      TWITTER_API_URL: server.url,
    },
    fail(what, { resetIn = 900, ...where } = {}) {
      const resetAt = Math.floor(clock.now() / 1000) + resetIn
      plan(isXFailure(what) ? xFailure(what, resetAt) : what, where)
    },
    advance: clock.advance,
    removeApp: state.tokens.revoke,
    secrets: () => [...mint.given, state.clientSecret],
  }
}

function route(x: X, call: Call): Answer {
  const at = `${call.method} ${call.path}`
  if (at === 'GET /i/oauth2/authorize') return oauth.authorize(x, call)
  if (at === 'POST /2/oauth2/token') return oauth.token(x, call)
  if (at === 'POST /2/oauth2/revoke') return oauth.revoke(x, call)
  if (at === 'GET /2/users/me') return content.me(x, call)
  if (at === 'GET /2/tweets/search/recent') return content.search(x, call)
  if (at === 'POST /2/tweets') return content.publish(x, call)
  const [, user] = /^GET \/2\/users\/(\d+)\/tweets$/.exec(at) ?? []
  if (user) return content.timeline(x, call, user)
  const [, hidden] = /^PUT \/2\/tweets\/(\d+)\/hidden$/.exec(at) ?? []
  if (hidden) return content.hide(x, call, hidden)
  const [, gone] = /^DELETE \/2\/tweets\/(\d+)$/.exec(at) ?? []
  if (gone) return content.remove(x, call, gone)
  return { status: 404, body: { title: 'Not Found', type: 'about:blank', status: 404, detail: 'Not Found' } }
}

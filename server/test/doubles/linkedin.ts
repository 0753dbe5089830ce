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
import {
  isLinkedInFailure,
  type LinkedInFailure,
  linkedinError,
  linkedinFailure,
} from './linkedin/answers.ts'
import * as content from './linkedin/content.ts'
import * as oauth from './linkedin/oauth.ts'
import type { LinkedIn, LinkedInState } from './linkedin/state.ts'

export interface LinkedInDouble extends Omit<PlatformServer, 'plan'> {
  state: LinkedInState
  /** The environment variables with which the server under test comes here. */
  env: Record<string, string>
  /** The next calls fail so. For the token endpoint give an answer. */
  fail(what: LinkedInFailure | LineTrouble | Answer, plan?: Plan): void
  /** Moves the platform's time on: tokens and codes expire. */
  advance(seconds: number): void
  /** The member takes the app out of their settings: every token dies. */
  removeApp(sub: string): void
  /** Every code and token it gave out so far, and the client's secret. */
  secrets(): string[]
}

/** Plays linkedin.com's consent page and api.linkedin.com. Facts: channels contract 4 and 5. */
export async function startLinkedInDouble({
  port,
  now,
}: {
  port?: number
  now?: () => number
} = {}): Promise<LinkedInDouble> {
  const clock = startClock(now)
  const mint = startMint('linkedin')
  let lastId = 7_100_000_000
  const state: LinkedInState = {
    clientId: 'linkedin-client-id',
    clientSecret: 'linkedin-client-secret',
    redirectUris: null,
    approvedScopes: null,
    refreshable: false,
    denial: 'user_cancelled_authorize',
    versions: { oldest: '202506', newest: '209912' },
    members: [{ sub: 'saraSUB', name: 'Sara Hadi', email: 'sara@example.com' }],
    organizations: [{ id: '5515715', name: 'Shop Ltd', administrators: ['saraSUB'], followers: 70 }],
    posts: [],
    comments: [],
    codes: new Map(),
    tokens: startTokens(mint, { access: 'AQXaccess', refresh: 'AQXrefresh' }),
    visit: {},
  }
  const linkedin: LinkedIn = { state, clock, mint, nextId: () => String(++lastId) }
  const { plan, ...server } = await startPlatform((call) => route(linkedin, call), port)
  return {
    ...server,
    state,
    env: {
      LINKEDIN_CLIENT_ID: state.clientId,
      LINKEDIN_CLIENT_SECRET: state.clientSecret,
      LINKEDIN_OAUTH_URL: server.url,
      LINKEDIN_API_URL: server.url,
    },
    fail: (what, where) => plan(isLinkedInFailure(what) ? linkedinFailure(what) : what, where),
    advance: clock.advance,
    removeApp: state.tokens.revoke,
    secrets: () => [...mint.given, state.clientSecret],
  }
}

function route(linkedin: LinkedIn, call: Call): Answer {
  const at = `${call.method} ${call.path}`
  if (at === 'GET /oauth/v2/authorization') return oauth.authorize(linkedin, call)
  if (at === 'POST /oauth/v2/accessToken') return oauth.accessToken(linkedin, call)
  if (at === 'POST /oauth/v2/revoke') return oauth.revoke(linkedin, call)
  if (at === 'GET /v2/userinfo') return content.userInfo(linkedin, call)
  if (call.path.startsWith('/rest/')) return content.rest(linkedin, call)
  return linkedinError(404, 'RESOURCE_NOT_FOUND', `No virtual resource found: ${call.path}`)
}

import { createHmac } from 'node:crypto'
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
import { startWebhooks, type Webhooks } from './kit/webhooks.ts'
import { isTikTokError, type TikTokErrorCode, tiktokError } from './tiktok/answers.ts'
import * as content from './tiktok/content.ts'
import * as oauth from './tiktok/oauth.ts'
import {
  newUser,
  type TikTok,
  type TikTokPublish,
  type TikTokState,
  type TikTokUser,
} from './tiktok/state.ts'

export interface TikTokDouble extends Omit<PlatformServer, 'plan'> {
  state: TikTokState
  /** The environment variables with which the server under test comes here. */
  env: Record<string, string>
  /** The next calls fail so. Codes are those of the content API; for the token endpoint give an answer. */
  fail(what: TikTokErrorCode | LineTrouble | Answer, plan?: Plan): void
  /** Moves the platform's time on: tokens and codes expire, limits refill. */
  advance(seconds: number): void
  /** The user takes the app out of their settings: every token dies. */
  removeApp(openId: string): void
  /** What was posted has been worked on; it has an id if others may see it. */
  finish(publishId: string, status: TikTokPublish['status'], failReason?: string): void
  /** Every code and token it gave out so far, and the client's secret. */
  secrets(): string[]
  webhooks: Webhooks
  /** A webhook as the platform writes it: `content` is a string of JSON. */
  event(name: string, openId: string, content: object): object
}

interface TikTokOptions {
  port?: number
  now?: () => number
  users?: (Partial<TikTokUser> & { open_id: string })[]
}

/** Plays tiktok.com's consent page and open.tiktokapis.com. Facts: channels contract 4 and 5. */
export async function startTikTokDouble({ port, now, users }: TikTokOptions = {}): Promise<TikTokDouble> {
  const clock = startClock(now)
  const mint = startMint('tiktok')
  let lastId = 7_300_000_000_000_000_000n
  const state: TikTokState = {
    clientKey: 'tiktok-client-key',
    clientSecret: 'tiktok-client-secret',
    redirectUris: null,
    audited: true,
    verifiedHosts: null,
    tokenErrorStatus: 400,
    rotates: true,
    users: (users ?? [{ open_id: 'open-sara' }]).map(newUser),
    codes: new Map(),
    tokens: startTokens(mint, { access: 'act.', refresh: 'rft.' }),
    publishes: new Map(),
    used: new Map(),
    visit: {},
  }
  const tiktok: TikTok = { state, clock, mint, nextId: () => String(++lastId) }
  const { plan, ...server } = await startPlatform((call) => route(tiktok, call), port)
  const seconds = () => Math.floor(clock.now() / 1000)
  return {
    ...server,
    state,
    env: {
      TIKTOK_CLIENT_ID: state.clientKey,
      TIKTOK_CLIENT_SECRET: state.clientSecret,
      TIKTOK_OAUTH_URL: server.url,
      TIKTOK_API_URL: server.url,
    },
    fail: (what, where) => plan(isTikTokError(what) ? tiktokError(what) : what, where),
    advance: clock.advance,
    removeApp: state.tokens.revoke,
    finish(publishId, status, failReason) {
      const publish = state.publishes.get(publishId)
      if (!publish) throw new Error(`Nothing was posted as ${publishId}`)
      publish.status = status
      publish.failReason = failReason ?? null
      const isPrivate = publish.sent.post_info?.privacy_level === 'SELF_ONLY'
      if (status === 'PUBLISH_COMPLETE' && !isPrivate) publish.postIds.push(tiktok.nextId())
    },
    secrets: () => [...mint.given, state.clientSecret],
    webhooks: startWebhooks({
      secret: () => state.clientSecret,
      sign(raw, secret, at = seconds()) {
        const proof = createHmac('sha256', secret).update(`${at}.${raw}`).digest('hex')
        return { 'tiktok-signature': `t=${at},s=${proof}` }
      },
    }),
    event: (name, openId, content) => ({
      client_key: state.clientKey,
      event: name,
      create_time: seconds(),
      user_openid: openId,
      content: JSON.stringify(content),
    }),
  }
}

function route(tiktok: TikTok, call: Call): Answer {
  switch (`${call.method} ${call.path}`) {
    case 'GET /v2/auth/authorize/':
      return oauth.authorize(tiktok, call)
    case 'POST /v2/oauth/token/':
      return oauth.token(tiktok, call)
    case 'POST /v2/oauth/revoke/':
      return oauth.revoke(tiktok, call)
    case 'GET /v2/user/info/':
      return content.userInfo(tiktok, call)
    case 'POST /v2/video/list/':
      return content.listVideos(tiktok, call)
    case 'POST /v2/post/publish/creator_info/query/':
      return content.creatorInfo(tiktok, call)
    case 'POST /v2/post/publish/video/init/':
      return content.initVideo(tiktok, call)
    case 'POST /v2/post/publish/content/init/':
      return content.initPhotos(tiktok, call)
    case 'POST /v2/post/publish/status/fetch/':
      return content.publishStatus(tiktok, call)
    default:
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Unsupported path(Janus)' }
  }
}

import { createHmac } from 'node:crypto'
import { type GraphFailure, graphFailure } from './graph/errors.ts'
import { removeApp } from './graph/oauth.ts'
import { answerGraph } from './graph/routes.ts'
import { type Graph, type GraphSeed, type GraphState, seedGraph } from './graph/state.ts'
import { startClock } from './kit/clock.ts'
import {
  type Answer,
  isLineTrouble,
  type LineTrouble,
  type Plan,
  type PlatformServer,
  startPlatform,
} from './kit/http.ts'
import { startMint } from './kit/oauth.ts'
import { startWebhooks, type Webhooks } from './kit/webhooks.ts'

export interface MetaDouble extends Omit<PlatformServer, 'plan'> {
  state: GraphState
  /** The environment variables with which the server under test comes here. */
  env: Record<string, string>
  /** The next calls fail so; `minutes` is what a business limit says about when to come back. */
  fail(what: GraphFailure | LineTrouble | Answer, plan?: Plan & { minutes?: number }): void
  /** The platform's time, in milliseconds since 1970. */
  now(): number
  /** Moves the platform's time on: tokens and codes expire. */
  advance(seconds: number): void
  /** The user takes the app out of their settings. */
  removeApp(user: string): void
  /** The user's sessions end: their tokens die. */
  changePassword(user: string): void
  /** Every code and token it gave out so far, and the app's secret. */
  secrets(): string[]
  webhooks: Webhooks
  /** Sets up the webhook at its target, as the app's dashboard does: whether the challenge came back. */
  verifyWebhook(verifyToken: string): Promise<boolean>
}

interface MetaOptions extends GraphSeed {
  port?: number
  now?: () => number
}

const version = 'v25.0'

/**
 * Plays facebook.com's dialog and the Graph API on one loopback address: pages, posts, comments,
 * insights, Instagram, and WhatsApp once there is an account of it.
 * Facts: channels contract 4 and 5.
 */
export async function startMetaDouble({ port, now, ...seed }: MetaOptions = {}): Promise<MetaDouble> {
  const clock = startClock(now)
  const mint = startMint('graph')
  let lastId = 7_000_000
  const graph: Graph = {
    state: seedGraph(seed, clock.now()),
    clock,
    mint,
    nextId: () => String(++lastId),
    base: () => `${platform.url}/${version}`,
  }
  const platform = await startPlatform((call) => answerGraph(graph, call), port)
  const app = graph.state.apps[0]!
  const { plan, ...server } = platform
  const webhooks = startWebhooks({
    secret: () => app.secret,
    sign: (raw, secret) => ({
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
    }),
  })
  return {
    ...server,
    state: graph.state,
    env: {
      META_CLIENT_ID: app.id,
      META_CLIENT_SECRET: app.secret,
      META_OAUTH_URL: graph.base(),
      META_GRAPH_URL: graph.base(),
    },
    fail(what, { minutes, ...where } = {}) {
      if (typeof what === 'object' || isLineTrouble(what)) plan(what, where)
      else plan(() => graphFailure(what, clock.now(), minutes), where)
    },
    now: clock.now,
    advance: clock.advance,
    removeApp: (user) => removeApp(graph, app.id, user),
    changePassword(user) {
      for (const token of graph.state.tokens.values()) if (token.user === user) token.dead = 'password'
    },
    secrets: () => [...mint.given, app.secret],
    webhooks,
    async verifyWebhook(verifyToken) {
      const challenge = graph.nextId()
      const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': challenge }
      const response = await fetch(`${webhooks.target}?${new URLSearchParams(query)}`)
      return response.status === 200 && (await response.text()) === challenge
    },
  }
}

/** A webhook about a comment under a post of the page. */
export function commentEvent(page: string, value: Record<string, unknown>, seconds: number): object {
  return {
    object: 'page',
    entry: [
      {
        id: page,
        time: seconds,
        changes: [
          { field: 'feed', value: { item: 'comment', verb: 'add', created_time: seconds, ...value } },
        ],
      },
    ],
  }
}

import { createHmac } from 'node:crypto'
import type { Answer, Call } from '../kit/http.ts'
import { bearer } from '../kit/oauth.ts'
import { appRemoved, expiredToken, graphError, passwordChanged, unparsableToken } from './errors.ts'
import { isAnswer } from './fields.ts'
import {
  type Graph,
  type GraphApp,
  type GraphGrant,
  type GraphPage,
  type GraphToken,
  grantKey,
  type WhatsAppBusinessAccount,
} from './state.ts'

const longLifeMs = 5_183_944_000

/** Who calls: a living token and what it may. */
export interface Caller {
  value: string
  token: GraphToken
  app: GraphApp
  grant: GraphGrant | null
}

export const presentedToken = (call: Call): string | null =>
  bearer(call) ?? call.query.access_token ?? call.body.access_token ?? null

/** The caller, or the refusal that the platform would send. */
export function authenticate(graph: Graph, call: Call): Caller | Answer {
  const value = presentedToken(call)
  if (!value)
    return call.path.includes('/me')
      ? graphError(2500, 'An active access token must be used to query information about the current user.')
      : graphError(104, 'An access token is required to request this resource.')
  const [id, secret] = value.split('|')
  const owner = graph.state.apps.find((app) => app.id === id && app.secret === secret)
  if (owner) return { value, token: appToken(owner.id, graph.clock.now()), app: owner, grant: null }
  const token = graph.state.tokens.get(value)
  const fault = tokenFault(graph, token)
  if (!token || fault) return fault ?? unparsableToken()
  const app = graph.state.apps.find((one) => one.id === token.app)
  if (!app) return unparsableToken()
  const proof = call.query.appsecret_proof ?? call.body.appsecret_proof
  const method = { type: 'GraphMethodException' }
  if (proof === undefined && app.proofRequired)
    return graphError(100, 'API calls from the server require an appsecret_proof argument', method)
  if (proof !== undefined && proof !== createHmac('sha256', app.secret).update(value).digest('hex'))
    return graphError(100, 'Invalid appsecret_proof provided in the API argument', method)
  return { value, token, app, grant: grantOf(graph, token) }
}

/** Why a token is refused, or null while it is good. */
export function tokenFault(graph: Graph, token: GraphToken | undefined): Answer | null {
  if (!token) return unparsableToken()
  if (token.dead === 'password') return passwordChanged()
  if (token.dead === 'removed' || (token.user && !grantOf(graph, token))) return appRemoved(token.app)
  const now = graph.clock.now()
  if (token.expiresAt !== null && token.expiresAt <= now) return expiredToken(token.expiresAt, now)
  return null
}

export const grantOf = (graph: Graph, token: GraphToken): GraphGrant | null =>
  (token.user && graph.state.grants.get(grantKey(token.app, token.user))) || null

export const may = (caller: Caller, scope: string): boolean => caller.grant?.scopes.get(scope) === 'granted'

/** Between one and two hours for a short one, about sixty days for a long one. */
export function issueUserToken(
  graph: Graph,
  app: string,
  user: string,
  longLived: boolean,
): GraphTokenAnswer {
  const now = graph.clock.now()
  const lifeMs = longLived ? longLifeMs : 5_400_000
  const value = graph.mint(longLived ? 'EAAlong' : 'EAAshort')
  graph.state.tokens.set(value, {
    kind: 'user',
    app,
    user,
    page: null,
    longLived,
    issuedAt: now,
    expiresAt: now + lifeMs,
    dead: null,
  })
  return { access_token: value, token_type: 'bearer', expires_in: lifeMs / 1000 }
}

interface GraphTokenAnswer {
  access_token: string
  token_type: 'bearer'
  expires_in: number
}

/** The same each time for the same caller; without an end by time when the user's token is a long one. */
export function pageTokenFor(graph: Graph, { token }: Caller, page: GraphPage): string {
  for (const [value, known] of graph.state.tokens)
    if (
      known.page === page.id &&
      known.user === token.user &&
      known.app === token.app &&
      known.longLived === token.longLived &&
      !tokenFault(graph, known)
    )
      return value
  const value = graph.mint('EAApage')
  graph.state.tokens.set(value, {
    ...token,
    kind: 'page',
    page: page.id,
    issuedAt: graph.clock.now(),
    expiresAt: token.longLived ? null : token.expiresAt,
  })
  return value
}

/** Pages that the caller's user manages and has let the app see. */
export function visiblePages(graph: Graph, caller: Caller): GraphPage[] {
  const picked = caller.grant?.pages ?? null
  return graph.state.pages.filter(
    (page) => page.users.includes(caller.token.user ?? '') && (picked === null || picked.includes(page.id)),
  )
}

/** WhatsApp accounts of the user's businesses, as far as they were picked. */
export function sharedAccounts(
  graph: Graph,
  user: string | null,
  picked: string[] | null,
): WhatsAppBusinessAccount[] {
  const businesses = graph.state.businesses.filter(({ users }) => users.includes(user ?? ''))
  const ids = businesses.flatMap(({ owned, client }) => [...owned, ...client])
  return graph.state.whatsapp.filter(({ id }) => ids.includes(id) && (picked === null || picked.includes(id)))
}

/** Runs the work for who is let in. */
export function asCaller(graph: Graph, call: Call, work: (caller: Caller) => Answer): Answer {
  const caller = authenticate(graph, call)
  return isAnswer(caller) ? caller : work(caller)
}

const appToken = (app: string, now: number): GraphToken => ({
  kind: 'app',
  app,
  user: null,
  page: null,
  longLived: true,
  issuedAt: now,
  expiresAt: null,
  dead: null,
})

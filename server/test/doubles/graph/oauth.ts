import type { Answer, Call } from '../kit/http.ts'
import { type Choice, decide, sendBack, takeCode } from '../kit/oauth.ts'
import { graphError } from './errors.ts'
import { type Graph, type GraphApp, type GraphGrant, type GraphToken, grantKey } from './state.ts'
import { asCaller, grantOf, issueUserToken, sharedAccounts, tokenFault } from './tokens.ts'

const codeLifeMs = 600_000

/** `GET /dialog/oauth`: whoever comes decides at once, as `state.visit` or the query says. */
export function dialog(graph: Graph, call: Call): Answer {
  const { client_id, redirect_uri, state, scope, config_id, response_type } = call.query
  const app = graph.state.apps.find(({ id }) => id === client_id)
  if (!app) return page(400, 'Invalid App ID: The provided app ID does not look like a valid app ID.')
  if (!redirect_uri || (app.redirectUris && !app.redirectUris.includes(redirect_uri)))
    return page(
      400,
      "URL Blocked: This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.",
    )
  const wantsCode = response_type === 'code' || response_type === undefined
  if (!wantsCode || (config_id && call.query.override_default_response_type !== 'true'))
    return page(400, 'Invalid Parameter: response_type')
  const asked = config_id ? configuredScopes : (scope ?? '').split(/[ ,]+/).filter(Boolean)
  const decision = decide(call, graph.state.visit, asked, picks(graph, asked))
  if (decision.page) return decision.page
  if (decision.denied)
    return sendBack(
      redirect_uri,
      {
        error: 'access_denied',
        error_code: '200',
        error_description: 'Permissions error',
        error_reason: 'user_denied',
        state,
      },
      '#_=_',
    )
  const user = decision.user ?? graph.state.users[0]?.id ?? ''
  const key = grantKey(app.id, user)
  graph.state.grants.set(key, {
    scopes: new Map([
      ...(graph.state.grants.get(key)?.scopes ?? []),
      ...asked.map((name) => [name, decision.scopes.includes(name) ? 'granted' : 'declined'] as const),
      ['public_profile', 'granted'],
    ]),
    pages: pickedWith(graph, graph.state.grants.get(key), picks(graph, asked), decision.pages),
  })
  const code = graph.mint('AQcode')
  graph.state.codes.set(code, {
    client: app.id,
    redirectUri: redirect_uri,
    challenge: null,
    user,
    scopes: decision.scopes,
    expiresAt: graph.clock.now() + codeLifeMs,
    used: false,
  })
  return sendBack(redirect_uri, { code, state }, '#_=_')
}

/** A dialog about pages changes nothing of what was picked for WhatsApp before, and the other way round: grants add up. */
function pickedWith(
  { state }: Graph,
  before: GraphGrant | undefined,
  offered: Choice[],
  picked: string[] | null,
) {
  if (!before || (before.pages === null && picked === null)) return picked
  const ids = (choices: Choice[]) => choices.map(({ id }) => id)
  const others = (before.pages ?? ids([...state.pages, ...state.whatsapp])).filter(
    (id) => !ids(offered).includes(id),
  )
  return [...others, ...(picked ?? ids(offered))]
}

/** What the dialog lets people pick from. */
function picks({ state }: Graph, asked: string[]): Choice[] {
  const forWhatsApp = asked.some((scope) => scope.startsWith('whatsapp_'))
  return forWhatsApp ? state.whatsapp : state.pages
}

/** What a login configuration of the app asks for; it is set up at the platform, not in the address. */
const configuredScopes = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_posts',
  'pages_manage_engagement',
  'pages_read_user_content',
  'pages_manage_metadata',
  'read_insights',
  'business_management',
  'whatsapp_business_management',
  'whatsapp_business_messaging',
]

/** `/oauth/access_token`: a code, a longer life, or the app itself. Parameters in the query or in a form. */
export function accessToken(graph: Graph, call: Call): Answer {
  const given = { ...call.query, ...call.body }
  const app = graph.state.apps.find(({ id }) => id === given.client_id)
  if (!app)
    return graphError(101, 'Error validating application. Cannot get application info due to a system error.')
  if (app.secret !== given.client_secret) return graphError(1, 'Error validating client secret.')
  if (given.grant_type === 'client_credentials')
    return { status: 200, body: { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' } }
  if (given.grant_type === 'fb_exchange_token') return lengthen(graph, app, given.fb_exchange_token)
  return exchangeCode(graph, app, given)
}

function lengthen(graph: Graph, app: GraphApp, value: string | undefined): Answer {
  if (!value) return graphError(100, 'fb_exchange_token parameter not specified')
  const token = graph.state.tokens.get(value)
  const fault = tokenFault(graph, token)
  if (!token || fault) return fault ?? graphError(190, 'Invalid OAuth access token.')
  if (token.app !== app.id || token.kind !== 'user' || !token.user)
    return graphError(1, 'The access token does not belong to application')
  return { status: 200, body: issueUserToken(graph, app.id, token.user, true) }
}

function exchangeCode(graph: Graph, app: GraphApp, given: Call['body']): Answer {
  if (!given.code) return graphError(1, 'Missing authorization code')
  if (!given.redirect_uri) return graphError(191, 'Missing redirect_uri parameter.')
  const taken = takeCode(graph.state.codes, given.code, {
    client: app.id,
    redirectUri: given.redirect_uri,
    verifier: null,
    now: graph.clock.now(),
  })
  if (typeof taken === 'object')
    return { status: 200, body: issueUserToken(graph, app.id, taken.user, false) }
  if (taken === 'used') return graphError(100, 'This authorization code has been used.', { subcode: 36009 })
  if (taken === 'expired') return graphError(100, 'This authorization code has expired.', { subcode: 36007 })
  if (taken === 'redirect-mismatch')
    return graphError(
      100,
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
      { subcode: 36008 },
    )
  return graphError(100, 'Invalid verification code format.')
}

/** `GET /debug_token`: the caller is the app (`id|secret`) or one of its users. */
export function debugToken(graph: Graph, call: Call): Answer {
  return asCaller(graph, call, (caller) => {
    const value = call.query.input_token
    if (!value) return graphError(100, '(#100) The parameter input_token is required')
    const token = graph.state.tokens.get(value)
    if (!token) {
      const error = { code: 190, message: 'Invalid OAuth access token.' }
      return { status: 200, body: { data: { error, is_valid: false, scopes: [] } } }
    }
    if (token.app !== caller.app.id)
      return graphError(100, '(#100) The App_id in the input_token did not match the Viewing App')
    return { status: 200, body: { data: describe(graph, token, caller.app) } }
  })
}

function describe(graph: Graph, token: GraphToken, app: GraphApp): object {
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
  const grant = grantOf(graph, token)
  const scopes = [...(grant?.scopes ?? [])].filter(([, state]) => state === 'granted').map(([name]) => name)
  const fault = tokenFault(graph, token)?.body as
    | { error: { code: number; message: string; error_subcode?: number } }
    | undefined
  return {
    app_id: app.id,
    type: token.kind.toUpperCase(),
    application: app.name,
    data_access_expires_at: seconds(token.issuedAt) + 7_776_000,
    expires_at: token.expiresAt === null ? 0 : seconds(token.expiresAt),
    ...(fault
      ? {
          error: {
            code: fault.error.code,
            message: fault.error.message,
            subcode: fault.error.error_subcode ?? 0,
          },
        }
      : {}),
    is_valid: !fault,
    issued_at: seconds(token.issuedAt),
    ...(token.page ? { profile_id: token.page } : {}),
    scopes,
    granular_scopes: scopes.map((scope) => ({
      scope,
      ...targets(graph, scope, token.user, grant?.pages ?? null),
    })),
    user_id: token.user,
  }
}

/** Pages are named when some were picked, WhatsApp accounts always. */
function targets(graph: Graph, scope: string, user: string | null, picked: string[] | null): object {
  if (scope.startsWith('whatsapp_'))
    return { target_ids: sharedAccounts(graph, user, picked).map(({ id }) => id) }
  if (!scope.startsWith('page') || picked === null) return {}
  return { target_ids: picked.filter((id) => graph.state.pages.some((page) => page.id === id)) }
}

/** `/{user}/permissions`: what was granted and declined; DELETE takes back one of them or, without a name, the app. */
export function permissions(graph: Graph, call: Call, user: string, permission?: string): Answer {
  return asCaller(graph, call, (caller) => {
    const id = user === 'me' ? caller.token.user : user
    if (!id || (caller.token.kind !== 'app' && caller.token.user !== id))
      return graphError(200, '(#200) Provide valid app ID', { status: 403 })
    const key = grantKey(caller.app.id, id)
    const grant = graph.state.grants.get(key)
    if (call.method === 'GET') {
      const data = [...(grant?.scopes ?? [])].map(([name, status]) => ({ permission: name, status }))
      return { status: 200, body: { data } }
    }
    if (permission) grant?.scopes.delete(permission)
    else removeApp(graph, caller.app.id, id)
    return { status: 200, body: { success: true } }
  })
}

/** The user takes the app out of their settings: every token of it dies. */
export function removeApp(graph: Graph, app: string, user: string): void {
  graph.state.grants.delete(grantKey(app, user))
  for (const token of graph.state.tokens.values())
    if (token.app === app && token.user === user) token.dead = 'removed'
}

function page(status: number, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Error</title><p>${text}</p>`,
  }
}

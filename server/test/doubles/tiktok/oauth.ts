import type { Answer, Call } from '../kit/http.ts'
import { decide, sendBack, takeCode } from '../kit/oauth.ts'
import { lookUp } from '../kit/tokens.ts'
import { tokenError } from './answers.ts'
import type { TikTok } from './state.ts'

const codeLifeMs = 300_000
const accessLife = 86_400
const refreshLife = 31_536_000

/** `GET /v2/auth/authorize/`. */
export function authorize({ state: tiktok, clock, mint }: TikTok, call: Call): Answer {
  const { client_key, redirect_uri = '', scope = '', state, response_type } = call.query
  if (client_key !== tiktok.clientKey) return refusalPage('client_key')
  if (!allowedRedirect(redirect_uri, tiktok.redirectUris)) return refusalPage('redirect_uri')
  if (response_type !== 'code') return refusalPage('response_type')
  const challenge = call.query.code_challenge ?? null
  if (challenge !== null && call.query.code_challenge_method !== 'S256')
    return refusalPage('code_challenge_method')
  const decision = decide(call, tiktok.visit, scope.split(',').filter(Boolean))
  if (decision.page) return decision.page
  if (decision.denied)
    return sendBack(redirect_uri, {
      error: 'access_denied',
      error_description: 'User denied the authorization',
      state,
    })
  // Codes of the platform have characters that must be escaped in a form.
  const code = `${mint('tkcode')}*1!4312.e1`
  tiktok.codes.set(code, {
    client: client_key,
    redirectUri: redirect_uri,
    challenge,
    user: decision.user ?? tiktok.users[0]?.open_id ?? '',
    scopes: decision.scopes,
    expiresAt: clock.now() + codeLifeMs,
    used: false,
  })
  return sendBack(redirect_uri, { code, scopes: decision.scopes.join(','), state })
}

/** `POST /v2/oauth/token/`: forms alone. */
export function token(tiktok: TikTok, call: Call): Answer {
  const { state, clock } = tiktok
  const refuse = (error: string, text: string) => tokenError(state.tokenErrorStatus, error, text)
  if (!isForm(call))
    return refuse('invalid_request', 'Only `application/x-www-form-urlencoded` is accepted as Content-Type.')
  const { grant_type, code, redirect_uri, code_verifier, refresh_token } = call.body
  if (!rightClient(tiktok, call)) return refuse('invalid_client', 'Client key or secret is incorrect.')
  if (grant_type === 'authorization_code') {
    const presented = {
      client: state.clientKey,
      redirectUri: redirect_uri,
      verifier: code_verifier,
      now: clock.now(),
    }
    const taken = takeCode(state.codes, code, presented)
    if (typeof taken === 'object') return { status: 200, body: issue(tiktok, taken.user, taken.scopes) }
    if (taken === 'redirect-mismatch')
      return refuse('invalid_request', 'Redirect_uri is not matched with the uri when requesting code.')
    if (taken === 'verifier-mismatch')
      return refuse('invalid_request', 'Code verifier or code challenge is invalid.')
    return refuse('invalid_grant', 'Authorization code is expired.')
  }
  if (grant_type === 'refresh_token') {
    const grant = lookUp(state.tokens.refresh, refresh_token ?? null, clock.now())
    if (typeof grant === 'string') return refuse('invalid_grant', 'Refresh token is invalid or expired.')
    if (state.rotates) {
      grant.state = 'used'
      return { status: 200, body: issue(tiktok, grant.user, grant.scopes) }
    }
    const { refresh_expires_in: _, ...renewed } = issue(tiktok, grant.user, grant.scopes)
    state.tokens.refresh.delete(renewed.refresh_token)
    const left = Math.floor((grant.expiresAt - clock.now()) / 1000)
    return { status: 200, body: { ...renewed, refresh_token, refresh_expires_in: left } }
  }
  return refuse('unsupported_grant_type', 'Grant type is not supported.')
}

/** `POST /v2/oauth/revoke/`: the user's connection ends, with every token of it. */
export function revoke(tiktok: TikTok, call: Call): Answer {
  if (!isForm(call) || !rightClient(tiktok, call))
    return tokenError(tiktok.state.tokenErrorStatus, 'invalid_client', 'Client key or secret is incorrect.')
  const grant = lookUp(tiktok.state.tokens.access, call.body.token ?? null, tiktok.clock.now())
  if (typeof grant === 'string')
    return tokenError(tiktok.state.tokenErrorStatus, 'invalid_request', 'Access token is invalid or expired.')
  tiktok.state.tokens.revoke(grant.user)
  return { status: 200, body: {} }
}

function issue({ state, clock }: TikTok, user: string, scopes: string[]) {
  const { access, refresh } = state.tokens.issue({
    user,
    scopes,
    accessEnd: clock.now() + accessLife * 1000,
    refreshEnd: clock.now() + refreshLife * 1000,
  })
  return {
    open_id: user,
    scope: scopes.join(','),
    access_token: access,
    expires_in: accessLife,
    refresh_token: refresh ?? '',
    refresh_expires_in: refreshLife,
    token_type: 'Bearer',
  }
}

const isForm = (call: Call) =>
  (call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

const rightClient = ({ state }: TikTok, call: Call) =>
  call.body.client_key === state.clientKey && call.body.client_secret === state.clientSecret

/** Registered addresses are https and have neither query nor fragment; loopback may stay plain. */
function allowedRedirect(address: string, registered: string[] | null): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const loopback = url.hostname === 'localhost' || url.hostname === '127.0.0.1'
  if (url.search || url.hash || (url.protocol !== 'https:' && !loopback)) return false
  return registered === null || registered.includes(address)
}

const refusalPage = (parameter: string): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>Something went wrong</title><p>We couldn't log in with TikTok. Check the following: ${parameter}</p>`,
})

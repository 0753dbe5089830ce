import type { Answer, Call } from '../kit/http.ts'
import { decide, sendBack, takeCode } from '../kit/oauth.ts'
import { lookUp } from '../kit/tokens.ts'
import type { LinkedIn } from './state.ts'

const codeLifeMs = 1_800_000
const accessLife = 5_184_000
const refreshLife = 31_536_000

/** `GET /oauth/v2/authorization`. Members grant all that is asked for or nothing. */
export function authorize({ state: linkedin, clock, mint }: LinkedIn, call: Call): Answer {
  const { client_id, redirect_uri = '', scope = '', state, response_type } = call.query
  const known = linkedin.redirectUris === null || linkedin.redirectUris.includes(redirect_uri)
  if (client_id !== linkedin.clientId) return refusalPage('The passed in client_id is invalid')
  if (!redirect_uri || !known) return refusalPage('The redirect_uri does not match the registered value')
  const scopes = scope.split(/[ ,]+/).filter(Boolean)
  const foreign = scopes.find((one) => linkedin.approvedScopes && !linkedin.approvedScopes.includes(one))
  if (response_type !== 'code') return sendBack(redirect_uri, { error: 'unsupported_response_type', state })
  if (foreign)
    return sendBack(redirect_uri, {
      error: 'unauthorized_scope_error',
      error_description: `Scope "${foreign}" is not authorized for your application`,
      state,
    })
  const decision = decide(call, linkedin.visit, scopes)
  if (decision.page) return decision.page
  if (decision.denied)
    return sendBack(redirect_uri, {
      error: linkedin.denial,
      error_description:
        linkedin.denial === 'user_cancelled_login'
          ? 'The user cancelled LinkedIn login'
          : 'The user cancelled the authorization',
      state,
    })
  const code = mint('AQTcode')
  linkedin.codes.set(code, {
    client: client_id,
    redirectUri: redirect_uri,
    challenge: null,
    user: decision.user ?? linkedin.members[0]?.sub ?? '',
    scopes,
    expiresAt: clock.now() + codeLifeMs,
    used: false,
  })
  return sendBack(redirect_uri, { code, state })
}

/** `POST /oauth/v2/accessToken`: a form with the secret in it. */
export function accessToken(linkedin: LinkedIn, call: Call): Answer {
  const { state, clock } = linkedin
  const { grant_type, code, redirect_uri, refresh_token } = call.body
  if (!rightClient(linkedin, call)) return refuse(401, 'invalid_client', 'Client authentication failed')
  if (grant_type === 'authorization_code') {
    const presented = { client: state.clientId, redirectUri: redirect_uri, verifier: null, now: clock.now() }
    const taken = takeCode(state.codes, code, presented)
    if (typeof taken === 'object') return issue(linkedin, taken.user, taken.scopes, null)
    return refuse(
      400,
      'invalid_request',
      'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists',
    )
  }
  if (grant_type !== 'refresh_token')
    return refuse(400, 'invalid_request', `A required parameter "grant_type" is missing or invalid`)
  const grant = lookUp(state.tokens.refresh, refresh_token ?? null, clock.now())
  if (typeof grant === 'string')
    return refuse(
      400,
      'invalid_request',
      'The provided authorization grant or refresh token is invalid, expired or revoked.',
    )
  return issue(linkedin, grant.user, grant.scopes, { value: refresh_token, end: grant.expiresAt })
}

/** `POST /oauth/v2/revoke`. */
export function revoke(linkedin: LinkedIn, call: Call): Answer {
  if (!rightClient(linkedin, call)) return refuse(401, 'invalid_client', 'Client authentication failed')
  const grant = lookUp(linkedin.state.tokens.access, call.body.token ?? null, linkedin.clock.now())
  if (typeof grant === 'string') return refuse(400, 'invalid_request', 'Invalid access token')
  linkedin.state.tokens.revoke(grant.user)
  return { status: 200 }
}

/** A refresh token is neither exchanged for another nor does its end move. */
function issue(
  { state, clock }: LinkedIn,
  user: string,
  scopes: string[],
  kept: { value: string; end: number } | null,
): Answer {
  const now = clock.now()
  const { access, refresh } = state.tokens.issue({
    user,
    scopes,
    accessEnd: now + accessLife * 1000,
    refreshEnd: state.refreshable && !kept ? now + refreshLife * 1000 : null,
  })
  const renewal = kept?.value ?? refresh
  const end = kept?.end ?? now + refreshLife * 1000
  return {
    status: 200,
    body: {
      access_token: access,
      expires_in: accessLife,
      ...(renewal
        ? { refresh_token: renewal, refresh_token_expires_in: Math.floor((end - now) / 1000) }
        : {}),
      // Commas here, though blanks are what it is asked with.
      scope: scopes.join(','),
      token_type: 'Bearer',
    },
  }
}

const rightClient = ({ state }: LinkedIn, { body }: Call) =>
  body.client_id === state.clientId && body.client_secret === state.clientSecret

const refuse = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
})

const refusalPage = (text: string): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>LinkedIn</title><p>Bummer, something went wrong. ${text}</p>`,
})

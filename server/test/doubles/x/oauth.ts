import type { Answer, Call } from '../kit/http.ts'
import { decide, sendBack, takeCode } from '../kit/oauth.ts'
import { lookUp } from '../kit/tokens.ts'
import type { X } from './state.ts'

const codeLifeMs = 30_000
const accessLife = 7200
const refreshLifeMs = 15_552_000_000

/** `GET /i/oauth2/authorize`; nothing without PKCE. */
export function authorize({ state: x, clock, mint }: X, call: Call): Answer {
  const { client_id, redirect_uri = '', scope = '', state, response_type } = call.query
  const { code_challenge, code_challenge_method } = call.query
  const known = x.redirectUris === null || x.redirectUris.includes(redirect_uri)
  const complete = response_type === 'code' && state && scope && code_challenge
  if (client_id !== x.clientId || !redirect_uri || !known || !complete || code_challenge_method !== 'S256')
    return {
      status: 400,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><title>X</title><p>Something went wrong. You weren’t able to give access to the App.</p>',
    }
  const decision = decide(call, x.visit, scope.split(' ').filter(Boolean))
  if (decision.page) return decision.page
  if (decision.denied) return sendBack(redirect_uri, { error: 'access_denied', state })
  const code = mint('Vcode')
  x.codes.set(code, {
    client: client_id,
    redirectUri: redirect_uri,
    challenge: code_challenge,
    user: decision.user ?? x.users[0]?.id ?? '',
    scopes: decision.scopes,
    expiresAt: clock.now() + codeLifeMs,
    used: false,
  })
  return sendBack(redirect_uri, { state, code })
}

/** `POST /2/oauth2/token`: a form, the client in the Basic header. */
export function token(x: X, call: Call): Answer {
  const { state, clock } = x
  if (!rightClient(x, call)) return unauthorizedClient()
  const { grant_type, code, redirect_uri, code_verifier, refresh_token } = call.body
  if (grant_type === 'refresh_token') {
    const grant = lookUp(state.tokens.refresh, refresh_token ?? null, clock.now())
    if (typeof grant === 'string') return refuse('Value passed for the token was invalid.')
    grant.state = 'used'
    return issue(x, grant.user, grant.scopes, grant.consent)
  }
  if (grant_type !== 'authorization_code') return refuse('Missing required parameter [grant_type].')
  const presented = {
    client: state.clientId,
    redirectUri: redirect_uri,
    verifier: code_verifier,
    now: clock.now(),
  }
  const taken = takeCode(state.codes, code, presented)
  if (typeof taken === 'object') return issue(x, taken.user, taken.scopes)
  if (taken === 'redirect-mismatch')
    return refuse('Value passed for the redirect uri did not match the uri of the authorization code.')
  if (taken === 'verifier-mismatch')
    return refuse('Value passed for the code verifier did not match the code challenge.')
  return refuse('Value passed for the authorization code was invalid.')
}

/** `POST /2/oauth2/revoke`: what came of other consents of the person lives on. */
export function revoke(x: X, call: Call): Answer {
  if (!rightClient(x, call)) return unauthorizedClient()
  const value: string | undefined = call.body.token
  if (!value) return refuse('Missing required parameter [token].')
  const grant = x.state.tokens.access.get(value) ?? x.state.tokens.refresh.get(value)
  if (grant) x.state.tokens.revokeConsent(grant.consent)
  return { status: 200, body: { revoked: true } }
}

/** The refresh token that was used is over; the next comes only to those who stay (`offline.access`). */
function issue({ state, clock }: X, user: string, scopes: string[], consent?: string): Answer {
  const now = clock.now()
  const { access, refresh } = state.tokens.issue({
    user,
    scopes,
    accessEnd: now + accessLife * 1000,
    refreshEnd: scopes.includes('offline.access') ? now + refreshLifeMs : null,
    ...(consent ? { consent } : {}),
  })
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      expires_in: accessLife,
      access_token: access,
      scope: scopes.join(' '),
      ...(refresh ? { refresh_token: refresh } : {}),
    },
  }
}

function rightClient({ state }: X, call: Call): boolean {
  const given = /^Basic (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
  return Buffer.from(given, 'base64').toString() === `${state.clientId}:${state.clientSecret}`
}

const unauthorizedClient = (): Answer => ({
  status: 401,
  body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
})

const refuse = (description: string): Answer => ({
  status: 400,
  body: { error: 'invalid_request', error_description: description },
})

import { createHmac } from 'node:crypto'
import type {
  AuthorizationCode,
  CallPurpose,
  Provider,
  ProviderAnswer,
  ProviderCall,
  RateFacts,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'
import { demandText, instant, rows, text, unexpectedAnswer } from './values.ts'

export { rows, text }

/** What every platform on Meta's Graph API has in common: tokens, errors, limits (channels contract 4). */

/** Where Meta names no end, a long-lived token lives 60 days. */
const longLifeSeconds = 60 * 86_400
const rateCodes = new Set([4, 17, 32, 613])
/** A call wanted the token of a page: the account's own is not dead. */
const pageTokenNeeded = 2069032

interface GraphError {
  message?: unknown
  code?: unknown
  error_subcode?: unknown
  fbtrace_id?: unknown
}

function graphError(body: unknown): GraphError | null {
  const { error } = (body ?? {}) as { error?: unknown }
  return typeof error === 'object' && error !== null ? error : null
}

/** By Graph's own code first: its HTTP status says little, and 200 may carry an error. */
export function classify({ status, headers, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
  const error = graphError(body)
  const code = Number(error?.code)
  if (!error && status < 300) return { kind: 'ok' }
  if (code === 190) return { kind: Number(error?.error_subcode) === pageTokenNeeded ? 'rejected' : 'auth' }
  if (rateCodes.has(code) || (code >= 80_000 && code <= 80_014) || status === 429)
    return { kind: 'rate', waitMs: regainMs(headers) }
  if (code === 3 || code === 10 || (code >= 200 && code <= 299)) return { kind: 'scope' }
  // At the token endpoint 1 is a wrong secret.
  if (status >= 500 || code === 2 || (code === 1 && purpose === 'api')) return { kind: 'transient' }
  if (status === 401) return { kind: 'auth' }
  return { kind: status === 403 ? 'scope' : 'rejected' }
}

/** What Graph says of a refusal. */
export function explain({ body }: ProviderAnswer) {
  const error = graphError(body)
  const code = error?.code === undefined ? null : [error.code, error.error_subcode].filter(Boolean).join('/')
  return { code, message: text(error?.message), requestId: text(error?.fbtrace_id) }
}

function requestToken(provider: Provider, grant: Record<string, string>): Promise<TokenGrant> {
  const { clientId, clientSecret, apiUrl } = provider.settings
  return provider
    .call({
      method: 'POST',
      url: `${apiUrl}/oauth/access_token`,
      form: { client_id: clientId, client_secret: clientSecret, ...grant },
      purpose: 'token',
    })
    .then(({ body }) => grantOf(body))
}

export async function longLived(provider: Provider, accessToken: string): Promise<TokenGrant> {
  const form = { grant_type: 'fb_exchange_token', fb_exchange_token: accessToken }
  const grant = await requestToken(provider, form)
  return { ...grant, expiresInSeconds: grant.expiresInSeconds ?? longLifeSeconds }
}

function grantOf(body: unknown): TokenGrant {
  const { access_token, token_type, expires_in } = (body ?? {}) as Record<string, unknown>
  if (typeof access_token !== 'string' || access_token === '') throw unexpected()
  return {
    accessToken: access_token,
    tokenType: text(token_type) ?? 'bearer',
    expiresInSeconds: Number(expires_in) > 0 ? Number(expires_in) : null,
    refreshToken: null,
    refreshExpiresInSeconds: null,
    scopes: null,
  }
}

/** A code becomes a token for about 60 days; where that step fails, the short one of the code counts. */
export async function exchangeCode(
  provider: Provider,
  { code, redirectUri }: AuthorizationCode,
): Promise<TokenGrant> {
  const short = await requestToken(provider, { redirect_uri: redirectUri, code })
  try {
    return await longLived(provider, short.accessToken)
  } catch (error) {
    if (error instanceof ProviderError) return short
    throw error
  }
}

/** Null: Graph refuses to tell, which is no reason to refuse the connection. */
export async function grantedScopes(provider: Provider, accessToken: string): Promise<string[] | null> {
  try {
    const { data } = await graph(provider, accessToken, '/me/permissions')
    return rows(data).flatMap(({ permission, status }) =>
      status === 'granted' && typeof permission === 'string' ? [permission] : [],
    )
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'scope' || error.kind === 'rejected')) return null
    throw error
  }
}

/** What Graph knows of a token, asked in the name of the app. */
export async function debugToken(provider: Provider, accessToken: string): Promise<Record<string, unknown>> {
  const { clientId, clientSecret, apiUrl } = provider.settings
  const { body } = await provider.call({
    method: 'GET',
    url: `${apiUrl}/debug_token`,
    query: { input_token: accessToken },
    bearer: `${clientId}|${clientSecret}`,
  })
  const { data } = (body ?? {}) as { data?: unknown }
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
}

export async function checkToken(provider: Provider, accessToken: string) {
  const { is_valid, expires_at } = await debugToken(provider, accessToken)
  const at = Number(expires_at) > 0 ? instant(Number(expires_at) * 1000) : null
  return { valid: is_valid === true, expiresAt: at === null ? null : new Date(at) }
}

/** One call with a token, and the proof that it comes from the app's server. Parameters of a POST are its form. */
export async function graph(
  provider: Provider,
  accessToken: string,
  path: string,
  params: Record<string, string> = {},
  method: ProviderCall['method'] = 'GET',
  more: Pick<ProviderCall, 'isRead' | 'patienceMs'> = {},
): Promise<Record<string, unknown>> {
  const signed = { ...params, appsecret_proof: proofOf(provider, accessToken) }
  const { body } = await provider.call({
    ...more,
    method,
    url: provider.settings.apiUrl + path,
    bearer: accessToken,
    ...(method === 'POST' ? { form: signed } : { query: signed }),
  })
  return (body ?? {}) as Record<string, unknown>
}

/** The same with JSON as its body, as what has parts in parts needs it. */
export async function postJson(
  provider: Provider,
  accessToken: string,
  path: string,
  json: object,
): Promise<Record<string, unknown>> {
  const { body } = await provider.call({
    method: 'POST',
    url: provider.settings.apiUrl + path,
    bearer: accessToken,
    query: { appsecret_proof: proofOf(provider, accessToken) },
    json,
  })
  return (body ?? {}) as Record<string, unknown>
}

/** The cursor of the next page. Its address has the token in it and is not used. */
export function cursorAfter(answer: Record<string, unknown>): string | null {
  const paging = answer.paging as { next?: unknown; cursors?: { after?: unknown } } | undefined
  return paging?.next ? text(paging.cursors?.after) : null
}

function proofOf({ settings }: Provider, accessToken: string): string {
  return createHmac('sha256', settings.clientSecret).update(accessToken).digest('hex')
}

export function rateOf(headers: Headers): RateFacts | null {
  const app = parsed(headers.get('x-app-usage'))
  const business = parsed(headers.get('x-business-use-case-usage'))
  if (app === null && business === null) return null
  return { limit: null, remaining: null, reset_at: null, usage: { app, business } }
}

/** The longest time until one of the limits opens again, told in minutes; null when none is told. */
function regainMs(headers: Headers): number | null {
  const usage = parsed(headers.get('x-business-use-case-usage'))
  const minutes = Object.values((usage ?? {}) as Record<string, unknown>)
    .flatMap(rows)
    .map(({ estimated_time_to_regain_access }) => Number(estimated_time_to_regain_access) || 0)
  const longest = Math.max(0, ...minutes)
  return longest > 0 ? longest * 60_000 : null
}

function parsed(header: string | null): unknown {
  try {
    return header === null ? null : JSON.parse(header)
  } catch {
    return null
  }
}

export const demandId = (value: unknown): string => demandText('meta', value)

const unexpected = (): ProviderError => unexpectedAnswer('meta')

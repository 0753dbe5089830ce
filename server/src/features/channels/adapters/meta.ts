import { createHmac } from 'node:crypto'
import type {
  Adapter,
  CallPurpose,
  Provider,
  ProviderAnswer,
  RateFacts,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'

/** Where Meta names no end, a long-lived token lives 60 days. */
const longLifeSeconds = 60 * 86_400
const maxPagesRead = 20
const rateCodes = new Set([4, 17, 32, 613])
/** A call wanted the token of a page: the account's own is not dead. */
const pageTokenNeeded = 2069032

/** Facebook pages and the Instagram accounts behind them (channels contract 4). */
export const meta: Adapter = {
  id: 'meta',
  label: 'Meta (Facebook/Instagram)',
  icon: 'brand-meta',
  env: {
    prefix: 'META',
    oauthUrl: 'https://www.facebook.com/v25.0',
    api: { variable: 'META_GRAPH_URL', url: 'https://graph.facebook.com/v25.0' },
    scopes: [
      'pages_show_list',
      'pages_read_engagement',
      'pages_manage_posts',
      'instagram_basic',
      'business_management',
      'pages_manage_engagement',
      'pages_read_user_content',
      'pages_manage_metadata',
      'read_insights',
    ],
    extra: ['META_FACEBOOK_LOGIN_FOR_BUSINESS_CONFIG_ID'],
  },
  oauth: {
    pkce: false,
    scopeSeparator: ',',
    authorizePath: '/dialog/oauth',
    clientIdParam: 'client_id',
    adjust(params, { extra }) {
      const configId = extra.META_FACEBOOK_LOGIN_FOR_BUSINESS_CONFIG_ID
      if (!configId) return
      params.delete('scope')
      params.set('config_id', configId)
      params.set('override_default_response_type', 'true')
    },
  },
  renewal: 'while_valid',
  refreshLeadSeconds: 7 * 86_400,
  classify,
  explain({ body }) {
    const error = graphError(body)
    const code =
      error?.code === undefined ? null : [error.code, error.error_subcode].filter(Boolean).join('/')
    return { code, message: text(error?.message), requestId: text(error?.fbtrace_id) }
  },
  readRate: rateOf,
  async exchange(provider, { code, redirectUri }) {
    const short = await requestToken(provider, { redirect_uri: redirectUri, code })
    try {
      return await longLived(provider, short.accessToken)
    } catch (error) {
      if (error instanceof ProviderError) return short
      throw error
    }
  },
  refresh: (provider, { accessToken }) => longLived(provider, accessToken),
  async identify(provider, { accessToken }, before) {
    const me = await graph(provider, accessToken, '/me', { fields: 'id,name' })
    const userInfo = { id: demandId(me.id), name: text(me.name) }
    const scopes = await grantedScopes(provider, accessToken)
    const pages = await managedPages(provider, accessToken)
    const active = pages.find(({ id }) => id === before.externalId) ?? pages[0]
    return {
      externalId: active?.id ?? userInfo.id,
      externalName: active ? active.name : userInfo.name,
      userInfo,
      scopes,
      metadata: { pages: pages.map(({ id, name, category }) => ({ id, name, category })) },
      pageTokens: Object.fromEntries(pages.flatMap(({ id, token }) => (token ? [[id, token]] : []))),
    }
  },
  async revoke(provider, { accessToken, metadata }) {
    const user = (metadata.user_info as { id?: string } | undefined)?.id ?? 'me'
    await provider.call({
      method: 'DELETE',
      url: `${provider.settings.apiUrl}/${encodeURIComponent(user)}/permissions`,
      query: { appsecret_proof: proofOf(provider, accessToken) },
      bearer: accessToken,
    })
  },
  async check(provider, accessToken) {
    const { clientId, clientSecret, apiUrl } = provider.settings
    const { body } = await provider.call({
      method: 'GET',
      url: `${apiUrl}/debug_token`,
      query: { input_token: accessToken },
      bearer: `${clientId}|${clientSecret}`,
    })
    const { data } = (body ?? {}) as { data?: { is_valid?: unknown; expires_at?: unknown } }
    const seconds = Number(data?.expires_at)
    return { valid: data?.is_valid === true, expiresAt: seconds > 0 ? new Date(seconds * 1000) : null }
  },
}

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
function classify({ status, headers, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
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

async function longLived(provider: Provider, accessToken: string): Promise<TokenGrant> {
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

async function graph(
  provider: Provider,
  accessToken: string,
  path: string,
  query: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { body } = await provider.call({
    method: 'GET',
    url: provider.settings.apiUrl + path,
    query: { ...query, appsecret_proof: proofOf(provider, accessToken) },
    bearer: accessToken,
  })
  return (body ?? {}) as Record<string, unknown>
}

async function grantedScopes(provider: Provider, accessToken: string): Promise<string[]> {
  const { data } = await graph(provider, accessToken, '/me/permissions', {})
  return rows(data).flatMap(({ permission, status }) =>
    status === 'granted' && typeof permission === 'string' ? [permission] : [],
  )
}

interface Page {
  id: string
  name: string | null
  category: string | null
  token: string | null
}

async function managedPages(provider: Provider, accessToken: string): Promise<Page[]> {
  const pages: Page[] = []
  let after = ''
  for (let read = 0; read < maxPagesRead; read++) {
    const answer = await graph(provider, accessToken, '/me/accounts', {
      fields: 'id,name,access_token,category',
      limit: '100',
      ...(after ? { after } : {}),
    })
    for (const row of rows(answer.data))
      pages.push({
        id: demandId(row.id),
        name: text(row.name),
        category: text(row.category),
        token: text(row.access_token),
      })
    // The address of the next page has the token in it: only its cursor is used.
    const paging = answer.paging as { next?: unknown; cursors?: { after?: unknown } } | undefined
    after = paging?.next ? (text(paging.cursors?.after) ?? '') : ''
    if (!after) break
  }
  return pages
}

function proofOf({ settings }: Provider, accessToken: string): string {
  return createHmac('sha256', settings.clientSecret).update(accessToken).digest('hex')
}

function rateOf(headers: Headers): RateFacts | null {
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

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : []
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function demandId(value: unknown): string {
  const id = typeof value === 'number' ? String(value) : text(value)
  if (id === null) throw unexpected()
  return id
}

/** An answer that is JSON and yet not what the platform's documentation says. */
function unexpected(): ProviderError {
  const facts = { platform: 'meta', status: null, code: 'unexpected_answer', message: null, request_id: null }
  return new ProviderError('transient', facts)
}

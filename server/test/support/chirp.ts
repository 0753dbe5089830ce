import type { Adapter, TokenGrant } from '../../src/features/channels/adapter.ts'
import { type Answer, type Call, type PlatformServer, startPlatform } from '../doubles/kit/http.ts'
import { bearer, type IssuedCode, startMint, takeCode } from '../doubles/kit/oauth.ts'

/** A made-up platform with everything that makes tokens hard: PKCE, two hours of life, refresh tokens that are good once. */
export const chirp: Adapter = {
  id: 'chirp',
  label: 'Chirp',
  icon: 'feather',
  env: {
    prefix: 'CHIRP',
    oauthUrl: 'https://chirp.example.com',
    api: { variable: 'CHIRP_API_URL', url: 'https://api.chirp.example.com' },
    scopes: ['read', 'write'],
  },
  oauth: { pkce: true, scopeSeparator: ' ', authorizePath: '/authorize', clientIdParam: 'client_id' },
  renewal: 'refresh_token',
  refreshLeadSeconds: 900,
  classify({ status, body }) {
    if ((body as { error?: string } | null)?.error === 'invalid_grant' || status === 401)
      return { kind: 'auth' }
    if (status === 429) return { kind: 'rate' }
    if (status >= 500) return { kind: 'transient' }
    return { kind: status >= 400 ? 'rejected' : 'ok' }
  },
  explain: ({ body }) => {
    const { error, detail } = (body ?? {}) as { error?: string; detail?: string }
    return { code: error ?? null, message: detail ?? null, requestId: null }
  },
  async exchange(provider, { code, redirectUri, verifier }) {
    const { body } = await provider.call({
      method: 'POST',
      url: `${provider.settings.apiUrl}/token`,
      form: {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier ?? '',
      },
      purpose: 'token',
    })
    return grantOf(body)
  },
  async refresh(provider, { refreshToken }) {
    const { body } = await provider.call({
      method: 'POST',
      url: `${provider.settings.apiUrl}/token`,
      form: { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' },
      purpose: 'token',
    })
    return grantOf(body)
  },
  async identify() {
    return {
      externalId: '77',
      externalName: 'Robin',
      userInfo: { id: '77', name: 'Robin' },
      scopes: null,
      metadata: {},
      pageTokens: {},
    }
  },
  async check(provider, accessToken) {
    await provider.call({ method: 'GET', url: `${provider.settings.apiUrl}/me`, bearer: accessToken })
    return { valid: true, expiresAt: null }
  },
}

function grantOf(body: unknown): TokenGrant {
  const answer = body as { access_token: string; refresh_token?: string; expires_in: number }
  return {
    accessToken: answer.access_token,
    tokenType: 'bearer',
    expiresInSeconds: answer.expires_in,
    refreshToken: answer.refresh_token || null,
    refreshExpiresInSeconds: null,
    scopes: ['write', 'read'],
  }
}

export interface ChirpDouble extends PlatformServer {
  env: Record<string, string>
  /** The tokens that are good now. */
  access: Set<string>
  refresh: Set<string>
  /** Whether a renewal brings a refresh token; else the old one stays good. */
  rotates: boolean
  secrets(): string[]
}

export async function startChirpDouble(): Promise<ChirpDouble> {
  const mint = startMint('chirp')
  const codes = new Map<string, IssuedCode>()
  const [access, refresh] = [new Set<string>(), new Set<string>()]

  const issue = (refreshToken: string | null): Answer => {
    const token = mint('at')
    access.add(token)
    if (refreshToken) refresh.add(refreshToken)
    const body = { access_token: token, expires_in: 7200, refresh_token: refreshToken ?? '' }
    return { status: 200, body }
  }
  const refusal: Answer = { status: 400, body: { error: 'invalid_grant', detail: 'That token is used up.' } }

  function token({ body }: Call): Answer {
    if (body.grant_type === 'refresh_token') {
      if (!refresh.has(body.refresh_token)) return refusal
      if (!double.rotates) return issue(null)
      refresh.delete(body.refresh_token)
      return issue(mint('rt'))
    }
    const presented = {
      client: 'chirp-client',
      redirectUri: body.redirect_uri,
      verifier: body.code_verifier,
      now: 0,
    }
    return typeof takeCode(codes, body.code, presented) === 'object' ? issue(mint('rt')) : refusal
  }

  const server = await startPlatform((call) => {
    if (call.path === '/token') return token(call)
    if (call.path === '/me')
      return access.has(bearer(call) ?? '')
        ? { status: 200, body: { id: '77' } }
        : { status: 401, body: { error: 'dead' } }
    const { redirect_uri = '', code_challenge = '', state = '' } = call.query
    const code = mint('code')
    codes.set(code, {
      client: 'chirp-client',
      redirectUri: redirect_uri,
      challenge: code_challenge,
      user: '77',
      scopes: [],
      expiresAt: 1,
      used: false,
    })
    return { status: 302, headers: { location: `${redirect_uri}?code=${code}&state=${state}` }, body: '' }
  })
  const double: ChirpDouble = {
    ...server,
    env: {
      CHIRP_CLIENT_ID: 'chirp-client',
      CHIRP_CLIENT_SECRET: 'chirp-secret',
      CHIRP_OAUTH_URL: server.url,
      CHIRP_API_URL: server.url,
    },
    access,
    refresh,
    rotates: true,
    secrets: () => [...mint.given, 'chirp-secret'],
  }
  return double
}

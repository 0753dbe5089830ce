import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface GoogleAccount {
  sub: string
  email: string
  email_verified?: boolean | string
  name?: string
  /** The client id that its access token was issued for. */
  aud: string
}

export interface GoogleDouble {
  /** Environment variables that point the server here. */
  env(clientId: string): Record<string, string>
  /** From now on this access token stands for the account. */
  issue(accessToken: string, account: GoogleAccount): void
  /** Who signs in when a browser comes to the page of Google; null: who comes there cancels. */
  visitor: GoogleAccount | null
  /** Where that page is, without a path. */
  base: string
  /** Signs an ID token with the published key; `changes` overwrite claims. */
  idToken(account: GoogleAccount, changes?: Record<string, unknown>): Promise<string>
  /** While set, every answer is a 500. */
  failing: boolean
  close(): Promise<void>
}

/** Plays Google's sign-in page and its token info, user info and key endpoints. */
export async function startGoogleDouble(): Promise<GoogleDouble> {
  const accounts = new Map<string, GoogleAccount>()
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'double', alg: 'RS256', use: 'sig' }] }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (double.failing) return answer(500, { error: 'backend_error' })
    if (url.pathname === '/certs') return answer(200, keys)
    if (url.pathname === '/authorize') {
      const back = new URLSearchParams({ state: url.searchParams.get('state') ?? '' })
      if (double.visitor) {
        const token = `ya29.${double.visitor.sub}`
        double.issue(token, double.visitor)
        back.set('access_token', token)
      } else back.set('error', 'access_denied')
      const location = `${url.searchParams.get('redirect_uri')}#${back}`
      response.writeHead(302, { location }).end()
      return
    }
    if (url.pathname === '/tokeninfo') {
      const account = accounts.get(url.searchParams.get('access_token') ?? '')
      if (!account) return answer(400, { error_description: 'Invalid Value' })
      const { aud, sub, email, email_verified } = account
      return answer(200, {
        aud,
        azp: aud,
        sub,
        email,
        email_verified: String(email_verified ?? true),
        expires_in: '3599',
      })
    }
    const account = accounts.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    if (url.pathname !== '/userinfo' || !account) return answer(401, { error: 'invalid_request' })
    const { sub, email, email_verified = true, name } = account
    return answer(200, { sub, email, email_verified, name })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const double: GoogleDouble = {
    failing: false,
    visitor: null,
    base,
    env: (clientId) => ({
      GOOGLE_CLIENT_ID: clientId,
      GOOGLE_TOKENINFO_URL: `${base}/tokeninfo`,
      GOOGLE_USERINFO_URL: `${base}/userinfo`,
      GOOGLE_JWKS_URL: `${base}/certs`,
      GOOGLE_AUTHORIZE_URL: `${base}/authorize`,
    }),
    issue: (token, account) => accounts.set(token, account),
    idToken: (account, changes = {}) => {
      const now = Math.floor(Date.now() / 1000)
      const claims = {
        email_verified: true,
        ...account,
        iss: 'https://accounts.google.com',
        iat: now,
        exp: now + 600,
      }
      return new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'RS256', kid: 'double' })
        .sign(privateKey)
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return double
}

import type { Mint } from './oauth.ts'

/** What stands behind an access or a refresh token. */
export interface Granted {
  user: string
  scopes: string[]
  /** Milliseconds since 1970. */
  expiresAt: number
  /** `used`: a refresh token whose one use is over. */
  state: 'good' | 'used' | 'revoked'
}

type TokenFault = 'unknown' | 'expired' | 'used' | 'revoked'

export interface TokenStore {
  access: Map<string, Granted>
  refresh: Map<string, Granted>
  /** Gives out an access token and, where an end is given for one, a refresh token. */
  issue(to: { user: string; scopes: string[]; accessEnd: number; refreshEnd: number | null }): {
    access: string
    refresh: string | null
  }
  /** Every token of the user dies. */
  revoke(user: string): void
}

export function startTokens(mint: Mint, prefixes: { access: string; refresh: string }): TokenStore {
  const access = new Map<string, Granted>()
  const refresh = new Map<string, Granted>()
  return {
    access,
    refresh,
    issue({ user, scopes, accessEnd, refreshEnd }) {
      const one = mint(prefixes.access)
      access.set(one, { user, scopes, expiresAt: accessEnd, state: 'good' })
      if (refreshEnd === null) return { access: one, refresh: null }
      const two = mint(prefixes.refresh)
      refresh.set(two, { user, scopes, expiresAt: refreshEnd, state: 'good' })
      return { access: one, refresh: two }
    },
    revoke(user) {
      for (const token of [...access.values(), ...refresh.values()])
        if (token.user === user) token.state = 'revoked'
    },
  }
}

/** The grant behind a token, or why it is none any more. */
export function lookUp(
  tokens: Map<string, Granted>,
  value: string | null,
  now: number,
): Granted | TokenFault {
  const token = tokens.get(value ?? '')
  if (!token) return 'unknown'
  if (token.state !== 'good') return token.state
  return token.expiresAt <= now ? 'expired' : token
}

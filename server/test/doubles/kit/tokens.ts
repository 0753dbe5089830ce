import type { Mint } from './oauth.ts'

/** What stands behind an access or a refresh token. */
export interface Granted {
  user: string
  scopes: string[]
  /** Milliseconds since 1970. */
  expiresAt: number
  /** `used`: a refresh token whose one use is over. */
  state: 'good' | 'used' | 'revoked'
  /** What all tokens that came of one consent have in common. */
  consent: string
}

type TokenFault = 'unknown' | 'expired' | 'used' | 'revoked'

export interface TokenStore {
  access: Map<string, Granted>
  refresh: Map<string, Granted>
  /** Gives out an access token and, where an end is given for one, a refresh token. */
  issue(to: {
    user: string
    scopes: string[]
    accessEnd: number
    refreshEnd: number | null
    /** Of the token that is renewed; a new one unless told. */
    consent?: string
  }): {
    access: string
    refresh: string | null
  }
  /** Every token of the user dies. */
  revoke(user: string): void
  /** Every token that came of the consent dies. */
  revokeConsent(consent: string): void
}

export function startTokens(mint: Mint, prefixes: { access: string; refresh: string }): TokenStore {
  const access = new Map<string, Granted>()
  const refresh = new Map<string, Granted>()
  const end = (isMeant: (token: Granted) => boolean) => {
    for (const token of [...access.values(), ...refresh.values()]) if (isMeant(token)) token.state = 'revoked'
  }
  return {
    access,
    refresh,
    issue({ user, scopes, accessEnd, refreshEnd, consent }) {
      const one = mint(prefixes.access)
      const common = { user, scopes, state: 'good', consent: consent ?? one } as const
      access.set(one, { ...common, expiresAt: accessEnd })
      if (refreshEnd === null) return { access: one, refresh: null }
      const two = mint(prefixes.refresh)
      refresh.set(two, { ...common, expiresAt: refreshEnd })
      return { access: one, refresh: two }
    },
    revoke: (user) => end((token) => token.user === user),
    revokeConsent: (consent) => end((token) => token.consent === consent),
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

import type { Authenticator } from '../../kernel/auth/caller.ts'
import type { Services } from '../../kernel/services.ts'
import { createBoundedMap } from './bounded-map.ts'
import type { LiveSession, LiveSessions } from './live-sessions.ts'
import { type TokenClaims, verifyToken } from './tokens.ts'

const verifiedTokens = 20_000
const touchEveryMs = 60_000

/**
 * Answers who stands behind an access token. Its signature is checked once, its expiry and the session behind it on every
 * call.
 */
export function createSessionAuthenticator(
  services: Pick<Services, 'secretKey' | 'clock' | 'db' | 'log'>,
  sessions: LiveSessions,
): Authenticator {
  const verified = createBoundedMap<string, TokenClaims>(verifiedTokens)

  const claimsOf = async (token: string): Promise<TokenClaims | null> => {
    const known = verified.get(token)
    if (known) return known
    const claims = await verifyToken(services, 'access', token)
    if (claims) verified.set(token, claims)
    return claims
  }

  return {
    claims: (token) => token.startsWith('eyJ'),
    async authenticate(token) {
      const claims = await claimsOf(token)
      const now = services.clock.now().getTime()
      if (!claims || claims.expiresAt <= now) return null
      const session = await sessions.find(claims.sessionId)
      if (!session || session.expiresAt <= now) return null
      if (session.authVersion !== claims.version || session.caller.userUuid !== claims.userUuid) return null
      if (now - session.lastUsedAt >= touchEveryMs) touch(services, session, now)
      return session.caller
    },
    forget: sessions.forget,
  }
}

/** Notes the use of a session without keeping the request waiting; losing one note is harmless. */
function touch(services: Pick<Services, 'db' | 'log'>, session: LiveSession, now: number): void {
  session.lastUsedAt = now
  services.db
    .query('update sessions set last_used_at = $2 where id = $1 and last_used_at < $2', [
      session.caller.sessionId,
      new Date(now),
    ])
    .catch((error) => services.log.debug({ err: error }, 'the use of a session was not noted'))
}

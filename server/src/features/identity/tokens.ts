import { jwtVerify, SignJWT } from 'jose'
import type { Services } from '../../kernel/services.ts'

export type TokenType = 'access' | 'refresh'

export interface TokenClaims {
  userUuid: string
  sessionId: string
  jti: string
  /** The `auth_version` of the user when the token was signed. */
  version: number
  /** Milliseconds since the epoch. */
  expiresAt: number
}

const algorithm = 'HS256'
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Signs a JWT that lives `lifetimeSeconds` from now (marketplace contract 4, "Tokens"). */
export function signToken(
  services: Pick<Services, 'secretKey' | 'clock'>,
  type: TokenType,
  claims: Omit<TokenClaims, 'expiresAt'>,
  lifetimeSeconds: number,
): Promise<string> {
  const issuedAt = Math.floor(services.clock.now().getTime() / 1000)
  return new SignJWT({
    token_type: type,
    user_id: claims.userUuid,
    sid: claims.sessionId,
    ver: claims.version,
  })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setJti(claims.jti)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(services.secretKey)
}

/** The claims of a token of that type with a good signature that has not expired; null for anything else. */
export async function verifyToken(
  services: Pick<Services, 'secretKey' | 'clock'>,
  type: TokenType,
  token: string,
): Promise<TokenClaims | null> {
  const payload = await jwtVerify(token, services.secretKey, {
    algorithms: [algorithm],
    currentDate: services.clock.now(),
    requiredClaims: ['exp', 'iat', 'jti'],
  }).then(
    (result) => result.payload,
    () => null,
  )
  if (payload?.token_type !== type) return null
  const { user_id: userUuid, sid: sessionId, jti, ver: version, exp } = payload
  if (!isUuid(userUuid) || !isUuid(sessionId) || !isUuid(jti)) return null
  if (typeof version !== 'number' || typeof exp !== 'number') return null
  return { userUuid, sessionId, jti, version, expiresAt: exp * 1000 }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidForm.test(value)
}

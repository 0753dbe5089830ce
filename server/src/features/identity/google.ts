import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { violatedConstraint } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { parseEmail } from '../../kernel/text/email.ts'
import { ownerOf } from './log-in.ts'
import { createAccount, type Origin, type SignedIn, signInNew } from './register.ts'
import { endSessions } from './sessions.ts'
import { findAccountByEmail } from './users.ts'

/** Somebody whom Google vouches for, to this very shop. */
export interface GoogleIdentity {
  email: string
  fullName: string
}

export type GoogleVerifier = (token: string) => Promise<GoogleIdentity>

const timeoutMs = 10_000
const issuers = ['https://accounts.google.com', 'accounts.google.com']

/**
 * Asks Google who stands behind an access token (or an ID token) and that it was issued for our own client id.
 * Throws 400 for a refused token, 503 when Google sign-in is not set up or Google cannot be reached.
 */
export function createGoogleVerifier(services: Pick<Services, 'config' | 'clock'>): GoogleVerifier {
  const config = services.config.google
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: timeoutMs })

  const verifyIdToken: GoogleVerifier = async (token) => {
    const options = {
      algorithms: ['RS256'],
      issuer: issuers,
      audience: config.clientId as string,
      requiredClaims: ['exp'],
      currentDate: services.clock.now(),
    }
    const { payload } = await jwtVerify(token, keys, options).catch((error) => {
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) throw unreachable()
      throw refused()
    })
    return identityOf(payload)
  }

  const verifyAccessToken: GoogleVerifier = async (token) => {
    const info = await ask(`${config.tokenInfoUrl}?access_token=${encodeURIComponent(token)}`)
    if (info.aud !== config.clientId) throw refused()
    const profile = await ask(config.userInfoUrl, token)
    if (info.sub !== undefined && info.sub !== profile.sub) throw refused()
    return identityOf(profile)
  }

  return async (token) => {
    if (!config.clientId) throw new Refusal(503, 'Signing in with Google is not set up on this server.')
    return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? verifyIdToken(token) : verifyAccessToken(token)
  }
}

/** What a new account gets from the page that it comes from; an existing one keeps its own. */
type Preferences = { language?: string | null | undefined; timezone?: string | null | undefined }

/** Logs in whom Google vouches for; an unknown e-mail becomes a confirmed account without a password. */
export async function logInWithGoogle(
  services: Services,
  identity: GoogleIdentity,
  preferences: Preferences,
  origin: Origin,
): Promise<SignedIn> {
  try {
    return await enter(services, identity, preferences, origin)
  } catch (error) {
    // Somebody registered the address between the look and the insert: now it is there to be found.
    if (violatedConstraint(error) !== 'users_email_key') throw error
    return enter(services, identity, preferences, origin)
  }
}

function enter(
  services: Services,
  identity: GoogleIdentity,
  preferences: Preferences,
  origin: Origin,
): Promise<SignedIn> {
  return services.db.transaction(async (tx) => {
    const account = await findAccountByEmail(tx, identity.email)
    if (!account) {
      const { email, fullName: full_name } = identity
      const input = { ...preferences, email, password: null, isVerified: true, full_name }
      return signInNew(tx, services, await createAccount(tx, services, input, null, origin), origin)
    }
    if (!account.is_active) {
      throw new Refusal(401, 'This account cannot log in.', { code: 'AUTHENTICATION_FAILED' })
    }
    if (account.is_verified) return signInNew(tx, services, ownerOf(account), origin)
    // Whoever registered this address never proved that it is his: his password and sessions must not outlive this.
    const [row] = await tx.query<{ auth_version: number }>(
      `update users set is_verified = true, password_hash = null, auth_version = auth_version + 1, updated_at = $2
       where id = $1 returning auth_version`,
      [account.id, services.clock.now()],
    )
    await endSessions(tx, services, account.id)
    return signInNew(tx, services, { ...ownerOf(account), authVersion: row!.auth_version }, origin)
  })
}

async function ask(url: string, bearer?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => {
    throw unreachable()
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.status >= 500) throw unreachable()
  if (!response.ok || typeof body !== 'object' || body === null) throw refused()
  return body as Record<string, unknown>
}

function identityOf(claims: Record<string, unknown>): GoogleIdentity {
  const email = parseEmail(claims.email)
  const verified = claims.email_verified === true || claims.email_verified === 'true'
  if (!email || !verified) throw refused()
  const name = typeof claims.name === 'string' && claims.name.isWellFormed() ? claims.name : ''
  return { email, fullName: name.replaceAll('\u0000', '').trim().slice(0, 150).toWellFormed() }
}

const refused = () => new Refusal(400, 'Google did not accept this sign-in.')
const unreachable = () => new Refusal(503, 'Google cannot be reached at the moment.')

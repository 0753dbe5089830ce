import type { FastifyRequest } from 'fastify'
import type { Dialect } from '../http/dialects.ts'
import type { Services } from '../services.ts'

export type Role = 'owner' | 'manager' | 'seller' | 'viewer'

/** Who is calling and in which workspace; re-read from the database, never from the token's claims. */
export interface Caller {
  kind: 'user' | 'token'
  userId: number
  userUuid: string
  /** Null for machine tokens. */
  sessionId: string | null
  /** Null for people. */
  tokenId: number | null
  workspaceId: number
  role: Role
  isStaff: boolean
  /** What the role allows; of a machine token, only what it was given as well. */
  permissions: ReadonlySet<string>
  timeZone: string
  currency: string
  locale: string
  language: string
}

/**
 * Answers who stands behind a bearer token; null when the token is not valid (any more). Given by the identity feature,
 * and by each feature that issues machine tokens.
 */
export interface Authenticator {
  /** The one contract that accepts these credentials; all of them when absent. */
  contract?: Dialect['name']
  /** True when this authenticator is the one for the token, judged by its form only. */
  claims(token: string): boolean
  authenticate(token: string): Promise<Caller | null>
  /** Drops what is remembered about a subject; only authenticators that remember something have it. */
  forget?(subject: AuthSubject): void
}

/** What a caller stands on, in the words of the database's `auth_changed` notifications. */
export type AuthSubject = `user:${number}` | `workspace:${number}` | `session:${string}`

/**
 * Call it in `tx.afterCommit` of every operation that changes a user's rights, a session, a membership or a workspace:
 * the very next request of this process then reads them anew. Other processes hear it from the database.
 */
export function forgetCallers(authenticators: readonly Authenticator[], subject: AuthSubject): void {
  for (const authenticator of authenticators) authenticator.forget?.(subject)
}

/** What a route demands of its caller. */
export type Access =
  /** `ignoresToken`: an access token that is sent along, also a dead one, is not looked at. */
  | { kind: 'public'; ignoresToken?: boolean }
  /** `permission`: what the caller needs. `peopleOnly`, or no permission: machine tokens are refused. */
  | { kind: 'user'; permission?: string; peopleOnly?: boolean }
  | { kind: 'staff' }
  /**
   * The feature's own credentials: `guard` throws a refusal or answers what becomes `request.guarded`. `security`: their
   * scheme in the API document; null when nothing can be sent with a header.
   */
  | {
      kind: 'guarded'
      security: string | null
      guard: (request: FastifyRequest, services: Services) => Promise<unknown>
    }

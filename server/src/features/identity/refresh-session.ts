import { recordAudit } from '../../kernel/audit/audit.ts'
import { forgetCallers } from '../../kernel/auth/caller.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import type { Origin } from './register.ts'
import {
  issueRefreshToken,
  refreshSeconds,
  type SessionOwner,
  signAccessToken,
  type TokenPair,
} from './sessions.ts'
import { type TokenClaims, verifyToken } from './tokens.ts'

/** Two tabs may race for one token; a token that comes back later than that was stolen. */
const raceMs = 60_000

/**
 * Exchanges a refresh token for a new pair; of simultaneous calls with one token at most one succeeds. Null: the token is
 * not valid. Its re-use long after the exchange ends the whole session (marketplace contract 4, "Tokens").
 */
export async function refreshSession(
  services: Services,
  token: string,
  origin: Origin,
): Promise<TokenPair | null> {
  const claims = await verifyToken(services, 'refresh', token)
  if (!claims) return null
  return services.db.transaction(async (tx) => {
    const owner = await takeRefreshToken(tx, services, claims)
    if (!owner) {
      await endStolenSession(tx, services, claims, origin)
      return null
    }
    const now = services.clock.now()
    await tx.query('update sessions set expires_at = $2, last_used_at = $3 where id = $1', [
      claims.sessionId,
      new Date(now.getTime() + refreshSeconds(services) * 1000),
      now,
    ])
    return {
      access: await signAccessToken(services, owner, claims.sessionId),
      refresh: await issueRefreshToken(tx, services, owner, claims.sessionId),
    }
  })
}

/** The live session that a refresh token of that user stands for; null when the token is used, expired or revoked. */
export async function findRefreshSession(
  services: Pick<Services, 'secretKey' | 'clock' | 'db'>,
  token: string,
  userId: number,
): Promise<string | null> {
  const claims = await verifyToken(services, 'refresh', token)
  if (!claims) return null
  const [row] = await services.db.query<{ session_id: string }>(
    `select s.id as session_id from refresh_tokens t join sessions s on s.id = t.session_id
     where t.jti = $1 and s.user_id = $2 and t.rotated_at is null and t.expires_at > $3 and s.revoked_at is null`,
    [claims.jti, userId, services.clock.now()],
  )
  return row?.session_id ?? null
}

async function takeRefreshToken(
  tx: Transaction,
  services: Services,
  claims: TokenClaims,
): Promise<SessionOwner | null> {
  const [row] = await tx.query<{ user_id: number; uuid: string; auth_version: number; workspace_id: number }>(
    `update refresh_tokens t set rotated_at = $4
     from sessions s join users u on u.id = s.user_id
     where t.jti = $1 and t.session_id = $2 and t.rotated_at is null and t.expires_at > $4
       and s.id = t.session_id and s.revoked_at is null and s.expires_at > $4
       and u.uuid = $5 and u.auth_version = $3 and u.is_active and u.deleted_at is null
     returning u.id as user_id, u.uuid, u.auth_version, s.workspace_id`,
    [claims.jti, claims.sessionId, claims.version, services.clock.now(), claims.userUuid],
  )
  if (!row) return null
  return {
    userId: row.user_id,
    userUuid: row.uuid,
    authVersion: row.auth_version,
    workspaceId: row.workspace_id,
  }
}

async function endStolenSession(
  tx: Transaction,
  services: Services,
  claims: TokenClaims,
  origin: Origin,
): Promise<void> {
  const now = services.clock.now()
  const [session] = await tx.query<{ id: string; user_id: number; workspace_id: number }>(
    `update sessions s set revoked_at = $3
     from refresh_tokens t
     where t.jti = $1 and s.id = t.session_id and s.revoked_at is null and t.rotated_at < $2
     returning s.id, s.user_id, s.workspace_id`,
    [claims.jti, new Date(now.getTime() - raceMs), now],
  )
  if (!session) return
  await recordAudit(tx, {
    workspaceId: session.workspace_id,
    actor: { kind: 'system', id: null },
    action: 'session.refresh_token_reused',
    subject: { type: 'session', id: session.id },
    after: { user_id: session.user_id },
    requestId: origin.requestId,
    ip: origin.device.ip,
  })
  tx.afterCommit(() => forgetCallers(services.authenticators, `session:${session.id}`))
}

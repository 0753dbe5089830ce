import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Caller } from '../../kernel/auth/caller.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { findRefreshSession } from './refresh-session.ts'
import type { Origin } from './register.ts'
import { endSession, endSessions } from './sessions.ts'

/**
 * Ends the caller's session, and that of the refresh token he sends. Throws 400 when that token is not a valid one of his;
 * a cookie that is none is passed over.
 */
export async function logOut(
  services: Services,
  caller: Caller,
  tokens: { refresh: string | null; cookie: string | null },
  origin: Origin,
): Promise<void> {
  const sessions = new Set([caller.sessionId as string])
  if (tokens.refresh !== null) {
    const session = await findRefreshSession(services, tokens.refresh, caller.userId)
    if (!session) throw new Refusal(400, 'The refresh token is not valid.')
    sessions.add(session)
  } else if (tokens.cookie !== null) {
    const session = await findRefreshSession(services, tokens.cookie, caller.userId)
    if (session) sessions.add(session)
  }
  await services.db.transaction(async (tx) => {
    for (const session of sessions) await endSession(tx, services, caller.userId, session)
    await auditSessions(tx, caller, origin, 'user.logged_out', [...sessions])
  })
}

/** Ends one of the caller's sessions; throws 404 for any other id. */
export async function revokeSession(
  services: Services,
  caller: Caller,
  sessionId: string,
  origin: Origin,
): Promise<void> {
  await services.db.transaction(async (tx) => {
    if (!(await endSession(tx, services, caller.userId, sessionId)))
      throw new Refusal(404, 'Session not found')
    await auditSessions(tx, caller, origin, 'session.revoked', [sessionId])
  })
}

/** Ends all of the caller's sessions but the one he calls with; answers how many. */
export async function revokeOtherSessions(
  services: Services,
  caller: Caller,
  origin: Origin,
): Promise<number> {
  return services.db.transaction(async (tx) => {
    const revoked = await endSessions(tx, services, caller.userId, caller.sessionId)
    await auditSessions(tx, caller, origin, 'session.others_revoked', [])
    return revoked
  })
}

async function auditSessions(
  tx: Parameters<typeof recordAudit>[0],
  caller: Caller,
  origin: Origin,
  action: string,
  sessions: string[],
): Promise<void> {
  await recordAudit(tx, {
    workspaceId: caller.workspaceId,
    actor: { kind: 'user', id: caller.userId },
    action,
    subject: { type: 'user', id: caller.userId },
    after: { sessions },
    requestId: origin.requestId,
    ip: origin.device.ip,
  })
}

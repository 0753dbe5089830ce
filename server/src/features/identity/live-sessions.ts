import type { AuthSubject, Caller, Role } from '../../kernel/auth/caller.ts'
import { rolePermissions } from '../../kernel/auth/permissions.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { createBoundedMap } from './bounded-map.ts'

/** A session as it stands in the database, with everything that a request needs to know about its caller. */
export interface LiveSession {
  caller: Caller
  authVersion: number
  /** Milliseconds since the epoch. */
  expiresAt: number
  lastUsedAt: number
}

export interface LiveSessions {
  /** The session if it is not revoked, its user active and still a member; expiry is for the caller to judge. */
  find(sessionId: string): Promise<LiveSession | null>
  forget(subject: AuthSubject): void
  /** Off: every `find` reads the database. Switching either way empties the memory. */
  remember(on: boolean): void
}

const capacity = 20_000

/** The sessions in use, remembered in this process while `remember` is on (see `docs/decisions/0004-session-cache.md`). */
export function createLiveSessions(db: Executor): LiveSessions {
  const sessions = createBoundedMap<string, LiveSession>(capacity)
  let remembering = false
  // A read that began before a change must not be stored after it.
  let changes = 0

  return {
    async find(sessionId) {
      const known = sessions.get(sessionId)
      if (known) return known
      const before = changes
      const session = await readSession(db, sessionId)
      if (session && remembering && before === changes) sessions.set(sessionId, session)
      return session
    },
    forget(subject) {
      changes += 1
      const [kind, id = ''] = subject.split(':', 2)
      if (kind === 'session') return sessions.delete(id)
      const number = Number(id)
      for (const [sessionId, { caller }] of sessions.values()) {
        if ((kind === 'user' ? caller.userId : caller.workspaceId) === number) sessions.delete(sessionId)
      }
    },
    remember(on) {
      changes += 1
      remembering = on
      sessions.clear()
    },
  }
}

interface SessionRow {
  session_id: string
  expires_at: string
  last_used_at: string
  user_id: number
  uuid: string
  auth_version: number
  is_staff: boolean
  language: string
  role: Role
  workspace_id: number
  time_zone: string
  currency: string
  locale: string
}

const sessionStatement = {
  name: 'identity-live-session',
  text: `select s.id as session_id, s.expires_at, s.last_used_at, s.workspace_id,
           u.id as user_id, u.uuid, u.auth_version, u.is_staff, u.language,
           m.role, w.time_zone, w.currency, w.locale
         from sessions s
         join users u on u.id = s.user_id
         join memberships m on m.workspace_id = s.workspace_id and m.user_id = s.user_id
         join workspaces w on w.id = s.workspace_id
         where s.id = $1 and s.revoked_at is null and u.is_active and u.deleted_at is null`,
}

async function readSession(db: Executor, sessionId: string): Promise<LiveSession | null> {
  const [row] = await db.query<SessionRow>(sessionStatement, [sessionId])
  if (!row) return null
  return {
    caller: {
      kind: 'user',
      userId: row.user_id,
      userUuid: row.uuid,
      sessionId: row.session_id,
      tokenId: null,
      workspaceId: row.workspace_id,
      role: row.role,
      isStaff: row.is_staff,
      permissions: rolePermissions[row.role],
      timeZone: row.time_zone,
      currency: row.currency,
      locale: row.locale,
      language: row.language,
    },
    authVersion: row.auth_version,
    expiresAt: Date.parse(row.expires_at),
    lastUsedAt: Date.parse(row.last_used_at),
  }
}

import { forgetCallers } from '../../kernel/auth/caller.ts'
import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { closeSessionSockets } from '../../kernel/realtime/hub.ts'
import type { Services } from '../../kernel/services.ts'
import { signToken } from './tokens.ts'

/** What a token is bound to. */
export interface SessionOwner {
  userId: number
  userUuid: string
  authVersion: number
  workspaceId: number
}

/** From where somebody logs in. */
export interface Device {
  userAgent: string
  ip: string
}

export interface TokenPair {
  access: string
  refresh: string
}

type TokenServices = Pick<Services, 'config' | 'clock' | 'random' | 'secretKey'>

const daySeconds = 86_400
const salesLoginDays = 7

/** Opens a marketplace session: a short access token and the first refresh token of its family. */
export async function openSession(
  tx: Executor,
  services: TokenServices,
  owner: SessionOwner,
  device: Device,
): Promise<TokenPair & { sessionId: string }> {
  const lifetime = refreshSeconds(services)
  const sessionId = await insertSession(tx, services, owner, device, 'marketplace', lifetime)
  const refresh = await issueRefreshToken(tx, services, owner, sessionId)
  return { sessionId, access: await signAccessToken(services, owner, sessionId), refresh }
}

/** Opens a sales session: one access token of 7 days, no refresh (sales contract 2.1). */
export async function openSalesSession(
  tx: Executor,
  services: TokenServices,
  owner: SessionOwner,
  device: Device,
): Promise<{ sessionId: string; token: string }> {
  const lifetime = salesLoginDays * daySeconds
  const sessionId = await insertSession(tx, services, owner, device, 'sales', lifetime)
  const claims = {
    userUuid: owner.userUuid,
    sessionId,
    jti: services.random.uuid(),
    version: owner.authVersion,
  }
  return { sessionId, token: await signToken(services, 'access', claims, lifetime) }
}

/** An access token of the configured lifetime for a session that exists. */
export function signAccessToken(
  services: TokenServices,
  owner: SessionOwner,
  sessionId: string,
): Promise<string> {
  const claims = {
    userUuid: owner.userUuid,
    sessionId,
    jti: services.random.uuid(),
    version: owner.authVersion,
  }
  return signToken(services, 'access', claims, services.config.accessTokenMinutes * 60)
}

/** Records and signs the session's next refresh token. */
export async function issueRefreshToken(
  tx: Executor,
  services: TokenServices,
  owner: SessionOwner,
  sessionId: string,
): Promise<string> {
  const jti = services.random.uuid()
  const now = services.clock.now()
  const lifetime = refreshSeconds(services)
  await tx.query(
    `insert into refresh_tokens (jti, session_id, expires_at, created_at)
     values ($1, $2, $3, $4)`,
    [jti, sessionId, new Date(now.getTime() + lifetime * 1000), now],
  )
  return signToken(
    services,
    'refresh',
    { userUuid: owner.userUuid, sessionId, jti, version: owner.authVersion },
    lifetime,
  )
}

/** Ends the sessions of a user but `except`; answers how many ended. The next request with any of their tokens is refused. */
export async function endSessions(
  tx: Transaction,
  services: Pick<Services, 'clock' | 'authenticators' | 'realtime'>,
  userId: number,
  except: string | null = null,
): Promise<number> {
  const ended = await tx.query<{ id: string }>(
    `update sessions set revoked_at = $2
     where user_id = $1 and revoked_at is null and expires_at > $2 and ($3::uuid is null or id <> $3)
     returning id`,
    [userId, services.clock.now(), except],
  )
  tx.afterCommit(() => {
    forgetCallers(services.authenticators, `user:${userId}`)
    closeSessionSockets(
      services.realtime,
      ended.map(({ id }) => id),
    )
  })
  return ended.length
}

/** Ends one session of a user; false when he has no such live session. */
export async function endSession(
  tx: Transaction,
  services: Pick<Services, 'clock' | 'authenticators' | 'realtime'>,
  userId: number,
  sessionId: string,
): Promise<boolean> {
  const ended = await tx.query(
    `update sessions set revoked_at = $3
     where id = $1 and user_id = $2 and revoked_at is null and expires_at > $3 returning id`,
    [sessionId, userId, services.clock.now()],
  )
  tx.afterCommit(() => {
    forgetCallers(services.authenticators, `session:${sessionId}`)
    if (ended.length > 0) closeSessionSockets(services.realtime, [sessionId])
  })
  return ended.length > 0
}

/** Lets a session work in another workspace of its user from the next request on. Violates a foreign key when he is no member. */
export async function moveSession(
  tx: Transaction,
  services: Pick<Services, 'authenticators'>,
  sessionId: string,
  workspaceId: number,
): Promise<void> {
  await tx.query('update sessions set workspace_id = $2 where id = $1', [sessionId, workspaceId])
  await tx.query(
    'update users set active_workspace_id = $2 where id = (select user_id from sessions where id = $1)',
    [sessionId, workspaceId],
  )
  tx.afterCommit(() => forgetCallers(services.authenticators, `session:${sessionId}`))
}

/** Seconds that a refresh token, and the session with it, lives from its last rotation. */
export function refreshSeconds(services: Pick<Services, 'config'>): number {
  return Math.round(services.config.refreshTokenDays * daySeconds)
}

/** Records a session that lives `lifetimeSeconds`; answers its id. */
export async function insertSession(
  tx: Executor,
  services: Pick<Services, 'clock'>,
  owner: SessionOwner,
  device: Device,
  kind: 'marketplace' | 'sales',
  lifetimeSeconds: number,
): Promise<string> {
  const now = services.clock.now()
  const [row] = await tx.query<{ id: string }>(
    `insert into sessions (user_id, workspace_id, kind, user_agent, ip, created_at, last_used_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7) returning id`,
    [
      owner.userId,
      owner.workspaceId,
      kind,
      device.userAgent,
      device.ip,
      now,
      new Date(now.getTime() + lifetimeSeconds * 1000),
    ],
  )
  return row!.id
}

import { createHash } from 'node:crypto'
import type { Executor } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'

type OneTimeTokenKind = 'password_reset' | 'email_verification' | 'owner'

const hourMs = 3_600_000
const lifetimes: Record<OneTimeTokenKind, number> = {
  password_reset: hourMs,
  email_verification: 24 * hourMs,
  owner: 7 * 24 * hourMs,
}

interface NewOneTimeToken {
  /** 32 random bytes; only their hash is stored. */
  token: string
  expiresAt: Date
}

/** Makes a token that works once. With an `id` that was used already it makes none and answers null. */
export async function createOneTimeToken(
  tx: Executor,
  services: Pick<Services, 'clock' | 'random'>,
  kind: OneTimeTokenKind,
  userId: number | null,
  id: string = services.random.uuid(),
): Promise<NewOneTimeToken | null> {
  const token = services.random.bytes(32).toString('base64url')
  const now = services.clock.now()
  const expiresAt = new Date(now.getTime() + lifetimes[kind])
  const made = await tx.query(
    `insert into one_time_tokens (id, kind, token_hash, user_id, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning id`,
    [id, kind, digest(token), userId, expiresAt, now],
  )
  return made.length > 0 ? { token, expiresAt } : null
}

/** Uses a token up, atomically; null when it is unknown, used or expired. A rollback gives it back. */
export async function redeemOneTimeToken(
  tx: Executor,
  services: Pick<Services, 'clock'>,
  kind: OneTimeTokenKind,
  token: string,
): Promise<{ userId: number | null } | null> {
  const [row] = await tx.query<{ user_id: number | null }>(
    `update one_time_tokens set used_at = $3
     where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3 returning user_id`,
    [digest(token), kind, services.clock.now()],
  )
  return row ? { userId: row.user_id } : null
}

/** Whose token it is, without using it up; null when it is unknown, used, expired or nobody's. */
export async function findOneTimeTokenUser(
  db: Executor,
  services: Pick<Services, 'clock'>,
  kind: OneTimeTokenKind,
  token: string,
): Promise<number | null> {
  const [row] = await db.query<{ user_id: number | null }>(
    `select user_id from one_time_tokens
     where token_hash = $1 and kind = $2 and used_at is null and expires_at > $3`,
    [digest(token), kind, services.clock.now()],
  )
  return row?.user_id ?? null
}

/** Makes all tokens of a kind that a user still holds worthless. */
export async function dropOneTimeTokens(tx: Executor, kind: OneTimeTokenKind, userId: number): Promise<void> {
  await tx.query('delete from one_time_tokens where kind = $1 and user_id = $2', [kind, userId])
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

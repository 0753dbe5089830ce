import type { Executor } from '../../kernel/database/database.ts'
import { type AccountRow, accountColumns } from './queries.ts'

/** Longer than any call to a token endpoint takes: a lease that outlives its holder ends by itself. */
const leaseSeconds = 40

/** An account of any workspace, for what no caller asked for. */
export async function findAnyAccount(db: Executor, id: number): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(`select ${accountColumns} from channel_accounts where id = $1`, [
    id,
  ])
  return row ?? null
}

/** True: this caller renews now, over that version of the secrets. By the database's clock, the one that all processes share. */
export async function takeLease(
  db: Executor,
  accountId: number,
  version: number,
  lease: string,
): Promise<boolean> {
  const taken = await db.query(
    `update channel_accounts set refresh_lease = $3, refresh_lease_until = now() + make_interval(secs => ${leaseSeconds})
     where id = $1 and token_version = $2 and status = 'connected'
       and (refresh_lease_until is null or refresh_lease_until < now())
     returning id`,
    [accountId, version, lease],
  )
  return taken.length > 0
}

/** Gives up a lease after a failure that may pass; the background waits until `retryAt`. */
export async function backOff(db: Executor, accountId: number, lease: string, retryAt: Date): Promise<void> {
  await db.query(
    `update channel_accounts set refresh_lease = null, refresh_lease_until = null,
       refresh_failures = refresh_failures + 1, refresh_after = $3
     where id = $1 and refresh_lease = $2`,
    [accountId, lease, retryAt],
  )
}

export interface RenewedToken {
  expiresAt: Date | null
  refreshExpiresAt: Date | null
  scopes: string[] | null
  now: Date
}

/**
 * Writes a renewal over the version that it was made from; null when the secrets have changed since. A process that lost its lease in
 * the middle still saves what it got: whoever took over can only have failed with the token that was used up.
 */
export async function saveRenewal(
  tx: Executor,
  accountId: number,
  version: number,
  token: RenewedToken,
): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>(
    `update channel_accounts set token_version = token_version + 1, status = 'connected', error_message = null,
       token_expires_at = $3, refresh_expires_at = coalesce($4, refresh_expires_at), scopes = coalesce($5, scopes),
       refresh_lease = null, refresh_lease_until = null, refresh_failures = 0, refresh_after = null, updated_at = $6,
       unreadable_since = null
     where id = $1 and token_version = $2 and status in ('connected', 'expired') returning ${accountColumns}`,
    [accountId, version, token.expiresAt, token.refreshExpiresAt, token.scopes, token.now],
  )
  return row ?? null
}

/** Ends a connection whose token of that version is dead; false when the secrets have changed since, or it has ended already. */
export async function markExpired(
  tx: Executor,
  accountId: number,
  version: number,
  { message, isUnreadable, now }: { message: string; isUnreadable: boolean; now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `update channel_accounts set status = 'expired', error_message = $3, refresh_lease = null, refresh_lease_until = null,
       updated_at = $4, unreadable_since = case when $5 then $4::timestamptz end
     where id = $1 and token_version = $2 and status = 'connected' returning id`,
    [accountId, version, message, now, isUnreadable],
  )
  return rows.length > 0
}

/** Accounts of any workspace whose secrets no key opened when they were used last. */
export function unreadableAccounts(db: Executor): Promise<AccountRow[]> {
  return db.query(
    `select ${accountColumns} from channel_accounts where unreadable_since is not null order by id`,
  )
}

/** Undoes what marked an account unreadable; false when its secrets have changed since it was read. */
export async function markReadable(
  tx: Executor,
  { id, token_version }: AccountRow,
  isUsable: boolean,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `update channel_accounts set unreadable_since = null, updated_at = $4,
       status = case when $3 then 'connected' else status end,
       error_message = case when $3 then null else error_message end
     where id = $1 and token_version = $2 and unreadable_since is not null and status = 'expired' returning id`,
    [id, token_version, isUsable, now],
  )
  return rows.length > 0
}

/** What the platform last told of its limits, for people and for the next call. */
export async function saveRateLimit(db: Executor, accountId: number, facts: object): Promise<void> {
  await db.query(
    `update channel_accounts set metadata = jsonb_set(metadata, '{rate_limit}', $2)
     where id = $1 and status <> 'disconnected'`,
    [accountId, JSON.stringify(facts)],
  )
}

/** Connected accounts whose token ends until `before`, soonest first, from behind `after` on. */
export function endingAccounts(
  db: Executor,
  before: Date,
  after: { expiresAt: string; id: number } | null,
  limit: number,
): Promise<AccountRow[]> {
  return db.query(
    `select ${accountColumns} from channel_accounts
     where status = 'connected' and is_active and token_expires_at <= $1
       and ($2::timestamptz is null or (date_trunc('milliseconds', token_expires_at), id) > ($2, $3))
     order by date_trunc('milliseconds', token_expires_at), id limit $4`,
    [before, after?.expiresAt ?? null, after?.id ?? 0, limit],
  )
}

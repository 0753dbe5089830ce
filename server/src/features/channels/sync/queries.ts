import { addDays } from '../../../kernel/clock/calendar.ts'
import type { Executor } from '../../../kernel/database/database.ts'
import type { Metrics, PostRow, Profile } from '../adapter.ts'
import { type AccountRow, accountColumns } from '../queries.ts'

/** Notes a synchronisation of the account as it was read; null: it was disconnected or stands for another page meanwhile. */
export async function saveSync(
  tx: Executor,
  account: AccountRow,
  profile: Profile | null,
  now: Date,
): Promise<AccountRow | null> {
  const [row] = await tx.query<AccountRow>(
    `update channel_accounts set last_sync_at = $3, external_account_name = coalesce($4, external_account_name),
       metadata = metadata || $5::jsonb, updated_at = $3
     where id = $1 and status = 'connected' and external_account_id is not distinct from $2 returning ${accountColumns}`,
    [
      account.id,
      account.external_account_id,
      now,
      profile?.externalName ?? null,
      JSON.stringify(profile?.metadata ?? {}),
    ],
  )
  return row ?? null
}

/** Keeps posts, no two of the same id, as they are now. */
export async function upsertPosts(
  tx: Executor,
  { id, workspace_id }: AccountRow,
  posts: readonly PostRow[],
  now: Date,
): Promise<void> {
  // In one order, so that two synchronisations at once do not wait for each other.
  const sorted = posts.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  await tx.query(
    `insert into channel_posts
       (account_id, workspace_id, external_id, message, created_time, permalink_url, media_url, metrics, synced_at)
     select $1, $2, one.id, one.message, one.created_time, one.permalink_url, one.media_url, one.metrics, $9
     from unnest($3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::jsonb[])
       as one (id, message, created_time, permalink_url, media_url, metrics)
     on conflict (account_id, external_id) do update set message = excluded.message, created_time = excluded.created_time,
       permalink_url = excluded.permalink_url, media_url = excluded.media_url, metrics = excluded.metrics,
       synced_at = excluded.synced_at`,
    [
      id,
      workspace_id,
      sorted.map((post) => post.id),
      sorted.map((post) => post.message),
      sorted.map((post) => post.created_time),
      sorted.map((post) => post.permalink_url),
      sorted.map((post) => post.media_url),
      sorted.map((post) => JSON.stringify(post.metrics)),
      now,
    ],
  )
}

/** Keeps the figures of a day; later ones of the same day take their place. */
export async function saveInsightDay(
  tx: Executor,
  account: AccountRow,
  day: string,
  metrics: Metrics,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into channel_insight_days (account_id, external_account_id, day, workspace_id, metrics, fetched_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id, external_account_id, day) do update set metrics = excluded.metrics,
       fetched_at = excluded.fetched_at`,
    [account.id, account.external_account_id ?? '', day, account.workspace_id, JSON.stringify(metrics), now],
  )
}

/** How many days of figures can be read. */
export const historyDays = 365

/** Forgets the figures of days that nobody can read any more. */
export async function forgetInsightDays(db: Executor, today: string): Promise<void> {
  await db.query('delete from channel_insight_days where day < $1', [addDays(today, 1 - historyDays)])
}

/** The figures of the page that the account stands for, from a day on, oldest first. */
export function insightDays(
  db: Executor,
  account: AccountRow,
  from: string,
): Promise<{ date: string; metrics: Metrics }[]> {
  return db.query(
    `select day as date, metrics from channel_insight_days
     where account_id = $1 and external_account_id = $2 and day >= $3 order by day`,
    [account.id, account.external_account_id ?? '', from],
  )
}

/** Connected accounts of any workspace that were not synchronised since, longest ago first. */
export function accountsToSync(db: Executor, since: Date, limit: number): Promise<AccountRow[]> {
  return db.query(
    `select ${accountColumns} from channel_accounts
     where status = 'connected' and is_active and (last_sync_at is null or last_sync_at < $1)
     order by last_sync_at nulls first, id limit $2`,
    [since, limit],
  )
}

import type { Executor } from '../../../kernel/database/database.ts'
import type { Draft } from '../adapter.ts'
import type { PostStatus, TargetStatus } from './schemas.ts'

export interface PostRow {
  id: number
  workspace_id: number
  message: string
  link: string | null
  media: Draft['media']
  scheduled_at: string
  status: PostStatus
  created_by: number
  created_at: string
  updated_at: string
}

export interface TargetRow {
  id: number
  post_id: number
  account_id: number
  account_name: string
  platform: string
  message: string | null
  options: Draft['options']
  status: TargetStatus
  attempts: number
  external_id: string | null
  permalink_url: string | null
  error_code: string | null
  error_message: string | null
  published_at: string | null
  called_at: string | null
}

const postColumns =
  'p.id, p.workspace_id, p.message, p.link, p.media, p.scheduled_at, p.status, p.created_by, p.created_at, p.updated_at'

/** Null for ids that are unknown or of another workspace. Whoever changes targets locks the post first. */
export async function findPost(
  db: Executor,
  workspaceId: number,
  id: number,
  lock: '' | 'for update' = '',
): Promise<PostRow | null> {
  const [row] = await db.query<PostRow>(
    `select ${postColumns} from channel_planned_posts p where p.workspace_id = $1 and p.id = $2 ${lock}`,
    [workspaceId, id],
  )
  return row ?? null
}

/** In the order in which they were named. */
export function targetsOf(db: Executor, postIds: readonly number[]): Promise<TargetRow[]> {
  return db.query(
    `select t.id, t.post_id, t.account_id, a.name as account_name, a.platform, t.message, t.options, t.status, t.attempts,
       t.external_id, t.permalink_url, t.error_code, t.error_message, t.published_at, t.called_at
     from channel_planned_targets t join channel_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
     where t.post_id = any($1) order by t.post_id, t.position, t.id`,
    [postIds],
  )
}

export interface PostFilters {
  status: string | null
  account: number | null
  /** Of `scheduled_at`, with its beginning and without its end. */
  from: string | null
  to: string | null
}

/** Count and rows of a workspace's posts by their time; an unknown filter value finds none. */
export function postList(db: Executor, workspaceId: number, filters: PostFilters, order: 'asc' | 'desc') {
  const values = [workspaceId, filters.status, filters.account, filters.from, filters.to]
  const where = `p.workspace_id = $1 and ($2::text is null or p.status = $2)
    and ($3::int is null or exists (select from channel_planned_targets t where t.post_id = p.id and t.account_id = $3))
    and ($4::timestamptz is null or p.scheduled_at >= $4) and ($5::timestamptz is null or p.scheduled_at < $5)`
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from channel_planned_posts p where ${where}`,
        values,
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<PostRow[]> =>
      db.query(
        `select ${postColumns} from channel_planned_posts p where ${where}
         order by p.scheduled_at ${order}, p.id ${order} limit $6 offset $7`,
        [...values, limit, offset],
      ),
  }
}

export interface PostContent extends Pick<Draft, 'message' | 'link' | 'media'> {
  scheduledAt: Date
}

export interface PlannedTarget {
  accountId: number
  /** Null: the message of the post. */
  message: string | null
  options: Draft['options']
  externalAccountId: string | null
}

export async function insertPost(
  tx: Executor,
  workspaceId: number,
  userId: number,
  { message, link, media, scheduledAt }: PostContent,
  now: Date,
): Promise<PostRow> {
  const [row] = await tx.query<PostRow>(
    `insert into channel_planned_posts as p
       (workspace_id, message, link, media, scheduled_at, created_by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${postColumns}`,
    [workspaceId, message, link, JSON.stringify(media), scheduledAt, userId, now],
  )
  return row!
}

export async function updatePost(
  tx: Executor,
  id: number,
  { message, link, media, scheduledAt }: PostContent,
  now: Date,
): Promise<void> {
  await tx.query(
    `update channel_planned_posts set message = $2, link = $3, media = $4, scheduled_at = $5, updated_at = $6 where id = $1`,
    [id, message, link, JSON.stringify(media), scheduledAt, now],
  )
}

/** Makes these the targets of a post of which none has begun: what was there of others goes. */
export async function saveTargets(
  tx: Executor,
  post: { id: number; workspace_id: number },
  targets: readonly PlannedTarget[],
  dueAt: Date,
): Promise<void> {
  await tx.query(
    `insert into channel_planned_targets
       (workspace_id, post_id, account_id, position, message, options, external_account_id, due_at)
     select $1, $2, one.account_id, one.position, one.message, one.options, one.external_id, $7
     from unnest($3::int[], $4::text[], $5::jsonb[], $6::text[]) with ordinality
       as one (account_id, message, options, external_id, position)
     on conflict (post_id, account_id) do update set position = excluded.position, message = excluded.message,
       options = excluded.options, external_account_id = excluded.external_account_id, due_at = excluded.due_at,
       failures = 0, error_code = null, error_message = null`,
    [
      post.workspace_id,
      post.id,
      targets.map(({ accountId }) => accountId),
      targets.map(({ message }) => message),
      targets.map(({ options }) => JSON.stringify(options)),
      targets.map(({ externalAccountId }) => externalAccountId),
      dueAt,
    ],
  )
  await tx.query('delete from channel_planned_targets where post_id = $1 and account_id <> all($2)', [
    post.id,
    targets.map(({ accountId }) => accountId),
  ])
}

/** Cancels what has not begun; answers how many targets that were. */
export async function cancelTargets(tx: Executor, postId: number): Promise<number> {
  const rows = await tx.query(
    `update channel_planned_targets set status = 'canceled', due_at = null
     where post_id = $1 and status = 'scheduled' returning id`,
    [postId],
  )
  return rows.length
}

/** Cancels in these workspaces what no platform was called for; who has claimed it loses the claim, and calls none. */
export async function cancelUnsent(tx: Executor, workspaceIds: readonly number[], now: Date): Promise<void> {
  const unsent = `(t.status = 'scheduled' or (t.status = 'publishing' and t.called_at is null))`
  const posts = await tx.query<{ id: number }>(
    `select p.id from channel_planned_posts p
     where p.workspace_id = any($1) and p.status in ('scheduled', 'publishing') order by p.id for update`,
    [workspaceIds],
  )
  const ids = posts.map(({ id }) => id)
  const canceled = await tx.query<{ post_id: number }>(
    `update channel_planned_targets t set status = 'canceled', due_at = null, claim = null, claimed_until = null
     where t.post_id = any($1) and ${unsent} returning t.post_id`,
    [ids],
  )
  await tx.query('update channel_planned_posts set updated_at = $2 where id = any($1)', [
    canceled.map(({ post_id }) => post_id),
    now,
  ])
}

/** Puts a target that ended in one of these states back in the queue; false when it is in none of them. */
export async function requeueTarget(
  tx: Executor,
  targetId: number,
  from: readonly TargetStatus[],
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `update channel_planned_targets t set status = 'scheduled', due_at = $3, failures = 0, looks = 0, claim = null,
       claimed_until = null, called_at = null, external_id = null, permalink_url = null, error_code = null,
       error_message = null, external_account_id = a.external_account_id
     from channel_accounts a where t.id = $1 and t.status = any($2) and a.id = t.account_id returning t.id`,
    [targetId, from, now],
  )
  return rows.length > 0
}

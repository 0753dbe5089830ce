import type { Executor } from '../../../kernel/database/database.ts'
import { type PostRow, type TargetRow, targetsOf } from './queries.ts'

/** Posts as their rows tell them, with what became of them on each account. */
export async function presentPosts(db: Executor, posts: readonly PostRow[]) {
  const targets = Map.groupBy(
    await targetsOf(
      db,
      posts.map(({ id }) => id),
    ),
    ({ post_id }) => post_id,
  )
  return posts.map((post) => ({
    id: post.id,
    message: post.message,
    link: post.link,
    media: post.media,
    scheduled_at: post.scheduled_at,
    status: post.status,
    created_at: post.created_at,
    updated_at: post.updated_at,
    created_by: post.created_by,
    targets: (targets.get(post.id) ?? []).map(presentTarget),
  }))
}

function presentTarget(row: TargetRow) {
  return {
    account: row.account_id,
    account_name: row.account_name,
    platform: row.platform,
    message: row.message,
    options: row.options,
    status: row.status,
    attempts: row.attempts,
    external_id: row.external_id,
    permalink_url: row.permalink_url,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    published_at: row.published_at,
  }
}

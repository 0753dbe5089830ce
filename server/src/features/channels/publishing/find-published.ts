import type { Executor } from '../../../kernel/database/database.ts'
import { withAccess } from '../account-access.ts'
import type { PostRow } from '../adapter.ts'
import { demandAbility } from '../content.ts'
import type { Channels } from '../platforms.ts'
import type { AccountRow } from '../queries.ts'

/** Between the clocks of a platform and this server. */
const skewMs = 120_000
const pageSize = 100
/** Usually one: reading ends with the first post that is older than the call. */
const maxPages = 20

/**
 * The post of an account that says what was to be published and is not older than the call; null: there is none, or none that can be
 * told from others. Throws refusals as every read does.
 */
export async function findPublished(
  channels: Channels,
  account: AccountRow,
  { message, calledAt }: { message: string; calledAt: Date },
): Promise<PostRow | null> {
  const { run } = demandAbility(channels, account, 'listPosts')
  const wanted = comparable(message)
  if (wanted === '') return null
  const since = calledAt.getTime() - skewMs
  const known = await knownPosts(channels.services.db, account.id, new Date(since))
  const isIt = (post: PostRow) =>
    comparable(post.message) === wanted && !known.has(post.id) && timeOf(post) >= since
  return withAccess(channels, account, async (provider, access) => {
    let after: string | null = null
    for (let page = 0; page < maxPages; page++) {
      const { rows, after: next } = await run(provider, access, { limit: pageSize, after })
      const matching = rows.filter(isIt).toSorted((a, b) => timeOf(a) - timeOf(b))
      if (matching[0]) return matching[0]
      if (next === null || rows.some((post) => post.created_time !== null && timeOf(post) < since))
        return null
      after = next
    }
    return null
  })
}

const timeOf = ({ created_time }: PostRow) => Date.parse(created_time ?? '') || 0

/** A text as it is compared: platforms shorten addresses, escape signs of HTML, and are free with blanks. */
export function comparable(text: string): string {
  return text
    .replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => signs[name] ?? '')
    .replace(/https?:\/\/\S+/gi, ' ')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
}

const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The ids of posts that are known to come from other publications. */
async function knownPosts(db: Executor, accountId: number, since: Date): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select external_id as id from channel_planned_targets where account_id = $1 and external_id is not null
     union select response_data ->> 'id' from channel_logs
     where account_id = $1 and action = 'publish_post' and status = 'success' and created_at >= $2
       and response_data ->> 'id' is not null`,
    [accountId, since],
  )
  return new Set(rows.map(({ id }) => id))
}

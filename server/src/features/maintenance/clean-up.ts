import type { Executor } from '../../kernel/database/database.ts'

const dayMs = 86_400_000
/** So long an owner still sees an expired invitation and may send it again. */
const invitationDays = 30
/** So long the log of store events keeps what was sent, which may hold personal data (storefronts contract 5.6). */
const payloadDays = 30

/** Rows deleted, by kind; of store events the payloads. */
export interface CleanUpResult {
  idempotency_keys: number
  refresh_tokens: number
  sessions: number
  one_time_tokens: number
  invitations: number
  store_event_payloads: number
}

/**
 * Deletes what nobody can use any more (payments contract 5, `cleanup_old_data`): idempotency keys after 24 hours, and refresh
 * tokens, sessions and one-time tokens a day after they expired, when no retried job or late request asks for them; invitations
 * after 30 days. The lines of store events stay, what was sent does not.
 */
export async function cleanUpOldData(db: Executor, now: Date): Promise<CleanUpResult> {
  const yesterday = new Date(now.getTime() - dayMs)
  const longAgo = new Date(now.getTime() - invitationDays * dayMs)
  const remove = async (table: string, column: string, before = yesterday): Promise<number> => {
    const [row] = await db.query<{ count: number }>(
      `with gone as (delete from ${table} where ${column} <= $1 returning 1) select count(*)::int as count from gone`,
      [before],
    )
    return row?.count ?? 0
  }
  const blankPayloads = async (): Promise<number> => {
    const [row] = await db.query<{ count: number }>(
      `with blanked as (
         update store_events set payload = null where payload is not null and created_at <= $1 returning 1)
       select count(*)::int as count from blanked`,
      [new Date(now.getTime() - payloadDays * dayMs)],
    )
    return row?.count ?? 0
  }
  return {
    idempotency_keys: await remove('idempotency_keys', 'created_at'),
    refresh_tokens: await remove('refresh_tokens', 'expires_at'),
    sessions: await remove('sessions', 'expires_at'),
    one_time_tokens: await remove('one_time_tokens', 'expires_at'),
    invitations: await remove('invitations', 'expires_at', longAgo),
    store_event_payloads: await blankPayloads(),
  }
}

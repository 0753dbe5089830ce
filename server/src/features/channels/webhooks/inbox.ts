import { createHash } from 'node:crypto'
import { type Executor, isDatabaseAway, sqlState } from '../../../kernel/database/database.ts'
import type { Channels } from '../platforms.ts'
import { applyEvent } from './apply-event.ts'

const batch = 100
const firstPauseMs = 10_000
/** After these, over some six hours, an entry stays as it is, for people to look at. */
const maxAttempts = 8

/**
 * Writes entries down; when this has returned, a killed process loses none of them. Answers the ids of those that were not there
 * before.
 */
export async function storeEntries(
  db: Executor,
  platform: string,
  entries: readonly object[],
  now: Date,
): Promise<number[]> {
  const texts = new Map<string, string>()
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    texts.set(createHash('sha256').update(text).digest('hex'), text)
  }
  if (texts.size === 0) return []
  const rows = await db.query<{ id: number }>(
    `insert into channel_webhook_entries (platform, hash, entry, received_at, try_after)
     select $1, decode(one.hash, 'hex'), one.entry, $4, $4
     from unnest($2::text[], $3::text[]) as one (hash, entry) order by one.hash
     on conflict (platform, hash) do nothing returning id`,
    [platform, [...texts.keys()], [...texts.values()], now],
  )
  return rows.map(({ id }) => id)
}

interface EntryRow {
  id: number
  platform: string
  entry: string
  attempts: number
}

/**
 * Deals with stored entries, unless another process is at them. One that fails does not hold up the others: it waits for its next
 * attempt.
 */
export async function applyEntries(channels: Channels, ids: readonly number[]): Promise<void> {
  const { db, clock, log } = channels.services
  for (let from = 0; from < ids.length; from += batch) {
    await db.transaction(async (tx) => {
      const rows = await tx.query<EntryRow>(
        `select id, platform, entry, attempts from channel_webhook_entries
         where id = any($1) and entry is not null order by id for update skip locked`,
        [ids.slice(from, from + batch)],
      )
      for (const row of rows) {
        await tx.query('savepoint entry')
        try {
          const isOurs = await applyEntry(tx, channels, row)
          // What concerns nobody is forgotten: it may come again when somebody has connected the account.
          const done = isOurs
            ? 'update channel_webhook_entries set entry = null where id = $1'
            : 'delete from channel_webhook_entries where id = $1'
          await tx.query(done, [row.id])
          await tx.query('release savepoint entry')
        } catch (error) {
          if (isDatabaseAway(error) || isConflict(error)) throw error
          log.error({ err: error, entry: row.id }, 'an entry of a webhook could not be dealt with')
          await tx.query('rollback to savepoint entry')
          const pause = firstPauseMs * 4 ** row.attempts
          await tx.query(
            'update channel_webhook_entries set attempts = attempts + 1, try_after = $2 where id = $1',
            [row.id, new Date(clock.now().getTime() + pause)],
          )
        }
      }
    })
  }
}

/** Failures that are over when the whole transaction is tried again. */
const isConflict = (error: unknown) => ['40001', '40P01'].includes(sqlState(error) ?? '')

/** True: it concerned an account of ours. */
async function applyEntry(tx: Executor, channels: Channels, { platform, entry }: EntryRow): Promise<boolean> {
  const webhook = channels.platforms.get(platform)?.adapter.webhook
  let isOurs = false
  for (const event of webhook?.read(JSON.parse(entry)) ?? [])
    if (await applyEvent(tx, channels, platform, event)) isOurs = true
  return isOurs
}

/** Deals with what a process left behind when it ended, and with what failed and is due again. */
export async function applyLeftEntries(channels: Channels): Promise<void> {
  const { db, clock } = channels.services
  for (let after = 0; ; ) {
    const rows = await db.query<{ id: number }>(
      `select id from channel_webhook_entries
       where entry is not null and attempts < ${maxAttempts} and try_after <= $1 and id > $2 order by id limit ${batch}`,
      [clock.now(), after],
    )
    await applyEntries(
      channels,
      rows.map(({ id }) => id),
    )
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    after = last.id
  }
}

import { createHash } from 'node:crypto'
import { type Executor, isDatabaseAway, sqlState } from '../../../kernel/database/database.ts'
import type { Channels } from '../platforms.ts'
import { accountFinder, applyEvent } from './apply-event.ts'
import type { WebhookEvent } from './model.ts'

const batch = 50
const firstPauseMs = 10_000
/** After these, over some six hours, an entry stays as it is, for people to look at. */
const maxAttempts = 8

/** A part of a delivery as it is stored. */
export interface StoredPart {
  platform: string
  /** SHA-256 of `text`, in hex. */
  hash: string
  text: string
}

/** Under one key stand copies of one part. */
export const keyOf = ({ platform, hash }: Pick<StoredPart, 'platform' | 'hash'>) => `${platform} ${hash}`

export function partsOf(platform: string, entries: readonly object[]): StoredPart[] {
  return entries.map((entry) => {
    const text = JSON.stringify(entry)
    return { platform, hash: createHash('sha256').update(text).digest('hex'), text }
  })
}

/**
 * Writes parts down; when this has returned, a killed process loses none of them. Answers the ids of those that were not there before,
 * by `keyOf`.
 */
export async function storeParts(
  db: Executor,
  parts: readonly StoredPart[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const distinct = [...new Map(parts.map((part) => [keyOf(part), part])).values()]
  if (distinct.length === 0) return new Map()
  const rows = await db.query<{ id: number; platform: string; hash: string }>(
    `insert into channel_webhook_entries (platform, hash, entry, received_at, try_after)
     select one.platform, decode(one.hash, 'hex'), one.entry, $4, $4
     from unnest($1::text[], $2::text[], $3::text[]) as one (platform, hash, entry) order by one.platform, one.hash
     on conflict (platform, hash) do nothing returning id, platform, encode(hash, 'hex') as hash`,
    [
      distinct.map(({ platform }) => platform),
      distinct.map(({ hash }) => hash),
      distinct.map(({ text }) => text),
      now,
    ],
  )
  return new Map(rows.map((row) => [keyOf(row), row.id]))
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
  for (let from = 0; from < ids.length; from += batch)
    await channels.services.db.transaction((tx) => applyBatch(tx, channels, ids.slice(from, from + batch)))
}

async function applyBatch(tx: Executor, channels: Channels, ids: readonly number[]): Promise<void> {
  const { log, clock } = channels.services
  const rows = await tx.query<EntryRow>(
    `select id, platform, entry, attempts from channel_webhook_entries
     where id = any($1) and entry is not null order by id for update skip locked`,
    [ids],
  )
  const accounts = accountFinder(tx)
  const [ours, strange]: [number[], number[]] = [[], []]
  await tx.query('savepoint entry')
  for (const { id, attempts, events } of inLockOrder(channels, rows)) {
    try {
      const known = []
      for (const event of events) known.push(await applyEvent(tx, channels, accounts, event))
      const target = known.some(Boolean) ? ours : strange
      target.push(id)
      await tx.query('release savepoint entry; savepoint entry')
    } catch (error) {
      if (isDatabaseAway(error) || isConflict(error)) throw error
      log.error({ err: error, entry: id }, 'an entry of a webhook could not be dealt with')
      await tx.query('rollback to savepoint entry')
      const next = new Date(clock.now().getTime() + firstPauseMs * 4 ** attempts)
      await tx.query(
        'update channel_webhook_entries set attempts = attempts + 1, try_after = $2 where id = $1',
        [id, next],
      )
    }
  }
  await tx.query('update channel_webhook_entries set entry = null where id = any($1)', [ours])
  // What concerns nobody is forgotten: it may come again when somebody has connected the account.
  if (strange.length > 0) await tx.query('delete from channel_webhook_entries where id = any($1)', [strange])
}

/** Failures that are over when the whole transaction is tried again. */
const isConflict = (error: unknown) => ['40001', '40P01'].includes(sqlState(error) ?? '')

/** What the entries tell, in an order that is the same everywhere, so that transactions do not wait for each other in a circle. */
function inLockOrder(channels: Channels, rows: readonly EntryRow[]) {
  return rows
    .map(({ id, attempts, platform, entry }) => {
      const webhook = channels.platforms.get(platform)?.adapter.webhook
      const events = (webhook?.read(JSON.parse(entry)) ?? []).map((event) => ({ platform, ...event }))
      return { id, attempts, events, key: events.map(lockKey).join() }
    })
    .sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)))
}

/** Names what an event changes beside what it adds. */
function lockKey(event: WebhookEvent): string {
  if (event.kind === 'message') return `message ${event.message.from}`
  return event.kind === 'status' ? `status ${event.status.id}` : event.kind
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

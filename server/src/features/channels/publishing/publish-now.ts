import type { Database, Executor } from '../../../kernel/database/database.ts'
import { Refusal } from '../../../kernel/errors.ts'
import type { Draft, Published } from '../adapter.ts'
import { settleLog, writeLog } from '../log.ts'
import type { Channels } from '../platforms.ts'
import type { AccountRow } from '../queries.ts'
import { findAnyAccount } from '../token-queries.ts'
import { findPublished } from './find-published.ts'
import { publishOnce } from './publish-once.ts'
import { afterLook, firstLookMs, lookAgainAt } from './target-change.ts'

/** Longer than any call may take, with all that goes before it: whoever has not ended it by then has died. */
const patienceMs = 900_000
const action = 'publish_post'

/**
 * Publishes for a person who waits for the answer. Before the platform is called a row says so; while nobody knows whether it was
 * published, the log has a pending line and the account's posts are read until it is known. Throws what the person is told.
 */
export async function publishNow(channels: Channels, account: AccountRow, draft: Draft): Promise<Published> {
  const { db, clock } = channels.services
  let openId: number | null = null
  const outcome = await publishOnce(channels, account, draft, async () => {
    openId ??= await openPublication(db, account, draft.message, clock.now())
  })
  const now = clock.now()
  await db.transaction(async (tx) => {
    if (outcome.kind === 'unknown') {
      const logId = await writeLog(tx, { account, action, status: 'pending', message: 'unconfirmed', now })
      const dueAt = new Date(now.getTime() + firstLookMs)
      const values = [openId, logId, dueAt]
      await tx.query('update channel_open_publications set log_id = $2, due_at = $3 where id = $1', values)
      return
    }
    await tx.query('delete from channel_open_publications where id = $1', [openId])
    if (outcome.kind === 'done')
      await writeLog(tx, {
        account,
        action,
        status: 'success',
        message: 'Published',
        responseData: outcome.published,
        now,
      })
    else {
      const { message, body } = outcome.refusal
      const errorDetails = JSON.stringify(body)
      await writeLog(tx, { account, action, status: 'error', message, errorDetails, now })
    }
  })
  if (outcome.kind === 'done') return outcome.published
  throw outcome.refusal
}

async function openPublication(
  db: Executor,
  account: AccountRow,
  message: string,
  now: Date,
): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `insert into channel_open_publications (workspace_id, account_id, external_account_id, message, called_at, due_at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [
      account.workspace_id,
      account.id,
      account.external_account_id,
      message,
      now,
      new Date(now.getTime() + patienceMs),
    ],
  )
  return row!.id
}

export interface OpenPublication {
  id: number
  account_id: number
  external_account_id: string | null
  message: string
  called_at: string
  looks: number
  log_id: number | null
}

/** The next lost publication to be looked for, for the caller alone for some minutes; null: there is none. */
export async function takeOpenPublication(db: Database, now: Date): Promise<OpenPublication | null> {
  const [row] = await db.query<OpenPublication>(
    `update channel_open_publications set due_at = $2
     where id = (select id from channel_open_publications where due_at <= $1 order by due_at limit 1 for update skip locked)
     returning id, account_id, external_account_id, message, called_at, looks, log_id`,
    [now, new Date(now.getTime() + 300_000)],
  )
  return row ?? null
}

/** Reads the account's posts for a lost publication and ends its line in the log once it is known what became of it. */
export async function lookForPublication(channels: Channels, open: OpenPublication): Promise<void> {
  const { db, clock } = channels.services
  const account = await findAnyAccount(db, open.account_id)
  if (!account) return
  const now = clock.now()
  const logId =
    open.log_id ?? (await writeLog(db, { account, action, status: 'pending', message: 'unconfirmed', now }))
  const ends = await look(channels, account, open)
  await db.transaction(async (tx) => {
    const values = [open.id, logId, ends.dueAt, ends.looks]
    if (ends.dueAt)
      await tx.query(
        'update channel_open_publications set log_id = $2, due_at = $3, looks = $4 where id = $1',
        values,
      )
    else await tx.query('delete from channel_open_publications where id = $1', [open.id])
    if (logId && ends.line) await settleLog(tx, logId, ends.line)
  })
}

interface LookEnd {
  /** Null: it was the last look. */
  dueAt: Date | null
  looks: number
  /** Null: nobody knows what became of it. */
  line: Parameters<typeof settleLog>[2] | null
}

async function look(channels: Channels, account: AccountRow, open: OpenPublication): Promise<LookEnd> {
  const { message, called_at, looks } = open
  const now = channels.services.clock.now()
  if (account.external_account_id !== open.external_account_id) return { dueAt: null, looks, line: null }
  try {
    const found = await findPublished(channels, account, { message, calledAt: new Date(called_at) })
    const change = afterLook(found, { looks, failures: 0 }, now)
    if (change.status === 'published') {
      const responseData = {
        id: change.externalId,
        status: 'published',
        permalink_url: change.permalinkUrl,
      }
      return { dueAt: null, looks, line: { status: 'success', message: 'Published', responseData } }
    }
    const errorDetails = JSON.stringify(change.error)
    const lost = { status: 'error', message: 'not found on the platform', errorDetails } as const
    const line = change.dueAt ? null : lost
    return { dueAt: change.dueAt, looks: change.looks, line }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { dueAt: lookAgainAt(error, called_at, now), looks, line: null }
  }
}

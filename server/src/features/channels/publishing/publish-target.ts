import { isDatabaseAway, type Transaction } from '../../../kernel/database/database.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { settleLog, writeLog } from '../log.ts'
import type { Channels } from '../platforms.ts'
import { findAnyAccount } from '../token-queries.ts'
import {
  type ClaimedTarget,
  claimBeatMs,
  deadClaims,
  type Held,
  holdClaim,
  holdDeadClaim,
  markCalled,
  prolongClaim,
  saveChange,
} from './claims.ts'
import { type Outcome, publishOnce } from './publish-once.ts'
import type { TargetErrorCode } from './schemas.ts'
import { afterTry, type TargetChange } from './target-change.ts'

/** What comes later than that may do harm: "only today". */
const longestDelayMs = 86_400_000

class ClaimLost extends Error {}

/** Publishes a target that was claimed, and writes what became of it. */
export async function publishTarget(channels: Channels, target: ClaimedTarget, claim: string): Promise<void> {
  const { db, clock, random, log } = channels.services
  const account = await findAnyAccount(db, target.account_id)
  if (!account) return
  const beat = setInterval(() => void prolongClaim(db, target.id, claim).catch(() => {}), claimBeatMs).unref()
  try {
    const outcome = await tryTarget(channels, target, claim, account)
    const tellsState = Boolean(channels.platforms.get(account.platform)?.adapter.publishState)
    const change = afterTry(outcome, { failures: target.failures, tellsState }, clock.now(), random)
    await surely(channels, async (tx) => {
      const held = await holdClaim(tx, target, claim)
      if (held) await saveNoted(tx, held, change, clock.now())
    })
  } catch (error) {
    if (!(error instanceof ClaimLost)) log.error({ err: error, target: target.id }, 'a planned post is stuck')
  } finally {
    clearInterval(beat)
  }
}

type Account = NonNullable<Awaited<ReturnType<typeof findAnyAccount>>>

async function tryTarget(
  channels: Channels,
  target: ClaimedTarget,
  claim: string,
  account: Account,
): Promise<Outcome> {
  const { db, clock, log } = channels.services
  if (clock.now().getTime() - Date.parse(target.was_due_at) > longestDelayMs)
    return refused('missed', 'Its time passed more than a day ago, while no server was working')
  const planned = target.external_account_id
  if (planned !== null && account.external_account_id !== planned)
    return refused(
      'account_changed',
      'The account stands for another page now than when the post was planned',
    )
  const { message, link, media, options } = target
  try {
    return await publishOnce(channels, account, { message, link, media, options }, async () => {
      if (!(await markCalled(db, target.id, claim, clock.now()))) throw new ClaimLost()
    })
  } catch (error) {
    if (error instanceof ClaimLost || isDatabaseAway(error)) throw error
    log.error({ err: error, target: target.id }, 'a planned post could not be published')
    return { ...refused('internal_error', 'Something went wrong on the server'), kind: 'later' }
  }
}

function refused(code: TargetErrorCode, message: string): Extract<Outcome, { kind: 'refused' | 'later' }> {
  return { kind: 'refused', refusal: new Refusal(400, message, { body: { error: message, code } }) }
}

/** What the platform has done must be written: a database that is away for a moment must not leave it unknown. */
async function surely(channels: Channels, work: (tx: Transaction) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await channels.services.db.transaction(work)
    } catch (error) {
      if (attempt >= 5 || !isDatabaseAway(error)) throw error
      await channels.pause(1000 * attempt)
    }
  }
}

/**
 * Takes up the targets of processes that died: what they had not called goes back into the queue, of what they had called nobody knows
 * what became. Answers how many there were.
 */
export async function takeUpDeadClaims(channels: Channels): Promise<void> {
  const { db, clock } = channels.services
  for (const target of await deadClaims(db))
    await db.transaction(async (tx) => {
      const held = await holdDeadClaim(tx, target)
      if (!held) return
      const refusal = refused('interrupted', 'The server was stopped before the platform was called').refusal
      const outcome: Outcome = held.called_at ? { kind: 'unknown', refusal } : { kind: 'later', refusal }
      const facts = { failures: held.failures, tellsState: false }
      const now = clock.now()
      await saveNoted(tx, held, afterTry(outcome, facts, now, channels.services.random), now)
    })
}

/** Writes what became of a target, with its line in the account's log: one line from the call until its end is known. */
export async function saveNoted(tx: Transaction, held: Held, change: TargetChange, now: Date): Promise<void> {
  const isOpen = change.status === 'processing' || (change.status === 'unconfirmed' && change.dueAt !== null)
  const status = isOpen ? 'pending' : change.status === 'published' ? 'success' : 'error'
  const message = isOpen ? openTexts[change.status] : (change.error?.message ?? 'Published')
  const { externalId: id, permalinkUrl: permalink_url } = change
  const entry = {
    status,
    message: message ?? change.status,
    ...(id ? { responseData: { id, permalink_url } } : {}),
    ...(status === 'error' ? { errorDetails: JSON.stringify(change.error) } : {}),
  } as const
  let logId = held.log_id
  if (logId === null) {
    const account = { id: held.account_id, workspace_id: held.workspace_id }
    logId = await writeLog(tx, { account, action: 'publish_post', now, ...entry })
  } else if (!isOpen) await settleLog(tx, logId, entry)
  await saveChange(tx, held, change, isOpen ? logId : null)
}

const openTexts: Partial<Record<TargetChange['status'], string>> = {
  processing: 'Processing',
  unconfirmed: 'unconfirmed',
}

import type { Database, Executor, Transaction } from '../../../kernel/database/database.ts'
import type { Draft } from '../adapter.ts'
import type { TargetChange } from './target-change.ts'

/** A process that does not say so often that it still works on a target has died. */
const claimSeconds = 30
export const claimBeatMs = 10_000

/** A target with what publishing it takes. */
export interface OpenTarget {
  id: number
  post_id: number
  workspace_id: number
  account_id: number
  /** What is to be published there. */
  message: string
  link: string | null
  media: Draft['media']
  options: Draft['options']
  external_account_id: string | null
  external_id: string | null
  failures: number
  looks: number
  called_at: string | null
  log_id: number | null
}

const openColumns = `t.id, t.post_id, t.workspace_id, t.account_id, coalesce(t.message, p.message) as message, p.link, p.media,
  t.options, t.external_account_id, t.external_id, t.failures, t.looks, t.called_at, t.log_id`

export type ClaimedTarget = OpenTarget & { was_due_at: string }

/** The next target whose time has come, for the holder of `claim` alone; null: there is none. */
export async function claimTarget(db: Database, now: Date, claim: string): Promise<ClaimedTarget | null> {
  for (;;) {
    const claimed = await db.transaction(async (tx) => {
      const [due] = await tx.query<{ id: number; due_at: string }>(
        `select t.id, t.due_at from channel_planned_targets t join channel_planned_posts p on p.id = t.post_id
         where t.status = 'scheduled' and t.due_at <= $1 order by t.due_at, t.id limit 1 for update of p skip locked`,
        [now],
      )
      if (!due) return null
      const [target] = await tx.query<OpenTarget>(
        `update channel_planned_targets t set status = 'publishing', due_at = null, attempts = t.attempts + 1, claim = $2,
           claimed_until = now() + make_interval(secs => ${claimSeconds}), called_at = null
         from channel_planned_posts p
         where t.id = $1 and t.status = 'scheduled' and t.due_at <= $3 and p.id = t.post_id returning ${openColumns}`,
        [due.id, claim, now],
      )
      return target ? { ...target, was_due_at: due.due_at } : 'somebody else was quicker'
    })
    if (typeof claimed !== 'string') return claimed
  }
}

/** Says that the holder of the claim still works on it. */
export async function prolongClaim(db: Executor, targetId: number, claim: string): Promise<void> {
  await db.query(
    `update channel_planned_targets set claimed_until = now() + make_interval(secs => ${claimSeconds})
     where id = $1 and claim = $2 and status = 'publishing'`,
    [targetId, claim],
  )
}

/** Notes that the platform is called now; false: the claim is over, and it must not be. */
export async function markCalled(db: Executor, targetId: number, claim: string, now: Date): Promise<boolean> {
  const rows = await db.query(
    `update channel_planned_targets set called_at = $3, claimed_until = now() + make_interval(secs => ${claimSeconds})
     where id = $1 and claim = $2 and status = 'publishing' and claimed_until > now() returning id`,
    [targetId, claim, now],
  )
  return rows.length > 0
}

/**
 * Locks a target for the holder of its claim to write how it ended; null: somebody else has taken it up, and it counts no more. A
 * holder that was taken for dead may still tell what became of its call as long as nobody else has found out.
 */
export function holdClaim(tx: Transaction, target: TargetKey, claim: string): Promise<Held | null> {
  return hold(tx, target, `claim = $2 and status in ('publishing', 'unconfirmed')`, [claim])
}

/** The next target of a state to be looked after, for the caller alone for some minutes; null: there is none. */
export async function takeLook(
  db: Executor,
  status: 'processing' | 'unconfirmed',
  now: Date,
): Promise<OpenTarget | null> {
  const [target] = await db.query<OpenTarget>(
    `update channel_planned_targets t set due_at = $3 from channel_planned_posts p
     where t.id = (select id from channel_planned_targets where status = $1 and due_at <= $2
                   order by due_at limit 1 for update skip locked)
       and t.status = $1 and p.id = t.post_id returning ${openColumns}`,
    [status, now, new Date(now.getTime() + 300_000)],
  )
  return target ?? null
}

/** Locks a target for what a look has shown; null: it has changed meanwhile. */
export function holdLook(
  tx: Transaction,
  target: TargetKey & Pick<OpenTarget, 'called_at'>,
  status: 'processing' | 'unconfirmed',
): Promise<Held | null> {
  return hold(tx, target, 'status = $2 and called_at = $3', [status, target.called_at])
}

/** Targets whose process has died in the middle. */
export function deadClaims(db: Executor): Promise<TargetKey[]> {
  return db.query(
    `select id, post_id from channel_planned_targets where status = 'publishing' and claimed_until < now() limit 100`,
  )
}

/** Locks a target whose process has died; null: it has ended, or another one has it meanwhile. */
export function holdDeadClaim(tx: Transaction, target: TargetKey): Promise<Held | null> {
  return hold(tx, target, `status = 'publishing' and claimed_until < now()`, [])
}

/** Writes what has become of a target that is held. */
export async function saveChange(
  tx: Transaction,
  { id }: Held,
  change: TargetChange,
  logId: number | null,
): Promise<void> {
  await tx.query(
    `update channel_planned_targets set status = $2, due_at = $3, failures = $4, looks = $5, external_id = $6,
       permalink_url = $7, error_code = $8, error_message = $9, published_at = $10, log_id = $11, claimed_until = null,
       claim = case when $2 = 'unconfirmed' then claim end, called_at = case when $2 <> 'scheduled' then called_at end
     where id = $1`,
    [
      id,
      change.status,
      change.dueAt,
      change.failures,
      change.looks,
      change.externalId,
      change.permalinkUrl,
      change.error?.code ?? null,
      change.error?.message ?? null,
      change.publishedAt,
      logId,
    ],
  )
}

type TargetKey = Pick<OpenTarget, 'id' | 'post_id'>
/** A target whose row is locked, and that of its post before it: whoever changes targets does so in this order. */
export type Held = Pick<
  OpenTarget,
  'id' | 'workspace_id' | 'account_id' | 'failures' | 'log_id' | 'called_at'
>

async function hold(
  tx: Transaction,
  { id, post_id }: TargetKey,
  condition: string,
  values: unknown[],
): Promise<Held | null> {
  await tx.query('select from channel_planned_posts where id = $1 for update', [post_id])
  const [row] = await tx.query<Held>(
    `select id, workspace_id, account_id, failures, log_id, called_at from channel_planned_targets
     where id = $1 and ${condition} for update`,
    [id, ...values],
  )
  return row ?? null
}

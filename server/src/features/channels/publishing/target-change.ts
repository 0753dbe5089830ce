import type { Random } from '../../../kernel/clock/random.ts'
import type { Refusal } from '../../../kernel/errors.ts'
import type { PostRow, PublishState } from '../adapter.ts'
import { errorOf, type Outcome } from './publish-once.ts'
import type { TargetErrorCode, TargetStatus } from './schemas.ts'

/** What becomes of a target after a try or a look. */
export interface TargetChange {
  status: TargetStatus
  /** Null: nothing more is done by itself. */
  dueAt: Date | null
  failures: number
  looks: number
  externalId: string | null
  permalinkUrl: string | null
  error: { code: TargetErrorCode; message: string } | null
  publishedAt: Date | null
}

const firstBackOffMs = 15_000
const longestBackOffMs = 900_000
const maxFailures = 8
const maxLimits = 50
/** The first look for a post whose answer was lost, and the first question about one that is processed. */
export const firstLookMs = 5000

const plain: Omit<TargetChange, 'status' | 'failures'> = {
  dueAt: null,
  looks: 0,
  externalId: null,
  permalinkUrl: null,
  error: null,
  publishedAt: null,
}

const unconfirmed = {
  code: 'unconfirmed' as const,
  message: 'The answer of the platform was lost. Whether the post exists is being looked up.',
}

/**
 * What becomes of a target after a try, of which `failures` went before it in a row. Only what certainly was not published is tried
 * again. `tellsState`: the platform can be asked what became of a post that it processes.
 */
export function afterTry(
  outcome: Outcome,
  { failures, tellsState }: { failures: number; tellsState: boolean },
  now: Date,
  random: Random,
): TargetChange {
  const after = (ms: number) => new Date(now.getTime() + ms)
  if (outcome.kind === 'done') {
    const { id: externalId, permalink_url: permalinkUrl, status } = outcome.published
    const facts = { ...plain, failures: 0, externalId, permalinkUrl }
    if (status === 'processing' && tellsState)
      return { ...facts, status: 'processing', dueAt: after(firstLookMs) }
    return { ...facts, status: 'published', publishedAt: now }
  }
  if (outcome.kind === 'unknown')
    return { ...plain, status: 'unconfirmed', failures, dueAt: after(firstLookMs), error: unconfirmed }
  const error = errorOf(outcome.refusal)
  const tried = { ...plain, failures: failures + 1, error }
  if (outcome.kind === 'limited' && tried.failures < maxLimits)
    return { ...tried, status: 'scheduled', dueAt: after(outcome.waitMs + random.integer(2000)) }
  if (outcome.kind === 'later' && tried.failures < maxFailures) {
    const doubled = Math.min(longestBackOffMs, firstBackOffMs * 2 ** failures)
    return { ...tried, status: 'scheduled', dueAt: after(doubled / 2 + random.integer(doubled / 2 + 1)) }
  }
  return { ...tried, status: 'failed' }
}

/** How long after the first look in vain the next ones come, and whether any comes. */
const nextLooksMs = [15_000, 45_000, 150_000, 450_000, 1_350_000]
const dayMs = 86_400_000

const notFound = {
  code: 'not_found' as const,
  message: 'The post was not found on the platform. Look for it there before you publish it again.',
}

/** When the next look for a lost post comes after so many in vain; null: none comes. */
export const nextLook = (looks: number, now: Date): Date | null => {
  const wait = nextLooksMs[looks - 1]
  return wait === undefined ? null : new Date(now.getTime() + wait)
}

/** What becomes of a target whose answer was lost, once the account's posts were read. */
export function afterLook(
  found: PostRow | null,
  { looks, failures }: { looks: number; failures: number },
  now: Date,
): TargetChange {
  if (found)
    return {
      ...plain,
      status: 'published',
      failures: 0,
      externalId: found.id,
      permalinkUrl: found.permalink_url,
      publishedAt: found.created_time === null ? now : new Date(found.created_time),
    }
  const dueAt = nextLook(looks + 1, now)
  const error = dueAt ? unconfirmed : notFound
  return { ...plain, status: 'unconfirmed', failures, looks: looks + 1, dueAt, error }
}

/** What becomes of a target whose answer was lost, once a person has seen it on the platform. */
export const whenSeen = (target: { external_id: string | null; called_at: string | null }): TargetChange => ({
  ...plain,
  status: 'published',
  failures: 0,
  externalId: target.external_id,
  publishedAt: target.called_at === null ? null : new Date(target.called_at),
})

/** What becomes of a target that its platform processed, once it was asked. After a day nobody asks any more. */
export function afterState(
  { state, id, permalink, reason }: PublishState,
  target: { looks: number; external_id: string | null; called_at: string | null },
  now: Date,
): TargetChange {
  const facts = { ...plain, failures: 0, externalId: target.external_id }
  if (state === 'published')
    return {
      ...facts,
      status: 'published',
      externalId: id ?? target.external_id,
      permalinkUrl: permalink ?? null,
      publishedAt: now,
    }
  if (state === 'failed') {
    const message = ['The platform could not process the post', reason].filter(Boolean).join(': ')
    return {
      ...facts,
      status: 'failed',
      error: { code: 'provider_rejected', message: message.slice(0, 1000) },
    }
  }
  if (now.getTime() - Date.parse(target.called_at ?? '') > dayMs)
    return { ...facts, status: 'unconfirmed', error: notFound }
  const wait = Math.min(300_000, firstLookMs * 1.5 ** Math.min(target.looks, 20))
  const dueAt = new Date(now.getTime() + wait)
  return { ...facts, status: 'processing', looks: target.looks + 1, dueAt }
}

/**
 * When to look again after a platform could not be asked, which says nothing of the post; null after a day, and where asking is of no
 * use. `refusal`: of the try to ask.
 */
export function lookAgainAt(refusal: Refusal, calledAt: string | null, now: Date): Date | null {
  const isInVain = ['not_supported', 'insufficient_scope'].includes(String(refusal.body?.code))
  if (isInVain || now.getTime() - Date.parse(calledAt ?? '') > dayMs) return null
  const asked = Number(refusal.body?.retry_after) * 1000
  const isOutage = refusal.status >= 500
  return new Date(now.getTime() + (asked || (isOutage ? 60_000 : 600_000)))
}

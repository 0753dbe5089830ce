import { type Act, auditAct } from '../../../kernel/audit/act.ts'
import type { Transaction } from '../../../kernel/database/database.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Draft } from '../adapter.ts'
import { wrong } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { actionRefusal } from '../provider-error.ts'
import { holdLook } from './claims.ts'
import { type AskedTarget, demandNone, judgePlan, problemFields } from './judge-plan.ts'
import { saveNoted } from './publish-target.ts'
import {
  cancelTargets,
  findPost,
  insertPost,
  type PostRow,
  requeueTarget,
  saveTargets,
  type TargetRow,
  targetsOf,
  updatePost,
} from './queries.ts'
import { whenSeen } from './target-change.ts'

/** What a person sends; null and absent times mean now. */
export interface Plan extends Pick<Draft, 'message' | 'link' | 'media'> {
  scheduledAt: string | null
  targets: AskedTarget[]
}

const toleranceMs = 60_000
const longestMs = 366 * 86_400_000

const subjectOf = (id: number) => ({ type: 'channel_planned_post', id })

/** Plans a post; throws `validation_error` when one of its accounts cannot take it. */
export function planPost(act: Act, channels: Channels, plan: Plan): Promise<PostRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    const now = services.clock.now()
    const timeProblems = judgeTime(plan.scheduledAt, now)
    const targets = await judged(tx, channels, caller.workspaceId, plan, timeProblems)
    const scheduledAt = plan.scheduledAt ? new Date(plan.scheduledAt) : now
    const post = await insertPost(tx, caller.workspaceId, caller.userId, { ...plan, scheduledAt }, now)
    await saveTargets(tx, post, targets, scheduledAt)
    await auditAct(tx, act, 'channel_planned_post.created', subjectOf(post.id), { after: auditFacts(plan) })
    return demandPost(tx, post)
  })
}

/** Changes what was sent of a post of which nothing has begun. What is sent is read after that: 404 and 409 come before 400. */
export function changePost(
  act: Act,
  channels: Channels,
  id: number,
  readChanges: () => Partial<Plan>,
): Promise<PostRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    const post = await lockedPost(tx, act, id)
    if (post.status !== 'scheduled') throw actionRefusal('already_started')
    const changes = readChanges()
    const targets = (await targetsOf(tx, [id])).map(({ account_id: account, message, options }) => ({
      account,
      message,
      options,
    }))
    const { message, link, media, scheduled_at } = post
    const before: Plan = { message, link, media, scheduledAt: scheduled_at, targets }
    const after: Plan = { ...before, ...changes }
    const now = services.clock.now()
    const timeProblems = 'scheduledAt' in changes ? judgeTime(after.scheduledAt, now) : {}
    const planned = await judged(tx, channels, caller.workspaceId, after, timeProblems)
    const scheduledAt = after.scheduledAt ? new Date(after.scheduledAt) : now
    await updatePost(tx, id, { ...after, scheduledAt }, now)
    await saveTargets(tx, post, planned, scheduledAt)
    const change = { before: auditFacts(before), after: auditFacts(after) }
    await auditAct(tx, act, 'channel_planned_post.updated', subjectOf(id), change)
    return demandPost(tx, post)
  })
}

/** Cancels the targets that have not begun; throws 409 when there are none, unless the post was canceled before. */
export function cancelPost(act: Act, id: number): Promise<PostRow> {
  return act.db.transaction(async (tx) => {
    const post = await lockedPost(tx, act, id)
    if (post.status === 'canceled') return post
    if ((await cancelTargets(tx, id)) === 0) throw actionRefusal('already_started')
    await auditAct(tx, act, 'channel_planned_post.canceled', subjectOf(id))
    return touched(tx, post, act)
  })
}

/**
 * Publishes once more where it failed; where nobody knows whether it was published only when a person says that it was not. The
 * account may stand for another page now: then that one gets it.
 */
export function retryTarget(
  act: Act,
  id: number,
  readAsked: () => { account: number; confirm: boolean },
): Promise<PostRow> {
  return act.db.transaction(async (tx) => {
    const post = await lockedPost(tx, act, id)
    const { account, confirm } = readAsked()
    const target = await targetFor(tx, id, account)
    const from = confirm ? (['failed', 'unconfirmed'] as const) : (['failed'] as const)
    if (!(await requeueTarget(tx, target.id, from, act.services.clock.now())))
      throw actionRefusal('not_failed')
    await auditAct(tx, act, 'channel_planned_post.retried', subjectOf(id), { after: { account, confirm } })
    return touched(tx, post, act)
  })
}

/** Takes a person's word that a post is there of which nobody knew whether it was published. Nobody looks for it any more. */
export function confirmTarget(act: Act, id: number, readAsked: () => { account: number }): Promise<PostRow> {
  return act.db.transaction(async (tx) => {
    const post = await lockedPost(tx, act, id)
    const { account } = readAsked()
    const target = await targetFor(tx, id, account)
    const held = await holdLook(tx, target, 'unconfirmed')
    if (!held) throw actionRefusal('not_unconfirmed')
    await saveNoted(tx, held, whenSeen(target), act.services.clock.now())
    await auditAct(tx, act, 'channel_planned_post.confirmed', subjectOf(id), { after: { account } })
    return touched(tx, post, act)
  })
}

async function targetFor(tx: Transaction, postId: number, account: number): Promise<TargetRow> {
  const target = (await targetsOf(tx, [postId])).find(({ account_id }) => account_id === account)
  if (!target) throw wrong('account', 'The post is not for this account.')
  return target
}

async function lockedPost(tx: Transaction, { caller }: Act, id: number): Promise<PostRow> {
  const post = await findPost(tx, caller.workspaceId, id, 'for update')
  if (!post) throw notFound('Not found.')
  return post
}

async function touched(tx: Transaction, post: PostRow, { services }: Act): Promise<PostRow> {
  const now = services.clock.now()
  await tx.query('update channel_planned_posts set updated_at = $2 where id = $1', [post.id, now])
  return demandPost(tx, post)
}

/** As it is now, with the status that follows from its targets. */
async function demandPost(tx: Transaction, { id, workspace_id }: PostRow): Promise<PostRow> {
  return (await findPost(tx, workspace_id, id)) as PostRow
}

function judgeTime(scheduledAt: string | null, now: Date): Record<string, string[]> {
  if (scheduledAt === null) return {}
  const ahead = Date.parse(scheduledAt) - now.getTime()
  if (ahead < -toleranceMs) return { scheduled_at: ['Choose a time that is not past.'] }
  return ahead > longestMs ? { scheduled_at: ['Choose a time within a year.'] } : {}
}

async function judged(
  tx: Transaction,
  channels: Channels,
  workspaceId: number,
  plan: Plan,
  timeProblems: Record<string, string[]>,
) {
  const targets = await judgePlan(tx, channels, workspaceId, plan, plan.targets)
  demandNone({ ...timeProblems, ...problemFields(targets) })
  return targets.map(({ account, message, options, row }) => ({
    accountId: account,
    message,
    options,
    externalAccountId: row?.external_account_id ?? null,
  }))
}

const auditFacts = ({ scheduledAt, targets }: Plan) => ({
  scheduled_at: scheduledAt,
  accounts: targets.map(({ account }) => account),
})

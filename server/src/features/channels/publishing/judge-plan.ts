import type { Executor } from '../../../kernel/database/database.ts'
import { Refusal } from '../../../kernel/errors.ts'
import type { Draft } from '../adapter.ts'
import { type DraftFault, draftLength, judgeDraft } from '../judge-draft.ts'
import { type Channels, configured } from '../platforms.ts'
import { type ActionCode, actionRefusal, actionText } from '../provider-error.ts'
import { type AccountRow, findAccounts } from '../queries.ts'
import { demandConnected } from '../renew-token.ts'
import type { CheckCode } from './schemas.ts'

export interface AskedTarget {
  account: number
  /** Null: the message of the post. */
  message: string | null
  options: Draft['options']
}

export interface JudgedTarget extends AskedTarget {
  /** Null: not an account of the workspace. */
  row: AccountRow | null
  draft: Draft
  /** As its platform counts. */
  length: number
  maxLength: number | null
  problems: Problem[]
}

type Problem = Omit<DraftFault, 'code'> & { code: CheckCode }

/** Judges what would be published on each account by the state of the account and the rules of its platform. */
export async function judgePlan(
  db: Executor,
  channels: Channels,
  workspaceId: number,
  content: Pick<Draft, 'message' | 'link' | 'media'>,
  targets: readonly AskedTarget[],
): Promise<JudgedTarget[]> {
  const ids = targets.map(({ account }) => account)
  const accounts = new Map((await findAccounts(db, workspaceId, ids)).map((row) => [row.id, row]))
  return targets.map((target, index) => {
    const row = accounts.get(target.account) ?? null
    const rules = row && channels.platforms.get(row.platform)?.adapter.publishing
    const { link, media } = content
    const draft = { message: target.message ?? content.message, link, media, options: target.options }
    const problems = row ? accountProblems(channels, row) : [accountProblem('not_found', 'Unknown account.')]
    if (ids.indexOf(target.account) < index)
      problems.push(accountProblem('duplicate', 'This account is named twice.'))
    return {
      ...target,
      row,
      draft,
      length: rules ? draftLength(rules, draft) : [...draft.message].length,
      maxLength: rules?.maxLength ?? null,
      problems: rules ? [...problems, ...judgeDraft(rules, draft)] : problems,
    }
  })
}

const accountProblem = (code: CheckCode, message: string): Problem => ({ field: 'account', code, message })

function accountProblems(channels: Channels, account: AccountRow): Problem[] {
  const problem = (code: ActionCode) => [accountProblem(code, actionText(code))]
  if (!channels.platforms.get(account.platform)?.adapter.publish) return problem('not_supported')
  if (!configured(channels, account.platform)) return problem('platform_not_configured')
  try {
    demandConnected(account)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [accountProblem(error.body?.code as ActionCode, error.message)]
  }
}

/**
 * What is wrong with a plan, by fields. A text that all share is wrong once, where it was written, when it is missing; all else is told
 * with its target.
 */
export function problemFields(judged: readonly JudgedTarget[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  judged.forEach(({ problems, message: own }, index) => {
    for (const { field, code, message } of problems) {
      const isShared = own === null && (code === 'required' || code === 'blank')
      const key = isShared ? field : `targets.${index}.${field}`
      if (!isShared || !fields[key]) fields[key] = [...(fields[key] ?? []), message]
    }
  })
  return fields
}

/** Throws `validation_error` with these fields, if there are any. */
export function demandNone(fields: Record<string, string[]>): void {
  if (Object.keys(fields).length > 0) throw actionRefusal('validation_error', { fields })
}

import type { Executor } from '../../kernel/database/database.ts'
import { type FieldError, invalid, invalidField, Refusal } from '../../kernel/errors.ts'
import { isStorableText } from '../../kernel/http/fields.ts'
import { pathId } from '../../kernel/http/route.ts'
import { findTokenOwner } from './queries.ts'

export interface Owner {
  userId: number
  workspaceId: number
}

/** The user whom staff name as the owner of a new token. Throws 400 under `user_id` or `user_email`. */
export async function namedOwner(db: Executor, named: { id?: unknown; email?: unknown }): Promise<Owner> {
  const byId = isGiven(named.id)
  if (!byId && !isGiven(named.email)) throw invalidField('user_id', 'This field is required.')
  const path = byId ? 'user_id' : 'user_email'
  const id = byId ? pathId(String(named.id)) : null
  const email = !byId && isStorableText(named.email) ? named.email.trim().toLowerCase() : null
  const owner =
    id !== null
      ? await findTokenOwner(db, { id })
      : email !== null
        ? await findTokenOwner(db, { email })
        : null
  if (!owner) throw invalidField(path, 'User not found')
  if (owner.workspaceId === null)
    throw invalidField(path, 'This user may not manage integrations in any workspace.')
  return { userId: owner.userId, workspaceId: owner.workspaceId }
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''

/** Both results, or one 400 with the failing fields of both. */
export async function bothOrAllProblems<A, B>(first: () => A, second: () => Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([Promise.resolve().then(first), second()])
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value]
  const problems: FieldError[] = []
  for (const result of [a, b]) {
    if (result.status === 'fulfilled') continue
    const { reason } = result
    if (!(reason instanceof Refusal) || reason.fields.length === 0) throw reason
    problems.push(...reason.fields)
  }
  throw invalid(problems)
}

import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { findGroup, insertGroup, removeGroup, updateGroup } from './group-queries.ts'
import type { CustomerGroup, GroupChanges, GroupInput } from './group-schemas.ts'

export const groupNotFound = 'Customer group not found'
const subject = (id: number) => ({ type: 'customer_group', id })

export function createGroup(act: Act, input: GroupInput): Promise<CustomerGroup> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const id = await insertGroup(tx, workspaceId, { ...sent(input), created_at: act.services.clock.now() })
    const group = await requireGroup(tx, workspaceId, id)
    await auditAct(tx, act, 'customer_group.created', subject(id), { after: group })
    return group
  })
}

/** Changes the keys that are present; throws 404. `readChanges` is called once the group is found. */
export function changeGroup(act: Act, id: number, readChanges: () => GroupChanges): Promise<CustomerGroup> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const before = await requireGroup(tx, workspaceId, id)
    await updateGroup(tx, workspaceId, id, sent(readChanges()))
    const after = await requireGroup(tx, workspaceId, id)
    await auditAct(tx, act, 'customer_group.updated', subject(id), difference(before, after))
    return after
  })
}

/** Deletes a group without customers; throws 404, and 400 while it has some (sales contract 8). */
export function deleteGroup(act: Act, id: number): Promise<void> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    await requireGroup(tx, workspaceId, id)
    // Counted anew: whoever joined while this transaction waited for the lock is seen now.
    const before = await requireGroup(tx, workspaceId, id)
    if (before.customer_count > 0) {
      throw new Refusal(400, 'Cannot delete group with customers. Please reassign customers first.')
    }
    await removeGroup(tx, workspaceId, id)
    await auditAct(tx, act, 'customer_group.deleted', subject(id), { before })
  })
}

async function requireGroup(tx: Executor, workspaceId: number, id: number): Promise<CustomerGroup> {
  const group = await findGroup(tx, workspaceId, id, { lock: true })
  if (!group) throw notFound(groupNotFound)
  return group
}

function sent(input: GroupChanges): GroupChanges {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

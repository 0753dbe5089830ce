import { type Act, auditAct } from '../../kernel/audit/act.ts'
import type { Role } from '../../kernel/auth/caller.ts'
import { type Transaction, violatedConstraint } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { addMember, readWorkspace, redeemInvitation } from '../workspaces/index.ts'
import { presentWorkspace } from './present.ts'
import { moveSession } from './sessions.ts'

export const workspaceNotFound = 'Workspace not found'

/** Lets the caller's session work in another workspace of his from the next request on. Throws 404. */
export function switchWorkspace(act: Act, workspaceId: number) {
  return act.db.transaction(async (tx) => {
    const role = await lockMembership(tx, workspaceId, act.caller.userId)
    if (!role) throw notFound(workspaceNotFound)
    return enter(tx, act, workspaceId, role)
  })
}

/**
 * Makes the caller a member of the workspace that a link invites to, and lets his session work there. Of parallel calls one succeeds.
 * Throws 400 for a dead link or a member.
 */
export async function joinWorkspace(act: Act, token: string) {
  try {
    return await join(act, token)
  } catch (error) {
    if (violatedConstraint(error) !== 'memberships_pkey') throw error
    throw new Refusal(400, 'You are a member of this workspace already.')
  }
}

function join(act: Act, token: string) {
  return act.db.transaction(async (tx) => {
    const { id, workspaceId, role } = await redeemInvitation(tx, act.services, token)
    await addMember(tx, workspaceId, act.caller.userId, role)
    const joining = { ...act, caller: { ...act.caller, workspaceId } }
    await auditAct(
      tx,
      joining,
      'member.joined',
      { type: 'user', id: act.caller.userId },
      { after: { role, invitation: id } },
    )
    return enter(tx, act, workspaceId, role)
  })
}

async function enter(tx: Transaction, { caller, services }: Act, workspaceId: number, role: Role) {
  await moveSession(tx, services, caller.sessionId as string, workspaceId)
  return presentWorkspace(await readWorkspace(tx, workspaceId), role)
}

/** The role of a membership that lasts as long as the transaction; null without one. */
async function lockMembership(tx: Transaction, workspaceId: number, userId: number): Promise<Role | null> {
  const [row] = await tx.query<{ role: Role }>(
    'select role from memberships where workspace_id = $1 and user_id = $2 for share',
    [workspaceId, userId],
  )
  return row?.role ?? null
}

import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { forgetCallers, type Role } from '../../kernel/auth/caller.ts'
import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { closeSessionSockets } from '../../kernel/realtime/hub.ts'
import type { GivenRole } from './team-schemas.ts'
import { addMember, createWorkspace } from './workspaces.ts'

export const memberNotFound = 'Member not found'

export interface MemberRow {
  id: number
  uuid: string
  email: string | null
  username: string | null
  display_name: string
  full_name: string
  avatar: string | null
  role: Role
  is_active: boolean
  joined_at: string
}

/** SQL for the name under which others see the user `u`; never a part of his e-mail. */
export const displayNameSql = `coalesce(nullif(u.full_name, ''), u.username, 'user-' || left(u.uuid::text, 6))`

/** The members of a workspace (or the one with that id), the owner first, then by name. */
export function listMembers(
  db: Executor,
  workspaceId: number,
  userId: number | null = null,
): Promise<MemberRow[]> {
  return db.query(
    `select u.id, u.uuid, u.email, u.username, ${displayNameSql} as display_name, u.full_name, u.avatar,
       m.role, u.is_active, m.created_at as joined_at
     from memberships m join users u on u.id = m.user_id
     where m.workspace_id = $1 and u.deleted_at is null and ($2::int is null or u.id = $2)
     order by m.role <> 'owner', lower(${displayNameSql}), u.id`,
    [workspaceId, userId],
  )
}

/** Gives a member another role, effective for his very next request. Throws 404, and 400 for the owner. */
export function changeRole(act: Act, userId: number, role: GivenRole): Promise<MemberRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    const before = await lockMember(tx, caller.workspaceId, userId)
    if (before === 'owner') throw new Refusal(400, 'The role of the owner cannot be changed.')
    if (before !== role) {
      await tx.query('update memberships set role = $3 where workspace_id = $1 and user_id = $2', [
        caller.workspaceId,
        userId,
        role,
      ])
      const change = { before: { role: before }, after: { role } }
      await auditAct(tx, act, 'member.role_changed', { type: 'user', id: userId }, change)
      tx.afterCommit(() => forgetCallers(services.authenticators, `user:${userId}`))
    }
    const [member] = await listMembers(tx, caller.workspaceId, userId)
    return member!
  })
}

/**
 * Takes somebody out of the workspace: his sessions in it, their sockets and the API tokens that he made here end with it. Owners
 * remove anybody but themselves; everybody else may leave. Throws 403, 404, and 400 for the owner.
 */
export async function removeMember(act: Act, userId: number): Promise<void> {
  const { caller, services } = act
  if (!caller.permissions.has('team:manage') && caller.userId !== userId) {
    throw new Refusal(403, 'You do not have permission to perform this action.')
  }
  await act.db.transaction(async (tx) => {
    const role = await lockMember(tx, caller.workspaceId, userId)
    if (role === 'owner') throw new Refusal(400, 'The owner cannot be removed.')
    const ended = await tx.query<{ id: string }>(
      'delete from sessions where workspace_id = $1 and user_id = $2 returning id',
      [caller.workspaceId, userId],
    )
    // API tokens, and sessions that were opened meanwhile, go with the membership.
    await tx.query('delete from memberships where workspace_id = $1 and user_id = $2', [
      caller.workspaceId,
      userId,
    ])
    await giveHome(tx, userId)
    await auditAct(tx, act, 'member.removed', { type: 'user', id: userId }, { before: { role } })
    tx.afterCommit(() => {
      forgetCallers(services.authenticators, `user:${userId}`)
      closeSessionSockets(
        services.realtime,
        ended.map(({ id }) => id),
      )
    })
  })
}

/** Locks the membership and answers its role; throws 404. */
async function lockMember(tx: Transaction, workspaceId: number, userId: number): Promise<Role> {
  const [row] = await tx.query<{ role: Role }>(
    `select m.role from memberships m join users u on u.id = m.user_id
     where m.workspace_id = $1 and m.user_id = $2 and u.deleted_at is null for update of m`,
    [workspaceId, userId],
  )
  if (!row) throw notFound(memberNotFound)
  return row.role
}

/** Everybody has a workspace to log in to: who is left without one gets his own. */
async function giveHome(tx: Transaction, userId: number): Promise<void> {
  const [user] = await tx.query<{ name: string; timezone: string; language: string }>(
    `select ${displayNameSql} as name, u.timezone, u.language from users u
     where u.id = $1 and not exists (select 1 from memberships m where m.user_id = u.id)`,
    [userId],
  )
  if (!user) return
  const { name, timezone: time_zone, language: locale } = user
  const workspace = await createWorkspace(tx, { name, time_zone, locale })
  await addMember(tx, workspace.id, userId, 'owner')
}

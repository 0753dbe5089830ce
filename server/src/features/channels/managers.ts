import { rolePermissions } from '../../kernel/auth/permissions.ts'
import type { Executor } from '../../kernel/database/database.ts'

/** The roles that look after channels: they connect accounts, and are told when a connection has ended. */
export const managingRoles = Object.entries(rolePermissions)
  .filter(([, permissions]) => permissions.has('integrations:manage'))
  .map(([role]) => role)

/** Whether somebody may (still) connect accounts of a workspace, for where no session answers that. */
export async function isManager(db: Executor, workspaceId: number, userId: number): Promise<boolean> {
  const rows = await db.query(
    `select 1 from memberships m join users u on u.id = m.user_id
     where m.workspace_id = $1 and m.user_id = $2 and m.role = any($3) and u.is_active and u.deleted_at is null`,
    [workspaceId, userId, managingRoles],
  )
  return rows.length > 0
}

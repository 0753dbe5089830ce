import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Caller } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { invalidField, Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { dropMedia } from '../uploads/index.ts'
import { clearAllFailures } from './lockout.ts'
import { passwordMatches } from './passwords.ts'
import type { Origin } from './register.ts'
import { endSessions } from './sessions.ts'
import { findAccount } from './users.ts'

/**
 * Deletes the caller's account: what is personal is blanked, the e-mail becomes free, all sessions end; the row stays for
 * what refers to it. Announces `user.deleted`. Throws 400 for a missing or wrong password (accounts without one need none), and for the owner of a workspace
 * that others work in: nobody could manage it any more.
 */
export async function deleteAccount(
  services: Services,
  caller: Caller,
  password: string | null | undefined,
  origin: Origin,
): Promise<void> {
  const account = await findAccount(services.db, caller.userId)
  if (account?.password_hash) {
    if (!password) throw invalidField('password', 'The password is needed.')
    if (!(await passwordMatches(account.password_hash, password))) throw wrongPassword()
  }
  const now = services.clock.now()
  const actor = { kind: 'user', id: caller.userId } as const
  await services.db.transaction(async (tx) => {
    const [before] = await tx.query<{ email: string; avatar: string | null; password_hash: string | null }>(
      'select email, avatar, password_hash from users where id = $1 and deleted_at is null for update',
      [caller.userId],
    )
    if (!before || before.password_hash !== account?.password_hash) throw wrongPassword()
    await refuseToLeaveMembers(tx, caller.userId)
    await tx.query(
      `update users set email = null, username = null, full_name = '', bio = '', phone_number = null,
         telegram_id = null, avatar = null, password_hash = null, is_active = false, is_staff = false,
         auth_version = auth_version + 1, deleted_at = $2, updated_at = $2
       where id = $1`,
      [caller.userId, now],
    )
    await tx.query('delete from password_history where user_id = $1', [caller.userId])
    await tx.query('delete from one_time_tokens where user_id = $1', [caller.userId])
    await clearAllFailures(tx, before.email)
    await endSessions(tx, services, caller.userId)
    await tx.query(`update sessions set user_agent = '', ip = '' where user_id = $1`, [caller.userId])
    await recordAudit(tx, {
      workspaceId: caller.workspaceId,
      actor,
      action: 'user.deleted',
      subject: { type: 'user', id: caller.userId },
      requestId: origin.requestId,
      ip: origin.device.ip,
    })
    await services.events.emit(tx, 'user.deleted', {
      userId: caller.userId,
      abandonedWorkspaceIds: await abandonedWorkspaces(tx, caller.userId),
      at: now.toISOString(),
      origin: { actor, requestId: origin.requestId, ip: origin.device.ip },
    })
    const { avatar } = before
    if (avatar) tx.afterCommit(() => dropMedia(services, avatar))
  })
}

async function refuseToLeaveMembers(tx: Executor, userId: number): Promise<void> {
  const [row] = await tx.query(
    `select 1 from memberships mine
     join memberships other on other.workspace_id = mine.workspace_id and other.user_id <> mine.user_id
     join users u on u.id = other.user_id
     where mine.user_id = $1 and mine.role = 'owner' and u.deleted_at is null limit 1`,
    [userId],
  )
  if (row) throw new Refusal(400, 'Others work in your workspace. Remove them from it first.')
}

/** The workspaces of a deleted user in which nobody else works. */
async function abandonedWorkspaces(tx: Executor, userId: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select m.workspace_id as id from memberships m
     where m.user_id = $1 and not exists (
       select from memberships o join users u on u.id = o.user_id
       where o.workspace_id = m.workspace_id and o.user_id <> m.user_id and u.deleted_at is null)
     order by id`,
    [userId],
  )
  return rows.map(({ id }) => id)
}

const wrongPassword = () => new Refusal(400, 'The password is wrong.')

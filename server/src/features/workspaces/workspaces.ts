import { recordAudit } from '../../kernel/audit/audit.ts'
import { type Caller, forgetCallers, type Role } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { defaultCurrency, defaultLocale, defaultTimeZone } from './settings.ts'

export interface Workspace {
  id: number
  name: string
  time_zone: string
  currency: string
  locale: string
}

export interface WorkspaceSettings {
  name: string
  time_zone: string
  currency: string
  locale: string
}

const columns = 'id, name, time_zone, currency, locale'

/** Creates a workspace; what is not chosen gets the house's defaults. */
export async function createWorkspace(
  tx: Executor,
  chosen: Pick<WorkspaceSettings, 'name'> & Partial<WorkspaceSettings>,
): Promise<Workspace> {
  const [row] = await tx.query<Workspace>(
    `insert into workspaces (name, time_zone, currency, locale) values ($1, $2, $3, $4) returning ${columns}`,
    [
      chosen.name,
      chosen.time_zone ?? defaultTimeZone,
      chosen.currency ?? defaultCurrency,
      chosen.locale ?? defaultLocale,
    ],
  )
  return row!
}

/** Makes a user a member, in a role. */
export async function addMember(
  tx: Executor,
  workspaceId: number,
  userId: number,
  role: Role,
): Promise<void> {
  await tx.query('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [
    workspaceId,
    userId,
    role,
  ])
}

export async function readWorkspace(db: Executor, workspaceId: number): Promise<Workspace> {
  const [row] = await db.query<Workspace>(`select ${columns} from workspaces where id = $1`, [workspaceId])
  return row!
}

export interface OwnWorkspace {
  id: number
  name: string
  role: Role
  members: number
}

/** The workspaces that a user is a member of, by name. */
export function listWorkspacesOf(db: Executor, userId: number): Promise<OwnWorkspace[]> {
  return db.query(
    `select w.id, w.name, m.role,
       (select count(*) from memberships o join users u on u.id = o.user_id
        where o.workspace_id = w.id and u.deleted_at is null) as members
     from memberships m join workspaces w on w.id = m.workspace_id
     where m.user_id = $1 order by lower(w.name), w.id`,
    [userId],
  )
}

/** Changes the caller's workspace. */
export async function updateWorkspace(
  services: Pick<Services, 'clock' | 'authenticators' | 'db'>,
  caller: Caller,
  changes: Partial<WorkspaceSettings>,
  from: { requestId: string; ip: string },
): Promise<Workspace> {
  return services.db.transaction(async (tx) => {
    const [before] = await tx.query<Workspace>(`select ${columns} from workspaces where id = $1 for update`, [
      caller.workspaceId,
    ])
    const next = { ...before!, ...changes }
    const [after] = await tx.query<Workspace>(
      `update workspaces set name = $2, time_zone = $3, currency = $4, locale = $5, updated_at = $6
       where id = $1 returning ${columns}`,
      [caller.workspaceId, next.name, next.time_zone, next.currency, next.locale, services.clock.now()],
    )
    await recordAudit(tx, {
      workspaceId: caller.workspaceId,
      actor: { kind: 'user', id: caller.userId },
      action: 'workspace.updated',
      subject: { type: 'workspace', id: caller.workspaceId },
      before: before!,
      after: after!,
      ...from,
    })
    tx.afterCommit(() => forgetCallers(services.authenticators, `workspace:${caller.workspaceId}`))
    return after!
  })
}

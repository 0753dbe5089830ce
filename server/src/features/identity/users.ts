import type { Role } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'

/** A user as he himself may see him, with the workspace he is in. */
export interface UserRow {
  id: number
  uuid: string
  email: string
  username: string | null
  full_name: string
  bio: string
  phone_number: string | null
  telegram_id: number | null
  avatar: string | null
  is_verified: boolean
  is_staff: boolean
  rating: string
  total_sales: number
  total_purchases: number
  language: string
  timezone: string
  created_at: string
  last_login: string | null
  workspace_id: number
  workspace_name: string
  workspace_time_zone: string
  workspace_currency: string
  workspace_locale: string
  role: Role
}

/** What a log-in needs to know about an account. */
export interface AccountRow {
  id: number
  uuid: string
  email: string
  username: string | null
  full_name: string
  password_hash: string | null
  auth_version: number
  is_active: boolean
  is_verified: boolean
  workspace_id: number
  role: Role
}

const accountColumns = `u.id, u.uuid, u.email, u.username, u.full_name, u.password_hash, u.auth_version,
  u.is_active, u.is_verified, m.workspace_id, m.role`
const accounts = `users u join lateral (
    select workspace_id, role from memberships where user_id = u.id
    order by workspace_id is not distinct from u.active_workspace_id desc, created_at, workspace_id limit 1
  ) m on true`

/** The account that owns an e-mail (any case), in the workspace he was in last, else the one he joined first; disabled ones too, deleted ones never. */
export async function findAccountByEmail(db: Executor, email: string): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from ${accounts} where u.email = lower($1) and u.deleted_at is null`,
    [email],
  )
  return row ?? null
}

export async function findAccountByUsername(db: Executor, username: string): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from ${accounts} where lower(u.username) = lower($1) and u.deleted_at is null`,
    [username],
  )
  return row ?? null
}

export async function findAccount(db: Executor, userId: number): Promise<AccountRow | null> {
  const [row] = await db.query<AccountRow>(
    `select ${accountColumns} from ${accounts} where u.id = $1 and u.deleted_at is null`,
    [userId],
  )
  return row ?? null
}

/** The user as a member of that workspace. */
export async function readUser(db: Executor, userId: number, workspaceId: number): Promise<UserRow> {
  const [row] = await db.query<UserRow>(
    `select u.id, u.uuid, u.email, u.username, u.full_name, u.bio, u.phone_number, u.telegram_id, u.avatar,
       u.is_verified, u.is_staff, u.rating, u.total_sales, u.total_purchases, u.language, u.timezone,
       u.created_at, u.last_login, w.id as workspace_id, w.name as workspace_name,
       w.time_zone as workspace_time_zone, w.currency as workspace_currency, w.locale as workspace_locale, m.role
     from users u
     join memberships m on m.user_id = u.id and m.workspace_id = $2
     join workspaces w on w.id = m.workspace_id
     where u.id = $1`,
    [userId, workspaceId],
  )
  return row!
}

export interface PublicUserRow {
  uuid: string
  username: string | null
  full_name: string
  bio: string
  avatar: string | null
  rating: string
  total_sales: number
  created_at: string
}

/** What strangers may see of an active user; null for anybody else. */
export async function findPublicUser(db: Executor, uuid: string): Promise<PublicUserRow | null> {
  const [row] = await db.query<PublicUserRow>(
    `select uuid, username, full_name, bio, avatar, rating, total_sales, created_at
     from users where uuid = $1 and is_active and deleted_at is null`,
    [uuid],
  )
  return row ?? null
}

const takenTexts = new Map<string, [field: string, text: string]>([
  ['users_email_key', ['email', 'An account with this e-mail exists already.']],
  ['users_username_key', ['username', 'This user name is taken.']],
  ['users_phone_number_key', ['phone_number', 'This phone number belongs to another account.']],
])

/** The 400 for a violated unique index of `users`; null for any other constraint. */
export function takenRefusal(constraint: string | undefined): Refusal | null {
  const [path, message] = takenTexts.get(constraint ?? '') ?? []
  if (!path || !message) return null
  return new Refusal(400, message, { code: 'VALIDATION_ERROR', fields: [{ path, message }] })
}

export interface SessionRow {
  id: string
  created_at: string
  last_used_at: string
  user_agent: string
  ip: string
}

/** One page of a user's live sessions, last used first, and their number. */
export async function listSessions(
  db: Executor,
  userId: number,
  now: Date,
  page: { limit: number; offset: number },
): Promise<{ count: number; rows: SessionRow[] }> {
  const live = 'user_id = $1 and revoked_at is null and expires_at > $2'
  const [total] = await db.query<{ count: number }>(`select count(*) as count from sessions where ${live}`, [
    userId,
    now,
  ])
  const rows = await db.query<SessionRow>(
    `select id, created_at, last_used_at, user_agent, ip from sessions where ${live}
     order by last_used_at desc, id limit $3 offset $4`,
    [userId, now, page.limit, page.offset],
  )
  return { count: total!.count, rows }
}

import { hashPassword } from '../../src/features/identity/passwords.ts'
import { insertSession, signAccessToken } from '../../src/features/identity/sessions.ts'
import type { Caller, Role } from '../../src/kernel/auth/caller.ts'
import type { Services } from '../../src/kernel/services.ts'

export interface UserOverrides {
  email?: string
  username?: string | null
  fullName?: string
  /** Costs an Argon2 hash; without it the user cannot log in by password. */
  password?: string
  isStaff?: boolean
  isActive?: boolean
  isVerified?: boolean
  language?: string
  /** Joins this workspace instead of getting one of his own. */
  workspaceId?: number
  role?: Role
  workspaceName?: string
  timeZone?: string
  currency?: string
  locale?: string
}

export interface TestUser {
  userId: number
  uuid: string
  email: string
  workspaceId: number
}

export interface SignedInUser extends TestUser {
  sessionId: string
  token: string
  caller: Caller
}

type FactoryServices = Pick<Services, 'config' | 'clock' | 'random' | 'secretKey' | 'db' | 'authenticators'>

/** Inserts a user with a workspace of his own (or a membership of `workspaceId`). */
export async function createUser(
  services: FactoryServices,
  overrides: UserOverrides = {},
): Promise<TestUser> {
  const email = overrides.email ?? `user-${services.random.uuid().slice(0, 13)}@example.com`
  const workspaceId = overrides.workspaceId ?? (await insertWorkspace(services, overrides))
  const passwordHash = overrides.password ? await hashPassword(overrides.password) : null
  const [user] = await services.db.query<{ id: number; uuid: string }>(
    `insert into users (email, username, full_name, password_hash, is_staff, is_active, is_verified, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id, uuid`,
    [
      email,
      overrides.username ?? null,
      overrides.fullName ?? 'Test User',
      passwordHash,
      overrides.isStaff ?? false,
      overrides.isActive ?? true,
      overrides.isVerified ?? false,
      overrides.language ?? 'en',
    ],
  )
  await services.db.query('insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)', [
    workspaceId,
    user!.id,
    overrides.role ?? 'owner',
  ])
  return { userId: user!.id, uuid: user!.uuid, email, workspaceId }
}

/** Opens a session for the user and signs a real access token. */
export async function signIn(services: FactoryServices, user: TestUser): Promise<SignedInUser> {
  const [row] = await services.db.query<{ auth_version: number }>(
    'select auth_version from users where id = $1',
    [user.userId],
  )
  const owner = {
    userId: user.userId,
    userUuid: user.uuid,
    authVersion: row!.auth_version,
    workspaceId: user.workspaceId,
  }
  const device = { userAgent: 'tests', ip: '127.0.0.1' }
  const sessionId = await insertSession(services.db, services, owner, device, 'marketplace', 7 * 86_400)
  const token = await signAccessToken(services, owner, sessionId)
  const caller = await services.authenticators.find((a) => a.claims(token))?.authenticate(token)
  if (!caller) throw new Error('The new session was refused: is the identity feature registered?')
  return { ...user, sessionId, token, caller }
}

/** A signed-in owner of a new workspace; `caller` is what operations take. */
export async function createOwner(
  services: FactoryServices,
  overrides: UserOverrides = {},
): Promise<SignedInUser> {
  return signIn(services, await createUser(services, overrides))
}

async function insertWorkspace(services: FactoryServices, overrides: UserOverrides): Promise<number> {
  const [row] = await services.db.query<{ id: number }>(
    'insert into workspaces (name, time_zone, currency, locale) values ($1, $2, $3, $4) returning id',
    [
      overrides.workspaceName ?? 'Test shop',
      overrides.timeZone ?? 'Asia/Ho_Chi_Minh',
      overrides.currency ?? 'VND',
      overrides.locale ?? 'vi',
    ],
  )
  return row!.id
}

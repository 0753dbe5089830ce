import { recordAudit } from '../../kernel/audit/audit.ts'
import { type Transaction, violatedConstraint } from '../../kernel/database/database.ts'
import { invalidField, Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { addMember, createWorkspace, findInvitation, redeemInvitation } from '../workspaces/index.ts'
import { queueWelcome } from './jobs.ts'
import { redeemOneTimeToken } from './one-time-tokens.ts'
import { passwordProblem } from './password-rules.ts'
import { hashPassword } from './passwords.ts'
import { type Device, openSession, type SessionOwner, type TokenPair } from './sessions.ts'
import { readUser, takenRefusal, type UserRow } from './users.ts'

/** A new account as people and Google give it; null and undefined mean "not chosen". */
export interface Registration {
  email: string
  password: string | null
  isVerified?: boolean
  isStaff?: boolean
  full_name?: string | null | undefined
  phone_number?: string | null | undefined
  username?: string | null | undefined
  language?: string | null | undefined
  timezone?: string | null | undefined
  workspace_name?: string | null | undefined
  currency?: string | null | undefined
  locale?: string | null | undefined
}

/** From where a call comes: for the session and the audit log. */
export interface Origin {
  device: Device
  requestId: string
}

export interface SignedIn {
  user: UserRow
  tokens: TokenPair
}

/** Creates a user with a workspace of his own and logs him in. Throws 400 for a bad password or anything taken. */
export async function register(services: Services, input: Registration, origin: Origin): Promise<SignedIn> {
  const passwordHash = await hashNewPassword(input)
  return refuseTaken(() =>
    services.db.transaction(async (tx) => {
      const owner = await createAccount(tx, services, input, passwordHash, origin)
      return signInNew(tx, services, owner, origin)
    }),
  )
}

/**
 * Creates the first administrator with the link that the server printed. The link works once; of parallel calls one
 * succeeds, and a refused one leaves the link usable.
 */
export async function registerOwner(
  services: Services,
  token: string,
  input: Registration,
  origin: Origin,
): Promise<SignedIn> {
  const passwordHash = await hashNewPassword(input)
  return refuseTaken(() =>
    services.db.transaction(async (tx) => {
      const redeemed = await redeemOneTimeToken(tx, services, 'owner', token)
      if (!redeemed)
        throw new Refusal(400, 'This link is not valid any more. Restart the server to get a new one.')
      const owner = await createAccount(tx, services, { ...input, isStaff: true }, passwordHash, origin)
      return signInNew(tx, services, owner, origin)
    }),
  )
}

/**
 * Creates the account that an invitation was mailed for, as a member of the inviting workspace, and logs it in. The link works once: of
 * parallel calls one succeeds. Throws 400 for a dead link, a bad password or anything taken.
 */
export async function registerInvited(
  services: Services,
  token: string,
  input: Omit<Registration, 'email'>,
  origin: Origin,
): Promise<SignedIn> {
  const { email, language } = await findInvitation(services.db, services, token)
  const registration = { ...input, email, isVerified: true, language: input.language ?? language }
  const passwordHash = await hashNewPassword(registration)
  return refuseTaken(() =>
    services.db.transaction(async (tx) => {
      const { workspaceId, role } = await redeemInvitation(tx, services, token)
      const user = await insertUser(tx, services, registration, passwordHash)
      await addMember(tx, workspaceId, user.id, role)
      await auditRegistration(tx, workspaceId, user.id, registration, origin)
      return signInNew(tx, services, ownerIn(user, workspaceId), origin)
    }),
  )
}

/** Inserts user, workspace and membership. Violated unique indexes of `users` are for the caller to translate. */
export async function createAccount(
  tx: Transaction,
  services: Services,
  input: Registration,
  passwordHash: string | null,
  origin: Origin | null,
): Promise<SessionOwner> {
  const user = await insertUser(tx, services, input, passwordHash)
  const locale = input.locale ?? input.language
  const workspace = await createWorkspace(tx, {
    name: input.workspace_name || input.full_name || (input.email.split('@')[0] as string),
    ...(input.timezone ? { time_zone: input.timezone } : {}),
    ...(input.currency ? { currency: input.currency } : {}),
    ...(locale ? { locale } : {}),
  })
  await addMember(tx, workspace.id, user.id, 'owner')
  await auditRegistration(tx, workspace.id, user.id, input, origin)
  if (!input.isVerified) await queueWelcome(tx, services, user.id)
  return ownerIn(user, workspace.id)
}

interface NewUser {
  id: number
  uuid: string
  auth_version: number
}

async function insertUser(
  tx: Transaction,
  services: Services,
  input: Registration,
  passwordHash: string | null,
): Promise<NewUser> {
  const now = services.clock.now()
  const [user] = await tx.query<NewUser>(
    `insert into users (email, username, full_name, phone_number, password_hash, is_verified, is_staff,
       language, timezone, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, 'ru'), coalesce($9, 'Asia/Tashkent'), $10, $10)
     returning id, uuid, auth_version`,
    [
      input.email,
      input.username ?? null,
      input.full_name ?? '',
      input.phone_number ?? null,
      passwordHash,
      input.isVerified ?? false,
      input.isStaff ?? false,
      input.language ?? null,
      input.timezone ?? null,
      now,
    ],
  )
  return user!
}

const ownerIn = (user: NewUser, workspaceId: number): SessionOwner => ({
  userId: user.id,
  userUuid: user.uuid,
  authVersion: user.auth_version,
  workspaceId,
})

function auditRegistration(
  tx: Transaction,
  workspaceId: number,
  userId: number,
  input: Registration,
  origin: Origin | null,
): Promise<void> {
  return recordAudit(tx, {
    workspaceId,
    actor: origin ? { kind: 'user', id: userId } : { kind: 'system', id: null },
    action: 'user.registered',
    subject: { type: 'user', id: userId },
    after: { is_staff: input.isStaff ?? false, is_verified: input.isVerified ?? false },
    requestId: origin?.requestId ?? null,
    ip: origin?.device.ip ?? null,
  })
}

/** Runs a write on `users`; a violated unique index becomes the 400 of its field. */
export async function refuseTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw takenRefusal(violatedConstraint(error)) ?? error
  }
}

/** Opens a session for an account that this transaction made or found, and notes the log-in. */
export async function signInNew(
  tx: Transaction,
  services: Services,
  owner: SessionOwner,
  origin: Origin,
): Promise<SignedIn> {
  await tx.query('update users set last_login = $2 where id = $1', [owner.userId, services.clock.now()])
  const { access, refresh } = await openSession(tx, services, owner, origin.device)
  return { user: await readUser(tx, owner.userId, owner.workspaceId), tokens: { access, refresh } }
}

async function hashNewPassword(input: Registration): Promise<string | null> {
  if (input.password === null) return null
  const problem = passwordProblem(input.password, {
    email: input.email,
    username: input.username ?? null,
    fullName: input.full_name ?? null,
  })
  if (problem) throw invalidField('password', problem)
  return hashPassword(input.password)
}

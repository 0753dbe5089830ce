import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Caller } from '../../kernel/auth/caller.ts'
import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { invalidField, Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { clearAllFailures } from './lockout.ts'
import { ownerOf } from './log-in.ts'
import { dropOneTimeTokens, findOneTimeTokenUser, redeemOneTimeToken } from './one-time-tokens.ts'
import { passwordProblem } from './password-rules.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import type { Origin } from './register.ts'
import { endSessions, openSession, type SessionOwner, type TokenPair } from './sessions.ts'
import { type AccountRow, findAccount } from './users.ts'

const keptHashes = 5

/** Changes the caller's password, ends all his sessions and opens a new one. Throws 400 for a wrong or used password. */
export async function changePassword(
  services: Services,
  caller: Caller,
  oldPassword: string,
  newPassword: string,
  origin: Origin,
): Promise<TokenPair> {
  const account = await findAccount(services.db, caller.userId)
  if (!account || !(await passwordMatches(account.password_hash, oldPassword))) throw wrongCurrentPassword()
  const hash = await hashUnusedPassword(services.db, account, newPassword, 'new_password')
  return services.db.transaction(async (tx) => {
    const owner = await replacePassword(tx, services, account, hash)
    if (!owner) throw wrongCurrentPassword()
    await auditPassword(tx, account, 'user.password_changed', origin)
    const { access, refresh } = await openSession(
      tx,
      services,
      { ...owner, workspaceId: caller.workspaceId },
      origin.device,
    )
    return { access, refresh }
  })
}

/** Sets a new password with the token of a reset mail, ends all sessions and lifts the lock-out. Throws 400. */
export async function confirmPasswordReset(
  services: Services,
  token: string,
  newPassword: string,
  origin: Origin,
): Promise<void> {
  const account = await findResetAccount(services, token)
  const hash = await hashUnusedPassword(services.db, account, newPassword, 'password')
  await services.db.transaction(async (tx) => {
    const redeemed = await redeemOneTimeToken(tx, services, 'password_reset', token)
    const owner = redeemed && (await replacePassword(tx, services, account, hash))
    if (!owner) throw invalidResetToken()
    await dropOneTimeTokens(tx, 'password_reset', account.id)
    await clearAllFailures(tx, account.email)
    await auditPassword(tx, account, 'user.password_reset', origin)
  })
}

/** The account behind a usable reset token, which stays usable: the new password may still be refused. */
async function findResetAccount(services: Services, token: string): Promise<AccountRow> {
  const userId = await findOneTimeTokenUser(services.db, services, 'password_reset', token)
  const account = userId === null ? null : await findAccount(services.db, userId)
  if (!account?.is_active) throw invalidResetToken()
  return account
}

async function hashUnusedPassword(
  db: Executor,
  account: AccountRow,
  password: string,
  field: string,
): Promise<string> {
  const problem = passwordProblem(password, {
    email: account.email,
    username: account.username,
    fullName: account.full_name,
  })
  if (problem) throw invalidField(field, problem)
  const old = await db.query<{ password_hash: string }>(
    'select password_hash from password_history where user_id = $1 order by id desc limit $2',
    [account.id, keptHashes],
  )
  const used = [account.password_hash, ...old.map((row) => row.password_hash)]
  for (const hash of used) {
    if (hash !== null && (await passwordMatches(hash, password))) {
      throw new Refusal(400, 'This password was used before. Choose another one.')
    }
  }
  return hashPassword(password)
}

/** Null when the password was changed by someone else in the meantime. */
async function replacePassword(
  tx: Transaction,
  services: Services,
  account: AccountRow,
  hash: string,
): Promise<SessionOwner | null> {
  const now = services.clock.now()
  const [row] = await tx.query<{ auth_version: number }>(
    `update users set password_hash = $2, auth_version = auth_version + 1, updated_at = $4
     where id = $1 and password_hash is not distinct from $3 and is_active and deleted_at is null
     returning auth_version`,
    [account.id, hash, account.password_hash, now],
  )
  if (!row) return null
  if (account.password_hash !== null) await rememberHash(tx, account.id, account.password_hash, now)
  await endSessions(tx, services, account.id)
  return { ...ownerOf(account), authVersion: row.auth_version }
}

async function rememberHash(tx: Executor, userId: number, hash: string, now: Date): Promise<void> {
  await tx.query('insert into password_history (user_id, password_hash, created_at) values ($1, $2, $3)', [
    userId,
    hash,
    now,
  ])
  await tx.query(
    `delete from password_history where user_id = $1 and id not in (
       select id from password_history where user_id = $1 order by id desc limit $2)`,
    [userId, keptHashes],
  )
}

async function auditPassword(
  tx: Executor,
  account: AccountRow,
  action: string,
  origin: Origin,
): Promise<void> {
  await recordAudit(tx, {
    workspaceId: account.workspace_id,
    actor: { kind: 'user', id: account.id },
    action,
    subject: { type: 'user', id: account.id },
    requestId: origin.requestId,
    ip: origin.device.ip,
  })
}

const wrongCurrentPassword = () => new Refusal(400, 'The current password is wrong.')
const invalidResetToken = () => new Refusal(400, 'This link is not valid any more. Ask for a new one.')

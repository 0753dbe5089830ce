import { recordAudit } from '../../kernel/audit/audit.ts'
import { violatedConstraint } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { isPlausibleName } from './fields.ts'
import { clearFailures, countFailure, type LoginPair, refuseLockedOut } from './lockout.ts'
import { passwordMatches } from './passwords.ts'
import { type Origin, type SignedIn, signInNew } from './register.ts'
import { openSalesSession, type SessionOwner } from './sessions.ts'
import { type AccountRow, findAccountByEmail, findAccountByUsername } from './users.ts'

const badCredentials = () =>
  new Refusal(401, 'The e-mail address or the password is wrong.', { code: 'AUTHENTICATION_FAILED' })

/**
 * Marketplace log-in. Unknown e-mail, wrong password and disabled account are answered alike, and equally slowly; failures
 * are counted and lock out (marketplace contract 4).
 */
export function logIn(
  services: Services,
  email: string,
  password: string,
  origin: Origin,
): Promise<SignedIn> {
  return inLastingWorkspace(() => tryLogIn(services, email, password, origin))
}

async function tryLogIn(
  services: Services,
  email: string,
  password: string,
  origin: Origin,
): Promise<SignedIn> {
  const attempt = await tryPassword(services, email, password, origin)
  if (!attempt.account || !attempt.matches || !attempt.account.is_active) {
    await countFailure(services.db, services, attempt.pair)
    throw badCredentials()
  }
  const { account, pair } = attempt
  return services.db.transaction(async (tx) => {
    await clearFailures(tx, services, pair)
    await auditLogin(tx, account, origin)
    return signInNew(tx, services, ownerOf(account), origin)
  })
}

/** Sales log-in by user name or e-mail: one token of 7 days (sales contract 2.1). */
export function logInToSales(
  services: Services,
  name: string,
  password: string,
  origin: Origin,
): Promise<SalesSignedIn> {
  return inLastingWorkspace(() => tryLogInToSales(services, name, password, origin))
}

interface SalesSignedIn {
  token: string
  account: AccountRow
}

async function tryLogInToSales(
  services: Services,
  name: string,
  password: string,
  origin: Origin,
): Promise<SalesSignedIn> {
  const { account, matches, pair } = await tryPassword(services, name, password, origin)
  if (!account || !matches) {
    await countFailure(services.db, services, pair)
    throw new Refusal(401, 'Invalid credentials')
  }
  if (!account.is_active) {
    await countFailure(services.db, services, pair)
    throw new Refusal(401, 'Tài khoản đã bị vô hiệu hóa')
  }
  return services.db.transaction(async (tx) => {
    await clearFailures(tx, services, pair)
    await auditLogin(tx, account, origin)
    await tx.query('update users set last_login = $2 where id = $1', [account.id, services.clock.now()])
    const { token } = await openSalesSession(tx, services, ownerOf(account), origin.device)
    return { token, account }
  })
}

/** What a session needs to know of an account. */
export function ownerOf(account: AccountRow): SessionOwner {
  return {
    userId: account.id,
    userUuid: account.uuid,
    authVersion: account.auth_version,
    workspaceId: account.workspace_id,
  }
}

/** Who is removed from a workspace while his password is checked finds another one at the second try. */
async function inLastingWorkspace<T>(logIn: () => Promise<T>): Promise<T> {
  try {
    return await logIn()
  } catch (error) {
    if (violatedConstraint(error) !== 'sessions_workspace_id_user_id_fkey') throw error
    return logIn()
  }
}

interface Attempt {
  account: AccountRow | null
  matches: boolean
  pair: LoginPair
}

async function tryPassword(
  services: Services,
  name: string,
  password: string,
  origin: Origin,
): Promise<Attempt> {
  const account = isPlausibleName(name) ? await findByName(services, name) : null
  const pair = { email: account?.email ?? name.toLowerCase().slice(0, 254), ip: origin.device.ip }
  await refuseLockedOut(services.db, services, pair)
  return { account, matches: await passwordMatches(account?.password_hash ?? null, password), pair }
}

function findByName(services: Services, name: string): Promise<AccountRow | null> {
  return name.includes('@') ? findAccountByEmail(services.db, name) : findAccountByUsername(services.db, name)
}

async function auditLogin(
  tx: Parameters<typeof recordAudit>[0],
  account: AccountRow,
  origin: Origin,
): Promise<void> {
  await recordAudit(tx, {
    workspaceId: account.workspace_id,
    actor: { kind: 'user', id: account.id },
    action: 'user.logged_in',
    subject: { type: 'user', id: account.id },
    requestId: origin.requestId,
    ip: origin.device.ip,
  })
}

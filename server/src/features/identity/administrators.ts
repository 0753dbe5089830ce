import { ConfigError } from '../../config.ts'
import { recordAudit } from '../../kernel/audit/audit.ts'
import { forgetCallers } from '../../kernel/auth/caller.ts'
import { violatedConstraint } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { parseEmail } from '../../kernel/text/email.ts'
import { createOneTimeToken } from './one-time-tokens.ts'
import { passwordProblem } from './password-rules.ts'
import { hashPassword } from './passwords.ts'
import { createAccount } from './register.ts'

/**
 * A token for `<address>/welcome?token=…`, by which the first administrator is made; links made earlier stop working.
 * Null as soon as anybody has an account.
 */
export async function createOwnerLink(services: Services): Promise<string | null> {
  return services.db.transaction(async (tx) => {
    const [users] = await tx.query<{ exist: boolean }>('select exists (select 1 from users) as exist')
    if (users?.exist) return null
    await tx.query(`delete from one_time_tokens where kind = 'owner'`)
    const made = await createOneTimeToken(tx, services, 'owner', null)
    return made?.token ?? null
  })
}

/**
 * Creates or promotes the administrator of `ADMIN_EMAIL`; `ADMIN_PASSWORD` counts at creation only. Throws `ConfigError`
 * for settings that cannot be used, among them a weak password in production.
 */
export async function ensureAdministrator(services: Services): Promise<void> {
  const { adminEmail, adminPassword, production } = services.config
  if (!adminEmail) return
  const email = parseEmail(adminEmail)
  if (!email) {
    throw new ConfigError(
      `ADMIN_EMAIL is "${adminEmail}", which is not an e-mail address. Set it to the administrator's.`,
    )
  }
  if (await promote(services, email)) return
  if (!adminPassword) {
    throw new ConfigError(
      `ADMIN_PASSWORD is not set, and ${email} has no account yet. Set ADMIN_PASSWORD to a password for it.`,
    )
  }
  const problem = passwordProblem(adminPassword, { email })
  if (problem && production) {
    throw new ConfigError(`ADMIN_PASSWORD is too weak (${problem}) Set it to a stronger password.`)
  }
  const hash = await hashPassword(adminPassword)
  try {
    const input = { email, password: null, isVerified: true, isStaff: true, language: 'en' }
    await services.db.transaction((tx) => createAccount(tx, services, input, hash, null))
  } catch (error) {
    // Another process that started at the same time was first.
    if (violatedConstraint(error) !== 'users_email_key') throw error
    await promote(services, email)
  }
}

/** False when nobody has that e-mail. */
async function promote(services: Services, email: string): Promise<boolean> {
  return services.db.transaction(async (tx) => {
    const [user] = await tx.query<{ id: number; is_staff: boolean }>(
      'select id, is_staff from users where email = $1 and deleted_at is null for update',
      [email],
    )
    if (!user) return false
    if (user.is_staff) return true
    await tx.query('update users set is_staff = true, updated_at = $2 where id = $1', [
      user.id,
      services.clock.now(),
    ])
    await recordAudit(tx, {
      workspaceId: null,
      actor: { kind: 'system', id: null },
      action: 'user.promoted',
      subject: { type: 'user', id: user.id },
      before: { is_staff: false },
      after: { is_staff: true },
    })
    tx.afterCommit(() => forgetCallers(services.authenticators, `user:${user.id}`))
    return true
  })
}

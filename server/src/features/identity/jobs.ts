import { webAppUrl } from '../../config.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { createOneTimeToken } from './one-time-tokens.ts'
import { displayName } from './present.ts'

interface MailToUser {
  userId: number
  /** The id of the one-time token that the mail will carry: a repeated run finds it taken and sends nothing. */
  tokenId: string
}

interface MailToAddress {
  email: string
  tokenId: string
}

interface Recipient {
  id: number
  uuid: string
  email: string
  username: string | null
  full_name: string
  language: string
}

/** Defines what identity does later: its mails (payments contract 5, "accounts"). */
export function defineIdentityJobs(services: Services): void {
  const { jobs, config } = services

  const mailVerification =
    (template: 'welcome' | 'verification') =>
    async ({ userId, tokenId }: MailToUser) => {
      const url = (token: string) => `${webAppUrl(config)}/verify-email?token=${token}`
      await services.db.transaction(async (tx) => {
        const user = await findRecipient(tx, 'u.id = $1 and not u.is_verified', userId)
        const made = user && (await createOneTimeToken(tx, services, 'email_verification', user.id, tokenId))
        if (!user || !made) return
        await services.mailer.queueMail(tx, {
          to: user.email,
          language: user.language,
          template,
          data: { displayName: displayName(user), verifyUrl: url(made.token) },
        })
      })
    }

  jobs.define<MailToUser>('send_welcome_email', {
    concurrency: 5,
    handler: mailVerification('welcome'),
  })
  jobs.define<MailToUser>('send_verification_email', {
    concurrency: 5,
    handler: mailVerification('verification'),
  })
  jobs.define<MailToAddress>('send_password_reset_email', {
    concurrency: 5,
    async handler({ email, tokenId }) {
      await services.db.transaction(async (tx) => {
        const user = await findRecipient(tx, 'u.email = $1 and u.is_active', email)
        const made = user && (await createOneTimeToken(tx, services, 'password_reset', user.id, tokenId))
        if (!user || !made) return
        await services.mailer.queueMail(tx, {
          to: user.email,
          language: user.language,
          template: 'password-reset',
          data: {
            displayName: displayName(user),
            resetUrl: `${webAppUrl(config)}/reset-password?uid=${user.uuid}&token=${made.token}`,
            expiresAt: made.expiresAt.toISOString(),
          },
        })
      })
    },
  })
}

/** Queues the mails that greet a new user and ask to confirm the address. */
export async function queueWelcome(tx: Executor, services: Services, userId: number): Promise<void> {
  const payload = (): MailToUser => ({ userId, tokenId: services.random.uuid() })
  await services.jobs.enqueue(tx, 'send_welcome_email', payload())
  await services.jobs.enqueue(tx, 'send_verification_email', payload())
}

export async function queueVerification(tx: Executor, services: Services, userId: number): Promise<void> {
  const payload: MailToUser = { userId, tokenId: services.random.uuid() }
  await services.jobs.enqueue(tx, 'send_verification_email', payload, { singletonKey: `resend ${userId}` })
}

/**
 * Queues the reset mail for whatever address was asked for: who owns it is looked up by the job, so that neither the answer
 * nor its duration tells.
 */
export async function queuePasswordReset(tx: Executor, services: Services, email: string): Promise<void> {
  const payload: MailToAddress = { email, tokenId: services.random.uuid() }
  await services.jobs.enqueue(tx, 'send_password_reset_email', payload, { singletonKey: email })
}

async function findRecipient(tx: Executor, condition: string, value: unknown): Promise<Recipient | null> {
  const [row] = await tx.query<Recipient>(
    `select u.id, u.uuid, u.email, u.username, u.full_name, u.language
     from users u where ${condition} and u.deleted_at is null`,
    [value],
  )
  return row ?? null
}

import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Caller } from '../../kernel/auth/caller.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { queueVerification } from './jobs.ts'
import { redeemOneTimeToken } from './one-time-tokens.ts'
import type { Origin } from './register.ts'

/** Confirms the address that the token was mailed to. Throws 400 for a token that is unknown, used or expired. */
export async function verifyEmail(services: Services, token: string, origin: Origin): Promise<void> {
  await services.db.transaction(async (tx) => {
    const redeemed = await redeemOneTimeToken(tx, services, 'email_verification', token)
    const [user] = await tx.query<{ id: number }>(
      `update users set is_verified = true, updated_at = $2 where id = $1 and deleted_at is null returning id`,
      [redeemed?.userId ?? null, services.clock.now()],
    )
    if (!user) throw new Refusal(400, 'This link is not valid any more. Ask for a new one.')
    await recordAudit(tx, {
      workspaceId: null,
      actor: { kind: 'user', id: user.id },
      action: 'user.email_verified',
      subject: { type: 'user', id: user.id },
      requestId: origin.requestId,
      ip: origin.device.ip,
    })
  })
}

/** Mails a new confirmation link; false when the address is confirmed already. */
export async function resendVerification(services: Services, caller: Caller): Promise<boolean> {
  return services.db.transaction(async (tx) => {
    const [user] = await tx.query<{ is_verified: boolean }>('select is_verified from users where id = $1', [
      caller.userId,
    ])
    if (user?.is_verified) return false
    await queueVerification(tx, services, caller.userId)
    return true
  })
}

import { Refusal } from '../../kernel/errors.ts'
import { withAccess } from './account-access.ts'
import { endConnection } from './end-connection.ts'
import { type Channels, configured } from './platforms.ts'
import type { AccountRow } from './queries.ts'
import { findAnyAccount } from './token-queries.ts'

export interface ConnectionCheck {
  valid: boolean
  message: string
  message_key: string
  expires_at: string | null
}

/**
 * Asks the platform whether the account's token lives (channels contract 3.5); a dead one makes the account `expired`. Throws the
 * refusals of channels contract 1 when that cannot be found out; the status then stays.
 */
export async function checkConnection(channels: Channels, account: AccountRow): Promise<ConnectionCheck> {
  if (account.is_active && account.status === 'expired') return dead(account)
  try {
    const answer = await withAccess(channels, account, (provider, { accessToken }) =>
      configured(channels, account.platform)!.adapter.check(provider, accessToken),
    )
    const current = (await findAnyAccount(channels.services.db, account.id)) ?? account
    if (!answer.valid) {
      await endConnection(channels, current, null)
      return dead(current)
    }
    return {
      valid: true,
      message: 'Connection is valid.',
      message_key: 'connectionValid',
      expires_at: answer.expiresAt?.toISOString() ?? current.token_expires_at,
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const code = error.body?.code
    if (code === 'reconnect_required') return dead(account)
    if (code !== 'not_connected') throw error
    throw new Refusal(400, error.message, { body: { ...error.body, valid: false } })
  }
}

const dead = (account: AccountRow): ConnectionCheck => ({
  valid: false,
  message: 'The connection is invalid. Please reconnect the account.',
  message_key: 'connectionInvalidPleaseReconnect',
  expires_at: account.token_expires_at,
})

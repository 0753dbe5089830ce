import { Refusal } from '../../kernel/errors.ts'
import { endConnection } from './end-connection.ts'
import { type Channels, configured } from './platforms.ts'
import { ProviderError } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { decide, openAccount, renewToken } from './renew-token.ts'
import { endingAccounts } from './token-queries.ts'

const batch = 100
const atOnce = 4

/**
 * Renews every token whose end is near and tells of those that ended (channels contract 6.3). One account's failure is no other's.
 * Answers how many were renewed.
 */
export async function renewDueTokens(channels: Channels): Promise<{ renewed: number }> {
  const { db, clock, log } = channels.services
  const leads = [...channels.platforms.values()].map(({ adapter }) => adapter.refreshLeadSeconds)
  const before = new Date(clock.now().getTime() + Math.max(0, ...leads) * 1000)
  let renewed = 0
  let after: { expiresAt: string; id: number } | null = null
  for (;;) {
    const accounts: AccountRow[] = await endingAccounts(db, before, after, batch)
    const last = accounts.at(-1)
    if (!last) return { renewed }
    after = { expiresAt: last.token_expires_at as string, id: last.id }
    const queue = [...accounts]
    const worker = async () => {
      for (let account = queue.shift(); account; account = queue.shift()) {
        try {
          if (await renewIfDue(channels, account)) renewed++
        } catch (error) {
          if (error instanceof Refusal || error instanceof ProviderError) continue
          log.error({ err: error, account: account.id }, 'a channel token could not be renewed')
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }
}

async function renewIfDue(channels: Channels, { id, platform: platformId }: AccountRow): Promise<boolean> {
  const platform = configured(channels, platformId)
  if (!platform) return false
  const open = await openAccount(channels, id)
  const decision = decide(channels, platform.adapter, open, 'background')
  if (decision.should) await renewToken(channels, platform, open)
  else if (decision.reason === 'dead') await endConnection(channels, open.account, null)
  return decision.should
}

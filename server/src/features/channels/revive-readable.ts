import { writeLog } from './log.ts'
import type { Channels } from './platforms.ts'
import type { AccountRow } from './queries.ts'
import { markReadable, unreadableAccounts } from './token-queries.ts'
import { readIfOpen, type Secrets } from './vault.ts'

/**
 * Connects the accounts again whose secrets no key opened and one does now: the key was only missing. What has become of the tokens
 * meanwhile, their next use shows. Answers how many there were.
 */
export async function reviveReadable(channels: Channels): Promise<number> {
  const { db, keyring } = channels.services
  let revived = 0
  for (const account of await unreadableAccounts(db)) {
    const secrets = await readIfOpen(db, keyring, account.id)
    if (secrets && (await revive(channels, account, secrets))) revived++
  }
  return revived
}

function revive({ services }: Channels, account: AccountRow, { accessToken }: Secrets): Promise<boolean> {
  const now = services.clock.now()
  // Erased meanwhile: nothing is left that could open.
  const isUsable = accessToken !== null
  return services.db.transaction(async (tx) => {
    const isOurs = await markReadable(tx, account, isUsable, now)
    if (!isOurs || !isUsable) return false
    const message = 'The stored token opens again'
    await writeLog(tx, { account, action: 'auto_refresh_token', status: 'success', message, now })
    return true
  })
}

import { DecryptionError } from '../../kernel/crypto/keyring.ts'
import { writeLog } from './log.ts'
import type { Channels } from './platforms.ts'
import type { AccountRow } from './queries.ts'
import { markReadable, unreadableAccounts } from './token-queries.ts'
import { readSecrets, type Secrets } from './vault.ts'

/**
 * Connects the accounts again whose secrets no key opened and one does now: the key was only missing. What has become of the tokens
 * meanwhile, their next use shows. Answers how many there were.
 */
export async function reviveReadable(channels: Channels): Promise<number> {
  let revived = 0
  for (const account of await unreadableAccounts(channels.services.db)) {
    const secrets = await openedSecrets(channels, account)
    if (secrets && (await revive(channels, account, secrets))) revived++
  }
  return revived
}

/** Null: no key opens them still. */
async function openedSecrets({ services }: Channels, { id }: AccountRow): Promise<Secrets | null> {
  try {
    return await readSecrets(services.db, services.keyring, id)
  } catch (error) {
    if (error instanceof DecryptionError) return null
    throw error
  }
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

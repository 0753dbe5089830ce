import { Refusal } from '../../../kernel/errors.ts'
import type { Channels } from '../platforms.ts'
import { accountsToSync } from './queries.ts'
import { syncAccount } from './sync-account.ts'

export const syncJob = 'sync_channel_accounts'
const atOnce = 2
const most = 5000
const longestPauseMs = 2000
/** What a person has synchronised lately is left alone. */
const recentMs = 12 * 3_600_000
const timeoutSeconds = 7200

/** Every night, in one process: all connected accounts, a few at a time with pauses between them. */
export function syncEveryNight(channels: Channels): void {
  const { jobs, config } = channels.services
  jobs.define(syncJob, {
    timeoutSeconds,
    attempts: 1,
    handler: (_payload, { signal }) => syncAll(channels, signal),
  })
  jobs.schedule(syncJob, '40 1 * * *', config.timeZone)
}

/** One account's failure is no other's. Answers how many were synchronised. */
async function syncAll(channels: Channels, signal: AbortSignal): Promise<{ synced: number; failed: number }> {
  const { db, clock, log, random } = channels.services
  const queue = await accountsToSync(db, new Date(clock.now().getTime() - recentMs), most)
  const counts = { synced: 0, failed: 0 }
  const worker = async () => {
    for (let account = queue.shift(); account && !signal.aborted; account = queue.shift()) {
      try {
        await syncAccount(channels, account)
        counts.synced++
      } catch (error) {
        counts.failed++
        if (!(error instanceof Refusal))
          log.error({ err: error, account: account.id }, 'a channel account could not be synchronised')
      }
      await channels.pause(random.integer(longestPauseMs))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return counts
}

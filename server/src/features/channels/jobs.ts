import type { FastifyInstance } from 'fastify'
import { calendarOf } from '../../kernel/clock/calendar.ts'
import type { Services } from '../../kernel/services.ts'
import type { Channels } from './platforms.ts'
import { renewDueTokens } from './renew-due.ts'
import { reviveReadable } from './revive-readable.ts'
import { forgetInsightDays } from './sync/queries.ts'

const dayMs = 86_400_000
const logDays = 90
const cleanUpJob = 'cleanup_channels'
export const refreshJob = 'refresh_channel_tokens'

/** Every night: logs and notices after 90 days, figures after a year, states a day after their end, when nobody needs to be told any more that they ended. */
export function cleanUpChannels({ jobs, db, clock, config }: Services): void {
  jobs.define(cleanUpJob, {
    async handler() {
      const now = clock.now().getTime()
      const longAgo = new Date(now - logDays * dayMs)
      await db.query('delete from channel_logs where created_at <= $1', [longAgo])
      await db.query('delete from channel_notices where created_at <= $1', [longAgo])
      await forgetInsightDays(db, calendarOf(config.timeZone)(clock.now()))
      await db.query('delete from channel_oauth_states where expires_at <= $1', [new Date(now - dayMs)])
    },
  })
  jobs.schedule(cleanUpJob, '20 3 * * *', config.timeZone)
}

/**
 * Looks for tokens that end soon every `TOKEN_REFRESH_INTERVAL_SECONDS` while the server runs, in each process that works: the lease
 * on the account's row lets one of them renew. One look at a time. When it starts it may have a key that was missing.
 */
export function refreshTokensEvery(app: FastifyInstance, channels: Channels): void {
  const { jobs, config, log } = channels.services
  jobs.define(refreshJob, {
    async handler() {
      await reviveReadable(channels)
      return renewDueTokens(channels)
    },
  })
  if (config.worker !== 'embedded') return
  const seconds = config.channels.tokenRefreshSeconds
  let running: Promise<unknown> | null = null
  const begin = (work: () => Promise<unknown>) => {
    running ??= work()
      .catch((error) => log.error({ err: error }, 'channel tokens could not be looked after'))
      .finally(() => {
        running = null
      })
  }
  let timer: NodeJS.Timeout | undefined
  app.addHook('onListen', () => {
    begin(() => reviveReadable(channels))
    if (seconds > 0) timer = setInterval(() => begin(() => jobs.runNow(refreshJob)), seconds * 1000).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await running
  })
}

import type { FastifyInstance } from 'fastify'
import type { Services } from '../../kernel/services.ts'
import type { Channels } from './platforms.ts'
import { renewDueTokens } from './renew-due.ts'

const dayMs = 86_400_000
const logDays = 90
const cleanUpJob = 'cleanup_channels'
export const refreshJob = 'refresh_channel_tokens'

/** Every night: logs and notices after 90 days, states a day after their end, when nobody needs to be told any more that they ended. */
export function cleanUpChannels({ jobs, db, clock, config }: Services): void {
  jobs.define(cleanUpJob, {
    async handler() {
      const now = clock.now().getTime()
      const longAgo = new Date(now - logDays * dayMs)
      await db.query('delete from channel_logs where created_at <= $1', [longAgo])
      await db.query('delete from channel_notices where created_at <= $1', [longAgo])
      await db.query('delete from channel_oauth_states where expires_at <= $1', [new Date(now - dayMs)])
    },
  })
  jobs.schedule(cleanUpJob, '20 3 * * *', config.timeZone)
}

/**
 * Looks for tokens that end soon every `TOKEN_REFRESH_INTERVAL_SECONDS` while the server runs, in each process that works: the lease
 * on the account's row lets one of them renew. One look at a time.
 */
export function refreshTokensEvery(app: FastifyInstance, channels: Channels): void {
  const { jobs, config, log } = channels.services
  jobs.define(refreshJob, { handler: () => renewDueTokens(channels) })
  const seconds = config.channels.tokenRefreshSeconds
  if (seconds === 0 || config.worker !== 'embedded') return
  let running: Promise<unknown> | null = null
  const look = () => {
    running ??= jobs
      .runNow(refreshJob)
      .catch((error) => log.error({ err: error }, 'channel tokens could not be looked after'))
      .finally(() => {
        running = null
      })
  }
  let timer: NodeJS.Timeout | undefined
  app.addHook('onListen', () => {
    timer = setInterval(look, seconds * 1000).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await running
  })
}

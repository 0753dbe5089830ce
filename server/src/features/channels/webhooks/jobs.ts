import type { FastifyInstance } from 'fastify'
import { noteAbandoned } from '../messages/outbox.ts'
import type { Channels } from '../platforms.ts'
import { applyLeftEntries } from './inbox.ts'

const lookJob = 'look_after_channel_messages'
const cleanUpJob = 'cleanup_channel_messages'
const dayMs = 86_400_000
/** What a killed process was just at stays locked until the database notices; so one look at the start is not enough. */
const lookEveryMs = 10_000
/** So long a second delivery of an entry is known as such; as long as the log of the first. */
const hashDays = 90
/** Statuses of messages that were not sent from here. */
const strangeStatusDays = 7

/**
 * When the server starts and every 10 s where it works, else every minute by the job: what a process left behind that ended in the
 * middle. Every night: what is of no use any more. Answers where to put work that goes on after its answer, so that the server waits for it before it stops.
 */
export function lookAfterMessages(
  app: FastifyInstance,
  channels: Channels,
): (work: Promise<unknown>) => void {
  const { jobs, db, clock, config, log } = channels.services
  const look = async () => {
    await applyLeftEntries(channels)
    await db.transaction((tx) => noteAbandoned(tx, clock.now()))
  }
  jobs.define(lookJob, { handler: look })
  jobs.schedule(lookJob, '* * * * *', 'UTC')
  jobs.define(cleanUpJob, {
    async handler() {
      const before = (days: number) => new Date(clock.now().getTime() - days * dayMs)
      await db.query('delete from channel_webhook_entries where received_at <= $1', [before(hashDays)])
      await db.query(
        `delete from whatsapp_statuses s where updated_at <= $1 and not exists (
           select from whatsapp_messages m
           where m.account_id = s.account_id and m.whatsapp_message_id = s.whatsapp_message_id)`,
        [before(strangeStatusDays)],
      )
    },
  })
  jobs.schedule(cleanUpJob, '35 3 * * *', config.timeZone)

  const running = new Set<Promise<unknown>>()
  const after = (work: Promise<unknown>) => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  let timer: NodeJS.Timeout | undefined
  let looking = false
  const lookOnce = async () => {
    if (looking) return
    looking = true
    await look().catch((error) => log.error({ err: error }, 'webhooks could not be looked after'))
    looking = false
  }
  app.addHook('onListen', () => {
    if (config.worker !== 'embedded') return
    after(lookOnce())
    timer = setInterval(() => after(lookOnce()), lookEveryMs).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await Promise.all(running)
  })
  return after
}

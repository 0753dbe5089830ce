import type { FastifyInstance } from 'fastify'
import type { Channels } from '../platforms.ts'
import { claimTarget, takeLook } from './claims.ts'
import { lookAfter } from './look-after.ts'
import { lookForPublication, takeOpenPublication } from './publish-now.ts'
import { publishTarget, takeUpDeadClaims } from './publish-target.ts'

export const publishJob = 'publish_planned_posts'
/** Works of one process at a time; one that waits for a slow platform keeps the others going. */
const atOnce = 8

interface Runner {
  /** Begins what is due, without waiting for its end. */
  begin(): void
  /** Until nothing is due and all that was begun has ended. */
  settled(): Promise<void>
  /** Begins nothing more. */
  stop(): void
}

/**
 * Publishes planned posts every `PUBLISH_INTERVAL_SECONDS` while the server runs, in each process that works: claims in the database
 * give each target to one of them. Staff can run it as the job `publish_planned_posts`.
 */
export function publishPlannedPosts(app: FastifyInstance, channels: Channels): void {
  const { jobs, config } = channels.services
  jobs.define(publishJob, {
    handler() {
      const runner = startRunner(channels)
      runner.begin()
      return runner.settled()
    },
  })
  const seconds = config.channels.publishSeconds
  if (seconds === 0 || config.worker !== 'embedded') return
  const runner = startRunner(channels)
  let timer: NodeJS.Timeout | undefined
  app.addHook('onListen', () => {
    timer = setInterval(runner.begin, seconds * 1000).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    runner.stop()
    await runner.settled()
  })
}

function startRunner(channels: Channels): Runner {
  const { log } = channels.services
  const workers = new Set<Promise<void>>()
  let isStopped = false

  async function work(): Promise<void> {
    while (!isStopped) {
      const job = await nextJob(channels)
      if (!job) return
      begin()
      await job()
    }
  }
  function begin(): void {
    if (isStopped || workers.size >= atOnce) return
    const worker = work()
      .catch((error) => log.error({ err: error }, 'planned posts could not be looked after'))
      .finally(() => void workers.delete(worker))
    workers.add(worker)
  }
  return {
    begin,
    async settled() {
      while (workers.size > 0) await Promise.all(workers)
    },
    stop() {
      isStopped = true
    },
  }
}

/** Claims what is due next; null: nothing is. */
async function nextJob(channels: Channels): Promise<(() => Promise<void>) | null> {
  const { db, clock, random } = channels.services
  await takeUpDeadClaims(channels)
  const now = clock.now()
  const claim = random.uuid()
  const target = await claimTarget(db, now, claim)
  if (target) return () => publishTarget(channels, target, claim)
  for (const status of ['processing', 'unconfirmed'] as const) {
    const waiting = await takeLook(db, status, now)
    if (waiting) return () => lookAfter(channels, waiting, status)
  }
  const open = await takeOpenPublication(db, now)
  return open && (() => lookForPublication(channels, open))
}

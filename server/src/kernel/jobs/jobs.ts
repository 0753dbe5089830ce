import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import { type Job as BossJob, type Db, type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Clock } from '../clock/clock.ts'
import type { Database, Executor } from '../database/database.ts'
import { createScheduler, type ScheduleState } from './scheduler.ts'

/**
 * Background jobs (payments contract 5): rows of the `pgboss` schema, written in the transaction of what they
 * follow from, run at least once, so every handler is idempotent. Five attempts, 10 s × 4ⁿ apart, then dead.
 */
export interface Jobs {
  /** Makes a job known. Call before `start`; a name twice is an error. */
  define<Payload extends object>(name: string, definition: JobDefinition<Payload>): void
  /**
   * Runs a defined job at each slot of `cron` (five fields), wall-clock in `timeZone`, once over all workers, with
   * the payload `{ slot: <ISO instant> }`. The latest slot missed by at most 24 h runs at start.
   */
  schedule(name: string, cron: string, timeZone: string): void
  /**
   * Queues a job in the caller's transaction: it exists exactly when that commits. Returns its id, or `null` when
   * a job of that name with the same `singletonKey` waits for its first run already.
   */
  enqueue(tx: Executor, name: string, payload: object, options?: EnqueueOptions): Promise<string | null>
  /** Runs the job's handler here and now, once, outside the queue; throws what it throws (staff "run now"). */
  runNow(name: string, payload?: object): Promise<unknown>
  /** Creates schema and queues, then works unless the mode is `separate` or `off`. */
  start(): Promise<void>
  /** Stops taking jobs and waits at most 25 s for running ones; those cut off run again later. */
  stop(): Promise<void>
  /** The latest sign of life of any worker, here or in another process; `null` when there was none yet. */
  heartbeat(): Promise<Date | null>
  /** Jobs that used up their attempts, newest first. */
  listDead(options?: { limit?: number }): Promise<DeadJob[]>
  listSchedules(): Promise<ScheduleState[]>
  /** Jobs of each queue as counted by the workers about once a minute. */
  counts(): Promise<QueueCounts[]>
}

export interface JobDefinition<Payload extends object> {
  handler: (payload: Payload, context: JobContext) => Promise<unknown>
  /** Runs of one job altogether, default 5. */
  attempts?: number
  /** Jobs of this name run at a time in this process, default 1. */
  concurrency?: number
  /** Seconds after which a run counts as failed, default 900. */
  timeoutSeconds?: number
}

export interface QueueCounts {
  name: string
  waiting: number
  active: number
  failed: number
}

export interface JobContext {
  jobId: string
  /** 1 for the first run. */
  attempt: number
  /** Aborts when the run took too long or the process is stopping for good. */
  signal: AbortSignal
}

export interface EnqueueOptions {
  startAfter?: Date
  singletonKey?: string
}

export interface DeadJob {
  id: string
  name: string
  attempts: number
  lastError: string
  diedAt: Date
}

/** `embedded`: this process serves and works. `separate`: another one works. `off`: nobody does. */
export type WorkerMode = 'embedded' | 'separate' | 'off'

export interface JobsOptions {
  db: Database
  /** The connection of the pool: a connection string, or host (also a socket folder), port, user and so on. */
  connection: pg.PoolConfig
  log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
  clock: Clock
  /** Default `embedded`. The worker process itself also runs as `embedded`. */
  worker?: WorkerMode
  /** Seconds that the first retry waits, default 10; tests make it short. */
  retryDelaySeconds?: number
  /** Longest wait until a due retry or delayed job is noticed, default 5, at least 0.5; new jobs are notified at once. */
  pollSeconds?: number
}

interface AnyDefinition extends Omit<JobDefinition<object>, 'handler'> {
  handler: (payload: object, context: JobContext) => Promise<unknown>
}

const DEAD_QUEUE = 'dead'
const STOP_TIMEOUT_MS = 25_000
const DEFAULT_ATTEMPTS = 5
const BEAT_INTERVAL_MS = 15_000
const SCHEDULE_INTERVAL_MS = 20_000
const DEAD_RETENTION_SECONDS = 90 * 86_400

/** Builds the job service; nothing touches the database before `start`. */
export function createJobs(options: JobsOptions): Jobs {
  const { db, log, clock } = options
  const works = (options.worker ?? 'embedded') === 'embedded'
  const retryDelay = options.retryDelaySeconds ?? 10
  const workerId = randomUUID()
  const definitions = new Map<string, AnyDefinition>()
  const timers: NodeJS.Timeout[] = []
  const boss = new PgBoss({
    ...options.connection,
    max: 4,
    schema: 'pgboss',
    application_name: 'tradepost-jobs',
    schedule: false,
    supervise: works,
    useListenNotify: works,
  })
  boss.on('error', (error) => log.error({ err: error }, 'job queue error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'job queue warning'))

  const enqueue: Jobs['enqueue'] = async (tx, name, payload, how = {}) => {
    if (!definitions.has(name)) throw new Error(`No job is defined as ${name}`)
    // The queue policy compares keys; a job without one gets a key of its own and so stands in nobody's way.
    const singletonKey = how.singletonKey ?? randomUUID()
    const startAfter = how.startAfter === undefined ? {} : { startAfter: how.startAfter }
    return boss.send(name, payload, { ...startAfter, singletonKey, db: bossDatabase(tx) })
  }
  const scheduler = createScheduler({ db, clock, enqueue })

  async function run(name: string, definition: AnyDefinition, job: BossJob<object>): Promise<void> {
    const attempt = job.retryCount + 1
    try {
      await definition.handler(job.data, { jobId: job.id, attempt, signal: job.signal })
    } catch (error) {
      log.error({ err: error, job: name, jobId: job.id, attempt }, 'job failed')
      await fail(name, job, error)
      if (attempt >= (definition.attempts ?? DEFAULT_ATTEMPTS)) await scheduler.settle(name, job.data, error)
      return
    }
    await scheduler.settle(name, job.data, null)
  }

  // pg-boss can only double its delays; failing the job here makes the pauses 10 s × 4ⁿ.
  async function fail(name: string, job: BossJob<object>, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error)
    await boss.fail(name, { id: job.id, retryCount: job.retryCount }, { message })
    await boss.update(name, undefined, { id: job.id, startAfter: retryDelay * 4 ** job.retryCount })
  }

  async function createQueues(): Promise<void> {
    await boss.createQueue(DEAD_QUEUE, { retentionSeconds: DEAD_RETENTION_SECONDS })
    for (const [name, definition] of definitions) {
      const settings = {
        retryLimit: (definition.attempts ?? DEFAULT_ATTEMPTS) - 1,
        retryDelay: Math.max(1, Math.round(retryDelay)),
        expireInSeconds: definition.timeoutSeconds ?? 900,
        deadLetter: DEAD_QUEUE,
        notify: true,
      }
      await boss.createQueue(name, { ...settings, policy: 'short' })
      await boss.updateQueue(name, settings)
    }
  }

  async function startWorkers(): Promise<void> {
    for (const [name, definition] of definitions) {
      const pace = {
        pollingIntervalSeconds: Math.min(1, options.pollSeconds ?? 1),
        notifyPollingIntervalSeconds: options.pollSeconds ?? 5,
      }
      // Jobs that may run side by side are fetched side by side: only after a full batch does pg-boss look for the next
      // at once, so a backlog is worked off instead of polled off. Each job still fails and is retried alone.
      const batch = { batchSize: definition.concurrency ?? 1, burstWhenBatchFull: true }
      await boss.work<object>(name, { ...pace, ...batch }, async (jobs) => {
        await Promise.all(jobs.map((job) => run(name, definition, job)))
      })
    }
    await repeat(SCHEDULE_INTERVAL_MS, () => scheduler.tick())
    await repeat(BEAT_INTERVAL_MS, () => beat(db, workerId, clock.now()))
  }

  async function repeat(interval: number, action: () => Promise<void>): Promise<void> {
    await action()
    const again = () => action().catch((error) => log.error({ err: error }, 'job upkeep failed'))
    timers.push(setInterval(again, interval).unref())
  }

  return {
    define(name, definition) {
      if (definitions.has(name) || name === DEAD_QUEUE) throw new Error(`The job ${name} is defined twice`)
      definitions.set(name, definition as unknown as AnyDefinition)
    },
    schedule(name, cron, timeZone) {
      if (!definitions.has(name)) throw new Error(`No job is defined as ${name}`)
      scheduler.add({ name, cron, timeZone })
    },
    enqueue,
    async runNow(name, payload = {}) {
      const definition = definitions.get(name)
      if (definition === undefined) throw new Error(`No job is defined as ${name}`)
      const signal = AbortSignal.timeout((definition.timeoutSeconds ?? 900) * 1000)
      return definition.handler(payload, { jobId: randomUUID(), attempt: 1, signal })
    },
    async start() {
      await boss.start()
      await createQueues()
      await scheduler.register()
      if (works) await startWorkers()
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer)
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS })
      // A database that is away must not keep the process from ending; the heartbeat ages by itself.
      await db
        .query('delete from worker_heartbeats where worker_id = $1', [workerId])
        .catch((error) => log.warn({ err: error }, 'the last heartbeat could not be withdrawn'))
    },
    heartbeat: () => lastBeat(db),
    listDead: async (page = {}) => {
      const dead = await boss.findJobs<object>(DEAD_QUEUE)
      return dead
        .map(presentDead)
        .sort((a, b) => b.diedAt.getTime() - a.diedAt.getTime())
        .slice(0, page.limit ?? 100)
    },
    listSchedules: () => scheduler.list(),
    async counts() {
      const queues = await boss.getQueues([...definitions.keys()])
      return queues.map((queue) => ({
        name: queue.name,
        waiting: queue.queuedCount,
        active: queue.activeCount,
        failed: queue.failedCount,
      }))
    },
  }
}

/** Lets pg-boss write through the caller's transaction. */
function bossDatabase(tx: Executor): Db {
  return { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) }
}

async function beat(db: Executor, workerId: string, now: Date): Promise<void> {
  await db.query(
    `insert into worker_heartbeats (worker_id, beat_at) values ($1, $2)
     on conflict (worker_id) do update set beat_at = excluded.beat_at`,
    [workerId, now],
  )
  const yesterday = new Date(now.getTime() - 86_400_000)
  await db.query('delete from worker_heartbeats where beat_at < $1', [yesterday])
}

async function lastBeat(db: Executor): Promise<Date | null> {
  const [row] = await db.query<{ beat_at: string | Date | null }>(
    'select max(beat_at) as beat_at from worker_heartbeats',
  )
  return row?.beat_at ? new Date(row.beat_at) : null
}

function presentDead(job: JobWithMetadata<object>): DeadJob {
  const output = (job.sourceOutput ?? {}) as { message?: unknown }
  return {
    id: job.sourceId ?? job.id,
    name: job.sourceName ?? job.name,
    attempts: (job.sourceRetryCount ?? 0) + 1,
    lastError: typeof output.message === 'string' ? output.message : 'The run was cut off',
    diedAt: new Date(job.createdOn),
  }
}

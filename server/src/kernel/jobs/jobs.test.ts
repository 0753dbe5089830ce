import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { fixedClock } from '../clock/clock.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { createJobs, type Jobs, type JobsOptions } from './jobs.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
let home: TestDatabase
let db: Database

beforeAll(async () => {
  home = await createTestDatabase()
  db = openDatabase({ connection: { connectionString: home.url } })
})

afterAll(async () => {
  await db.close()
  await home.drop()
})

beforeEach(() => db.query('truncate job_schedules, worker_heartbeats cascade'))

/** Starts after `prepare` has defined the jobs; stops at the end of the test. */
async function startJobs(prepare: (jobs: Jobs) => void, options: Partial<JobsOptions> = {}): Promise<Jobs> {
  const clock = options.clock ?? { now: () => new Date() }
  const jobs = createJobs({
    db,
    connection: { connectionString: home.url },
    log: quiet,
    clock,
    pollSeconds: 0.5,
    ...options,
  })
  prepare(jobs)
  await jobs.start()
  onTestFinished(() => jobs.stop())
  return jobs
}

const soon = { timeout: 15_000, interval: 50 }

test('a job queued in a transaction runs after its commit, and never after a roll-back', async () => {
  const seen: object[] = []
  const jobs = await startJobs((it) =>
    it.define('commit.test', { handler: async (payload) => seen.push(payload) }),
  )
  await db
    .transaction(async (tx) => {
      await jobs.enqueue(tx, 'commit.test', { of: 'rolled back' })
      throw new Error('changed my mind')
    })
    .catch(() => {})
  await db.transaction((tx) => jobs.enqueue(tx, 'commit.test', { of: 'committed' }))
  await vi.waitFor(() => expect(seen).toEqual([{ of: 'committed' }]), soon)
  const rows = await db.query('select id from pgboss.job where name = $1', ['commit.test'])
  expect(rows).toHaveLength(1)
})

test('a failing job is tried five times and is then listed as dead with its last error', async () => {
  const attempts: number[] = []
  const jobs = await startJobs(
    (it) =>
      it.define('dead.test', {
        handler: async (_payload, { attempt }) => {
          attempts.push(attempt)
          throw new Error(`no luck ${attempt}`)
        },
      }),
    { retryDelaySeconds: 0.001 },
  )
  const id = await jobs.enqueue(db, 'dead.test', {})
  await vi.waitFor(async () => expect(await jobs.listDead()).toHaveLength(1), {
    timeout: 40_000,
    interval: 200,
  })
  expect(attempts).toEqual([1, 2, 3, 4, 5])
  expect((await jobs.listDead())[0]).toMatchObject({
    id,
    name: 'dead.test',
    attempts: 5,
    lastError: 'no luck 5',
  })
}, 45_000)

test('the pauses between attempts are 10 s × 4ⁿ', async () => {
  const jobs = await startJobs((it) =>
    it.define('pause.test', {
      handler: async () => {
        throw new Error('later')
      },
    }),
  )
  await jobs.enqueue(db, 'pause.test', {})
  for (const seconds of [10, 40, 160, 640]) {
    const pause = async () => {
      const [row] = await db.query<{ pause: number }>(
        `select round(extract(epoch from start_after - now()))::int as pause from pgboss.job
         where name = 'pause.test' and state = 'retry'`,
      )
      return row?.pause ?? 0
    }
    await vi.waitFor(async () => expect(Math.abs((await pause()) - seconds)).toBeLessThanOrEqual(3), soon)
    await db.query(`update pgboss.job set start_after = now() where name = 'pause.test'`)
  }
}, 45_000)

test('a second job with the same key is not queued while the first waits', async () => {
  const jobs = await startJobs((it) => it.define('key.test', { handler: async () => {} }), { worker: 'off' })
  expect(await jobs.enqueue(db, 'key.test', {}, { singletonKey: 'user:1' })).not.toBeNull()
  expect(await jobs.enqueue(db, 'key.test', {}, { singletonKey: 'user:1' })).toBeNull()
  expect(await jobs.enqueue(db, 'key.test', {}, { singletonKey: 'user:2' })).not.toBeNull()
  expect(await jobs.enqueue(db, 'key.test', {})).not.toBeNull()
  expect(await jobs.enqueue(db, 'key.test', {})).not.toBeNull()
})

test('a job with a start time waits for it', async () => {
  const seen: string[] = []
  const jobs = await startJobs((it) =>
    it.define<{ id: string }>('later.test', { handler: async ({ id }) => seen.push(id) }),
  )
  await jobs.enqueue(db, 'later.test', { id: 'tomorrow' }, { startAfter: new Date(Date.now() + 86_400_000) })
  await jobs.enqueue(db, 'later.test', { id: 'now' })
  await vi.waitFor(() => expect(seen).toEqual(['now']), soon)
})

test('stopping waits for a running job', async () => {
  let finished = false
  const begun = Promise.withResolvers<void>()
  const jobs = createJobs({
    db,
    connection: { connectionString: home.url },
    log: quiet,
    clock: { now: () => new Date() },
  })
  jobs.define('slow.test', {
    handler: async () => {
      begun.resolve()
      await wait(300)
      finished = true
    },
  })
  await jobs.start()
  await jobs.enqueue(db, 'slow.test', {})
  await begun.promise
  await jobs.stop()
  expect(finished).toBe(true)
})

test('a mode without worker queues jobs, runs none and gives no sign of life', async () => {
  const jobs = await startJobs((it) => it.define('separate.test', { handler: async () => {} }), {
    worker: 'separate',
  })
  await jobs.enqueue(db, 'separate.test', {})
  expect(await jobs.heartbeat()).toBeNull()
  const rows = await db.query<{ state: string }>('select state from pgboss.job where name = $1', [
    'separate.test',
  ])
  expect(rows).toEqual([{ state: 'created' }])
})

test('a working process gives a sign of life', async () => {
  const clock = fixedClock('2026-02-23T10:00:00Z')
  const jobs = await startJobs(() => {}, { clock })
  expect(await jobs.heartbeat()).toEqual(clock.now())
})

test('an unknown name and a name defined twice are errors', async () => {
  const jobs = await startJobs((it) => it.define('twice.test', { handler: async () => {} }), {
    worker: 'off',
  })
  await expect(jobs.enqueue(db, 'nobody', {})).rejects.toThrow('No job is defined as nobody')
  expect(() => jobs.define('twice.test', { handler: async () => {} })).toThrow('defined twice')
})

test('run now runs the handler and hands back its result', async () => {
  const jobs = await startJobs((it) => it.define('now.test', { handler: async () => ({ rows: 3 }) }), {
    worker: 'off',
  })
  expect(await jobs.runNow('now.test')).toEqual({ rows: 3 })
})

test('a slot missed by less than a day runs once at start over two workers; the outcome is listed', async () => {
  const clock = fixedClock('2026-02-20T12:00:00Z')
  const slots: string[] = []
  const prepare = (it: Jobs) => {
    it.define<{ slot: string }>('daily.test', { handler: async ({ slot }) => slots.push(slot) })
    it.schedule('daily.test', '0 2 * * *', 'Asia/Tashkent')
  }
  const first = createJobs({ db, connection: { connectionString: home.url }, log: quiet, clock })
  prepare(first)
  await first.start()
  await first.stop()
  expect(slots).toEqual([])

  clock.set('2026-02-23T12:00:00Z')
  const [jobs] = await Promise.all([startJobs(prepare, { clock }), startJobs(prepare, { clock })])
  await vi.waitFor(
    async () =>
      expect(await jobs.listSchedules()).toEqual([
        {
          name: 'daily.test',
          cron: '0 2 * * *',
          timeZone: 'Asia/Tashkent',
          lastRun: new Date('2026-02-22T21:00:00Z'),
          lastStatus: 'done',
          nextRun: new Date('2026-02-23T21:00:00Z'),
        },
      ]),
    soon,
  )
  expect(slots).toEqual(['2026-02-22T21:00:00.000Z'])
})

import type { Cache } from '../../kernel/cache/cache.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import type { Database } from '../../kernel/database/database.ts'
import type { Jobs } from '../../kernel/jobs/jobs.ts'
import type { RedisPair } from '../../kernel/redis/redis.ts'

export interface HealthDependencies {
  db: Database
  cache: Cache
  redis: RedisPair | null
  jobs: Jobs
  clock: Clock
}

const CHECK_TIMEOUT_MS = 3000
const HEARTBEAT_MAX_AGE_MS = 60_000

export type CheckResult = 'ok' | 'error'

/** A check that throws or takes longer than 3 s is an error; why is nobody's business outside. */
export async function runCheck(check: () => Promise<unknown>): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, 'error')
  })
  const outcome = Promise.resolve()
    .then(check)
    .then(
      (): CheckResult => 'ok',
      (): CheckResult => 'error',
    )
  try {
    return await Promise.race([outcome, timeout])
  } finally {
    clearTimeout(timer)
  }
}

export const checkDatabase = (db: Database) => runCheck(() => db.query('select 1'))

/** The job worker under the name that monitors know; a silent one is a warning, since the API works without it. */
export async function checkWorker({ jobs, clock }: HealthDependencies): Promise<string> {
  const result = await runCheck(async () => {
    const beat = await jobs.heartbeat()
    if (beat === null || clock.now().getTime() - beat.getTime() > HEARTBEAT_MAX_AGE_MS)
      throw new Error('silent')
  })
  return result === 'ok' ? 'ok' : 'warning: no workers responding'
}

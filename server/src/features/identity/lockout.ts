import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'

/** Whose failures are counted together: one account, known or not, from one address. */
export interface LoginPair {
  email: string
  ip: string
}

type LockoutServices = Pick<Services, 'config' | 'clock'>

const addressWindowMs = 15 * 60_000
const addressFailures = 50

/** Throws 429 while the pair is locked out, or its address failed too often (marketplace contract 4, payments contract 7). */
export async function refuseLockedOut(
  db: Executor,
  services: LockoutServices,
  pair: LoginPair,
): Promise<void> {
  const now = services.clock.now()
  const { lockout, throttling } = services.config
  const [row] = await db.query<{
    locked_until: string | null
    failures: number
    first_failure: string | null
  }>(
    `select
       (select locked_until from login_failures where email = $1 and ip = $2) as locked_until,
       coalesce(sum(failures), 0)::integer as failures,
       min(window_started_at) as first_failure
     from login_failures where ip = $2 and window_started_at > $3`,
    [pair.email, pair.ip, new Date(now.getTime() - addressWindowMs)],
  )
  if (lockout.enabled && row?.locked_until && Date.parse(row.locked_until) > now.getTime()) {
    throw lockedOut(secondsUntil(row.locked_until, now))
  }
  if (throttling && row?.first_failure && row.failures >= addressFailures) {
    const seconds = secondsUntil(Date.parse(row.first_failure) + addressWindowMs, now)
    throw new Refusal(429, 'Too many failed log-ins from this address. Try again later.', {
      headers: { 'retry-after': String(seconds) },
    })
  }
}

/**
 * Counts one failure; the last allowed one locks the pair for a fixed time, which attempts meanwhile do not prolong.
 * Throws 429 when the pair had been locked before this attempt was counted.
 */
export async function countFailure(db: Executor, services: LockoutServices, pair: LoginPair): Promise<void> {
  const { enabled, failures, minutes } = services.config.lockout
  const now = services.clock.now()
  const [row] = await db.query<{ failures: number; locked_until: string | null }>(
    `insert into login_failures as f (email, ip, failures, window_started_at, locked_until)
     values ($1, $2, 1, $3, case when $4 <= 1 then $3::timestamptz + make_interval(mins => $5) end)
     on conflict (email, ip) do update set (failures, window_started_at, locked_until) = (
       select n.failures,
         case when s.stale then $3 else f.window_started_at end,
         case when f.locked_until > $3 then f.locked_until
              when n.failures >= $4 then $3::timestamptz + make_interval(mins => $5) end
       from (select case when f.locked_until is null
                         then f.window_started_at <= $3::timestamptz - make_interval(mins => $5)
                         else f.locked_until <= $3 end as stale) s,
         lateral (select case when s.stale then 1 else f.failures + 1 end as failures) n)
     returning failures, locked_until`,
    [pair.email, pair.ip, now, failures, minutes],
  )
  if (enabled && row?.locked_until && row.failures > failures)
    throw lockedOut(secondsUntil(row.locked_until, now))
}

/**
 * Forgets the pair's failures after a success. Throws 429 when parallel failures have locked it in the meantime, so that
 * guessing in parallel gains nothing.
 */
export async function clearFailures(
  tx: Transaction,
  services: LockoutServices,
  pair: LoginPair,
): Promise<void> {
  const now = services.clock.now()
  const [row] = await tx.query<{ locked_until: string | null }>(
    'select locked_until from login_failures where email = $1 and ip = $2 for update',
    [pair.email, pair.ip],
  )
  if (services.config.lockout.enabled && row?.locked_until && Date.parse(row.locked_until) > now.getTime()) {
    throw lockedOut(secondsUntil(row.locked_until, now))
  }
  if (row) await tx.query('delete from login_failures where email = $1 and ip = $2', [pair.email, pair.ip])
}

/** Forgets an account's failures from every address: its owner proved himself by e-mail, or it is gone. */
export async function clearAllFailures(tx: Executor, email: string): Promise<void> {
  await tx.query('delete from login_failures where email = $1', [email])
}

function secondsUntil(instant: string | number, now: Date): number {
  return Math.max(1, Math.ceil((new Date(instant).getTime() - now.getTime()) / 1000))
}

function lockedOut(seconds: number): Refusal {
  return new Refusal(429, 'Too many failed log-ins. Try again later.', {
    code: 'LOCKED_OUT',
    details: { retry_after_seconds: [String(seconds)] },
    headers: { 'retry-after': String(seconds) },
  })
}

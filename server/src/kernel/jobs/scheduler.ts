import { CronExpressionParser } from 'cron-parser'
import type { Clock } from '../clock/clock.ts'
import type { Database, Executor } from '../database/database.ts'

export interface Schedule {
  name: string
  /** Five fields: minute hour day month weekday. */
  cron: string
  timeZone: string
}

export interface ScheduleState extends Schedule {
  lastRun: Date | null
  lastStatus: 'queued' | 'done' | 'failed' | null
  nextRun: Date
}

interface SchedulerOptions {
  db: Database
  clock: Clock
  enqueue: (tx: Executor, name: string, payload: { slot: string }) => Promise<unknown>
}

const CATCH_UP_MS = 24 * 60 * 60 * 1000

/**
 * Turns schedules into jobs. The unique (schedule, slot) row is written in the transaction of the job, so any number
 * of workers queue each slot once; a slot from before the schedule was first registered is never owed.
 */
export function createScheduler({ db, clock, enqueue }: SchedulerOptions) {
  const schedules = new Map<string, Schedule>()
  return {
    /** Throws when the expression or the time zone cannot be read. */
    add(schedule: Schedule): void {
      if (schedule.cron.trim().split(/\s+/).length !== 5)
        throw new Error(`Not five cron fields: ${schedule.cron}`)
      nextSlot(schedule, clock.now())
      schedules.set(schedule.name, schedule)
    },

    async register(): Promise<void> {
      for (const { name, cron, timeZone } of schedules.values()) {
        await db.query(
          `insert into job_schedules (name, cron, time_zone, created_at) values ($1, $2, $3, $4)
           on conflict (name) do update set cron = excluded.cron, time_zone = excluded.time_zone`,
          [name, cron, timeZone, clock.now()],
        )
      }
    },

    /** Queues the latest slot of each schedule that is at most 24 h old and has not been queued by anyone. */
    async tick(): Promise<void> {
      for (const schedule of schedules.values()) {
        const slot = latestSlot(schedule, clock.now())
        if (clock.now().getTime() - slot.getTime() > CATCH_UP_MS) continue
        await db.transaction(async (tx) => {
          if (await claimSlot(tx, schedule.name, slot)) {
            await enqueue(tx, schedule.name, { slot: slot.toISOString() })
          }
        })
      }
    },

    /** Notes the outcome of the slot that a job's payload names; other jobs are none of its business. */
    async settle(name: string, payload: object, error: unknown): Promise<void> {
      const slot = (payload as { slot?: unknown }).slot
      if (typeof slot !== 'string' || !schedules.has(name)) return
      const message = error instanceof Error ? error.message : error === null ? null : String(error)
      await db.query(
        `update job_schedule_runs set status = $3, finished_at = $4, last_error = $5
         where schedule = $1 and slot = $2`,
        [name, slot, error === null ? 'done' : 'failed', clock.now(), message],
      )
    },

    async list(): Promise<ScheduleState[]> {
      const rows = await db.query<{
        schedule: string
        slot: string | Date
        status: 'queued' | 'done' | 'failed'
      }>(
        'select distinct on (schedule) schedule, slot, status from job_schedule_runs order by schedule, slot desc',
      )
      return [...schedules.values()].map((schedule) => {
        const run = rows.find((row) => row.schedule === schedule.name)
        return {
          ...schedule,
          lastRun: run === undefined ? null : new Date(run.slot),
          lastStatus: run?.status ?? null,
          nextRun: nextSlot(schedule, clock.now()),
        }
      })
    },
  }
}

/** The first slot after `now`. */
export function nextSlot(schedule: Schedule, now: Date): Date {
  return CronExpressionParser.parse(schedule.cron, { currentDate: now, tz: schedule.timeZone })
    .next()
    .toDate()
}

/** The last slot at or before `now`. */
export function latestSlot(schedule: Schedule, now: Date): Date {
  const justAfter = new Date(now.getTime() + 1)
  return CronExpressionParser.parse(schedule.cron, { currentDate: justAfter, tz: schedule.timeZone })
    .prev()
    .toDate()
}

async function claimSlot(tx: Executor, name: string, slot: Date): Promise<boolean> {
  const rows = await tx.query(
    `insert into job_schedule_runs (schedule, slot, status)
     select name, $2, 'queued' from job_schedules where name = $1 and created_at < $2
     on conflict do nothing returning slot`,
    [name, slot],
  )
  return rows.length > 0
}

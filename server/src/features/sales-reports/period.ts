import { addDays, calendarOf, startOfDay } from '../../kernel/clock/calendar.ts'

/** A span of whole calendar days up to and including today, and the equally long one before it. */
export interface Period {
  /** First and last day, both included. */
  firstDay: string
  lastDay: string
  start: Date
  previousStart: Date
  /** The first instant after the last day. */
  end: Date
}

/** The last `days` days in a time zone, today included. */
export function lastDays(days: number, now: Date, timeZone: string): Period {
  const lastDay = calendarOf(timeZone)(now)
  const firstDay = addDays(lastDay, 1 - days)
  return {
    firstDay,
    lastDay,
    start: startOfDay(firstDay, timeZone),
    previousStart: startOfDay(addDays(firstDay, -days), timeZone),
    end: startOfDay(addDays(lastDay, 1), timeZone),
  }
}

/** The first instant of the month eleven months before that of `day`: a year of months to look at. */
export function startOfYearOfMonths(day: string, timeZone: string): { firstMonth: string; start: Date } {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  const first = new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10)
  return { firstMonth: first, start: startOfDay(first, timeZone) }
}

/** By how many percent `now` is more than `before`; 0 when there was nothing before. */
export function growth(now: number, before: number): number {
  return before === 0 ? 0 : Math.round(((now - before) / before) * 10_000) / 100
}

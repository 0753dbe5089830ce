import { addDays, calendarOf, startOfDay } from '../../kernel/clock/calendar.ts'
import { calendarDay, type Field, nullable } from '../../kernel/http/fields.ts'

/** Whole calendar days of the workspace, first and last included; `end` is the first instant after the last. */
export interface ReportRange {
  firstDay: string
  lastDay: string
  start: Date
  end: Date
}

const defaultDays = 30

/** `start_date` and `end_date` of a report: empty counts as absent, malformed is the 400 `Invalid date` (sales contract 4.2). */
export function rangeFields() {
  return { start_date: reportDay(), end_date: reportDay() }
}

/** A calendar day of a report's query. */
export function reportDay(): Field<string | null | undefined> {
  return nullable(calendarDay(), { blank: true })
}

/**
 * The days a report is about: unless told, the last 30 up to today; with an end alone the 30 up to it. A start after the
 * end is a range without any instant.
 */
export function reportRange(
  query: { start_date?: string | null | undefined; end_date?: string | null | undefined },
  now: Date,
  timeZone: string,
): ReportRange {
  const lastDay = query.end_date || calendarOf(timeZone)(now)
  const firstDay = query.start_date || addDays(lastDay, 1 - defaultDays)
  return {
    firstDay,
    lastDay,
    start: startOfDay(firstDay, timeZone),
    end: startOfDay(addDays(lastDay, 1), timeZone),
  }
}

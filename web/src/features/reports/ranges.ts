/** Calendar days of the workspace, `YYYY-MM-DD`, both included. */
export type Days = { start: string; end: string }

export const rangeNames = [
  'today',
  'yesterday',
  '7d',
  '30d',
  '90d',
  'this-month',
  'last-month',
  'custom',
] as const
export type RangeName = (typeof rangeNames)[number]

export const groupings = ['day', 'week', 'month'] as const
export type Grouping = (typeof groupings)[number]

const dayMs = 86_400_000

/** The calendar day of an instant in a time zone; in the browser's own when the zone is unknown. */
export function dayIn(timeZone: string, instant: Date): string {
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' }
  try {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone }).format(instant)
  } catch {
    return new Intl.DateTimeFormat('en-CA', options).format(instant)
  }
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

export function daysBetween({ start, end }: Days): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / dayMs) + 1
}

/** The first day of the month that a day lies in, by the calendar that readers of the locale live by. */
function monthStart(day: string, locale: string): string {
  const calendar = locale.startsWith('fa') ? 'persian' : 'gregory'
  const dayOfMonth = new Intl.DateTimeFormat(`en-u-ca-${calendar}`, { day: 'numeric', timeZone: 'UTC' })
  return addDays(day, 1 - Number(dayOfMonth.format(Date.parse(day))))
}

/** What a range means on the day `today`. A custom one takes its missing end from today and orders its ends. */
export function daysOf(
  range: RangeName,
  custom: { from?: string | undefined; to?: string | undefined },
  today: string,
  locale: string,
): Days {
  switch (range) {
    case 'today':
      return { start: today, end: today }
    case 'yesterday':
      return { start: addDays(today, -1), end: addDays(today, -1) }
    case '7d':
    case '30d':
    case '90d':
      return { start: addDays(today, 1 - Number.parseInt(range, 10)), end: today }
    case 'this-month':
      return { start: monthStart(today, locale), end: today }
    case 'last-month': {
      const end = addDays(monthStart(today, locale), -1)
      return { start: monthStart(end, locale), end }
    }
    case 'custom': {
      const end = custom.to ?? custom.from ?? today
      const start = custom.from ?? end
      return start <= end ? { start, end } : { start: end, end: start }
    }
  }
}

/** The grouping that keeps a chart readable, until the reader chooses one. */
export function usualGrouping(days: Days): Grouping {
  const count = daysBetween(days)
  return count <= 62 ? 'day' : count <= 370 ? 'week' : 'month'
}

/** What the server calls the day, the week (its Monday) or the month (`YYYY-MM`) that a day lies in. */
function periodOf(day: string, grouping: Grouping): string {
  if (grouping === 'month') return day.slice(0, 7)
  return grouping === 'day' ? day : addDays(day, -((new Date(day).getUTCDay() + 6) % 7))
}

/** Every period of the days, oldest first, so that a chart shows those without sales as well. */
export function periodsOf({ start, end }: Days, grouping: Grouping): string[] {
  const periods = new Set<string>()
  for (let day = start; day <= end; day = addDays(day, 1)) periods.add(periodOf(day, grouping))
  return [...periods]
}

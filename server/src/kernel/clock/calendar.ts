const dayMs = 86_400_000

/** Tells the calendar day (`YYYY-MM-DD`) of instants in one time zone; make it once per operation. */
export function calendarOf(timeZone: string): (instant: Date | number) => string {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]))
    return `${(parts.year ?? '').padStart(4, '0')}-${parts.month}-${parts.day}`
  }
}

/** The day that many days after `day`, as calendars count. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/**
 * The first instant of a calendar day in a time zone: usually midnight, one o'clock where the clocks skip midnight, the
 * first midnight where they strike it twice.
 */
export function startOfDay(day: string, timeZone: string): Date {
  const dayOf = calendarOf(timeZone)
  const utcMidnight = Date.parse(`${day}T00:00:00Z`)
  // No zone is further than 26 hours from UTC, and local days never run backwards.
  let before = utcMidnight - 26 * 3_600_000
  let within = utcMidnight + 26 * 3_600_000
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2)
    if (dayOf(middle) >= day) within = middle
    else before = middle
  }
  return new Date(within)
}

/** `2026-03-01T09:30`: a time on the wall, as a `datetime-local` field holds it. */
export type WallTime = string

/** What a clock in the time zone shows at that moment. */
export function wallTimeOf(instant: string | Date, timeZone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? ''
  const year = part('year').padStart(4, '0')
  return `${year}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The moment, as UTC in ISO 8601, at which a clock in the time zone shows this; null for what is no such time. A time
 * that a clock shows twice is the earlier one; one that it skips lies right after the gap or before it.
 */
export function instantOf(wall: WallTime, timeZone: string): string | null {
  const asUtc = Date.parse(`${wall.slice(0, 16)}:00.000Z`)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(wall) || Number.isNaN(asUtc)) return null
  const offsetAt = (time: number) => Date.parse(`${wallTimeOf(new Date(time), timeZone)}:00.000Z`) - time
  const day = 86_400_000
  const candidates = [asUtc - offsetAt(asUtc - day), asUtc - offsetAt(asUtc + day)]
  const exact = candidates.filter((time) => wallTimeOf(new Date(time), timeZone) === wall.slice(0, 16))
  return new Date(Math.min(...(exact.length > 0 ? exact : candidates))).toISOString()
}

/** `YYYY-MM-DD`, of the Gregorian calendar whatever the reader's is. */
export type Day = string

const dayMs = 86_400_000
const timeOf = (day: Day) => Date.parse(`${day}T00:00:00Z`)

export function addDays(day: Day, count: number): Day {
  return new Date(timeOf(day) + count * dayMs).toISOString().slice(0, 10)
}

/** Which months there are is a matter of the reader's calendar: Persian ones begin around the 21st. */
function monthKey(day: Day, locale: string): string {
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'numeric', timeZone: 'UTC' }).format(
    timeOf(day),
  )
}

/** The days of the month, of the reader's calendar, in which a day is. */
export function monthOf(day: Day, locale: string): Day[] {
  const key = monthKey(day, locale)
  let first = day
  while (monthKey(addDays(first, -1), locale) === key) first = addDays(first, -1)
  const days = [first]
  for (let next = addDays(first, 1); monthKey(next, locale) === key; next = addDays(next, 1)) days.push(next)
  return days
}

/** The week in which a day is; `firstDay` from 1 for Monday to 7 for Sunday. */
export function weekOf(day: Day, firstDay: number): Day[] {
  const weekday = new Date(timeOf(day)).getUTCDay() || 7
  const first = addDays(day, -((weekday - firstDay + 7) % 7))
  return Array.from({ length: 7 }, (_, index) => addDays(first, index))
}

/** The weeks that hold a month, with the days of its neighbours that fill them up. */
export function weeksOf(month: readonly Day[], firstDay: number): Day[][] {
  const last = month.at(-1) ?? ''
  const weeks: Day[][] = []
  let week = weekOf(month[0] ?? '', firstDay)
  while ((week[0] ?? '') <= last) {
    weeks.push(week)
    week = week.map((day) => addDays(day, 7))
  }
  return weeks
}

type Week = { firstDay: number; weekend: number[] }

/**
 * How weeks are in the language's region, or in the region that the browser names for that language: English begins on
 * Sunday in the United States and on Monday in Britain.
 */
export function weekRules(locale: string, preferred: readonly string[] = []): Week {
  const language = locale.slice(0, 2)
  const regional = preferred.find((tag) => tag.startsWith(`${language}-`))
  try {
    const { firstDay, weekend } = new Intl.Locale(
      locale === language && regional ? regional : locale,
    ).getWeekInfo()
    return { firstDay, weekend: [...weekend] }
  } catch {
    return { firstDay: 1, weekend: [6, 7] }
  }
}

/** From 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day: Day) => new Date(timeOf(day)).getUTCDay() || 7

export type DayTexts = {
  /** The number of a day in its month. */
  number(day: Day): string
  weekday(day: Day): string
  shortWeekday(day: Day): string
  month(day: Day): string
  /** With the weekday, as a heading. */
  full(day: Day): string
}

const uzbekMonths = [
  'yanvar',
  'fevral',
  'mart',
  'aprel',
  'may',
  'iyun',
  'iyul',
  'avgust',
  'sentabr',
  'oktabr',
  'noyabr',
  'dekabr',
]
const uzbekWeekdays = ['dushanba', 'seshanba', 'chorshanba', 'payshanba', 'juma', 'shanba', 'yakshanba']
const uzbekShort = ['Du', 'Se', 'Ch', 'Pa', 'Ju', 'Sh', 'Ya']

/** Days as calendars head them, in the reader's language, calendar and digits. */
export function dayTexts(locale: string): DayTexts {
  if (locale.startsWith('uz')) return uzbekDayTexts
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
    return (day: Day) => made.format(timeOf(day))
  }
  // The data that browsers have for the Persian calendar puts the year first, as nobody writes it.
  const isPersian = locale.startsWith('fa')
  const parts = (...names: ((day: Day) => string)[]) => {
    return (day: Day) => names.map((name) => name(day)).join(' ')
  }
  const [weekday, date] = [format({ weekday: 'long' }), format({ day: 'numeric' })]
  const [month, year] = [format({ month: 'long' }), format({ year: 'numeric' })]
  const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', timeZone: 'UTC' })
  return {
    number: (day) => dayFormat.formatToParts(timeOf(day)).find(({ type }) => type === 'day')?.value ?? '',
    weekday,
    shortWeekday: format({ weekday: 'short' }),
    month: isPersian ? parts(month, year) : format({ month: 'long', year: 'numeric' }),
    full: isPersian
      ? parts(weekday, date, month, year)
      : format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  }
}

/** By hand: the data that Chromium ships knows the locale by name only. */
const uzbekDayTexts: DayTexts = {
  number: (day) => String(Number(day.slice(8))),
  weekday: (day) => uzbekWeekdays[weekdayOf(day) - 1] ?? '',
  shortWeekday: (day) => uzbekShort[weekdayOf(day) - 1] ?? '',
  month: (day) => `${uzbekMonths[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`,
  full: (day) =>
    `${Number(day.slice(8))}-${uzbekMonths[Number(day.slice(5, 7)) - 1]}, ${day.slice(0, 4)}, ${uzbekWeekdays[weekdayOf(day) - 1]}`,
}

import { languageOf } from './languages.ts'
import { uzbekDateFormat, uzbekMonth, uzbekNumberFormat, uzbekRelativeTime } from './uzbek.ts'

export { parseMoneyInput } from './parse-money.ts'

type Instant = string | number | Date
type NumberFormat = { format(value: number): string }
type DateFormat = { format(value: Date): string }
type Amount = number | string | null | undefined

export type Formatter = {
  locale: string
  /** `amount` in major units, as a number or a decimal string; `currency` defaults to the workspace's. */
  money(amount: Amount, currency?: string): string
  /** Short form for charts and tiles, such as `1.2M`. */
  compactMoney(amount: Amount, currency?: string): string
  /** For averages: rounded to the smallest unit that the currency has, such as whole đồng. */
  roundedMoney(amount: number | null): string
  number(value: number, options?: Intl.NumberFormatOptions): string
  /** `0.25` reads as 25 %. */
  percent(ratio: number, digits?: number): string
  /** A calendar day in the workspace's time zone; a bare `YYYY-MM-DD` stays that day everywhere. */
  date(value: Instant): string
  /** A calendar day (`YYYY-MM-DD`) as short as an axis needs it, such as `21/11`. */
  shortDay(day: string): string
  /** A month of the Gregorian calendar (`YYYY-MM`), whatever calendar the reader's days are in. */
  month(month: string): string
  dateTime(value: Instant): string
  /** The month in full where the language names it, such as "21 November 2026 at 21:30". */
  longDateTime(value: Instant): string
  time(value: Instant): string
  /** Distance from `now`, such as "3 hours ago". */
  relative(value: Instant, now?: Date): string
  list(values: string[]): string
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
  ['week', 4.35],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
]

function relativeParts(seconds: number): [number, Intl.RelativeTimeFormatUnit] {
  let distance = seconds
  for (const [unit, size] of steps) {
    if (Math.abs(Math.round(distance)) < size) return [Math.round(distance), unit]
    distance /= size
  }
  return [Math.round(distance), 'year']
}

const bareDay = /^\d{4}-\d{2}-\d{2}$/
const missing = '–'

/**
 * Everything that a page shows as money, number or time, in the language, time zone and currency given. Unknown
 * time zones and currencies do not throw: they fall back to the browser's zone and to the bare code.
 */
export function createFormatter(settings: {
  language: string
  timeZone: string
  currency: string
}): Formatter {
  const { locale } = languageOf(settings.language)
  const timeZone = isTimeZone(settings.timeZone) ? settings.timeZone : undefined
  const uzbek = locale.startsWith('uz')
  const cache = new Map<string, NumberFormat>()

  function numberFormat(options: Intl.NumberFormatOptions): NumberFormat {
    const key = JSON.stringify(options)
    const known = cache.get(key)
    if (known) return known
    const made = uzbek ? uzbekNumberFormat(options) : new Intl.NumberFormat(locale, options)
    cache.set(key, made)
    return made
  }

  function dateFormat(options: Intl.DateTimeFormatOptions): DateFormat {
    return uzbek ? uzbekDateFormat(options) : new Intl.DateTimeFormat(locale, options)
  }

  function money(amount: Amount, currency: string, options: Intl.NumberFormatOptions): string {
    if (amount === null || amount === undefined || amount === '' || Number.isNaN(Number(amount)))
      return missing
    const digits = Number.isInteger(Number(amount))
      ? { minimumFractionDigits: 0 }
      : { minimumFractionDigits: 2 }
    // The narrow signs of Arab currencies are Latin letters: `E£` instead of `ج.م.`
    const currencyDisplay = locale.startsWith('ar') ? 'symbol' : 'narrowSymbol'
    const style: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay }
    try {
      return numberFormat({ ...style, ...digits, maximumFractionDigits: 2, ...options }).format(
        Number(amount),
      )
    } catch {
      return `${numberFormat({ ...digits, ...options }).format(Number(amount))} ${currency}`
    }
  }

  const vietnamese = locale.startsWith('vi')
  // Sales contract 10: days as 21/11/2026 in Vietnamese; the others name the month.
  const day: Intl.DateTimeFormatOptions = vietnamese
    ? { year: 'numeric', month: '2-digit', day: '2-digit' }
    : { year: 'numeric', month: 'short', day: 'numeric' }
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
  const dates = {
    date: dateFormat({ ...day, timeZone }),
    bareDay: dateFormat({ ...day, timeZone: 'UTC' }),
    dateTime: dateFormat({ ...day, ...clock, timeZone }),
    longDateTime: dateFormat({ ...day, month: 'long', ...clock, timeZone }),
    time: dateFormat({ ...clock, timeZone }),
    // Chromium's data for Uzbek has no date patterns; the order is that of Russian.
    shortDay: new Intl.DateTimeFormat(uzbek ? 'ru-RU' : locale, {
      day: 'numeric',
      month: 'numeric',
      timeZone: 'UTC',
    }),
    month: uzbek
      ? { format: uzbekMonth }
      : new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, {
          month: 'short',
          year: 'numeric',
          timeZone: 'UTC',
        }),
  }
  const relativeTime = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  function shown(format: DateFormat, value: Instant): string {
    const instant = new Date(value)
    return Number.isNaN(instant.getTime()) ? missing : format.format(instant)
  }

  /** Vietnamese would put the time first, and its days have no names of months. */
  function dateAndTime(format: DateFormat, value: Instant): string {
    return vietnamese && shown(dates.date, value) !== missing
      ? `${shown(dates.date, value)} ${shown(dates.time, value)}`
      : shown(format, value)
  }

  return {
    locale,
    money: (amount, currency = settings.currency) => money(amount, currency, {}),
    roundedMoney: (amount) => money(amount?.toFixed(minorDigits(settings.currency)), settings.currency, {}),
    compactMoney: (amount, currency = settings.currency) =>
      money(amount, currency, { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }),
    number: (value, options = {}) => numberFormat(options).format(value),
    percent: (ratio, digits = 0) =>
      numberFormat({ style: 'percent', maximumFractionDigits: digits }).format(ratio),
    date: (value) =>
      shown(typeof value === 'string' && bareDay.test(value) ? dates.bareDay : dates.date, value),
    shortDay: (day) => shown(dates.shortDay, `${day}T00:00:00Z`),
    month: (month) => shown(dates.month, `${month}-01T00:00:00Z`),
    dateTime: (value) => dateAndTime(dates.dateTime, value),
    longDateTime: (value) => dateAndTime(dates.longDateTime, value),
    time: (value) => shown(dates.time, value),
    relative(value, now = new Date()) {
      const instant = new Date(value)
      if (Number.isNaN(instant.getTime())) return missing
      const [distance, unit] = relativeParts((instant.getTime() - now.getTime()) / 1000)
      return uzbek ? uzbekRelativeTime(distance, unit) : relativeTime.format(distance, unit)
    },
    list: (values) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(values),
  }
}

/** A number in the digits and grouping of a language. */
export function plainNumber(language: string, value: number): string {
  const { locale } = languageOf(language)
  return (locale.startsWith('uz') ? uzbekNumberFormat({}) : new Intl.NumberFormat(locale)).format(value)
}

/** How many decimals a currency has; two for an unknown one. */
export function minorDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

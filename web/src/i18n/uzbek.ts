/**
 * Uzbek (Latin) by hand: the ICU data that Chromium ships knows the locale by name only and would print
 * "2026 M11 21". Forms follow CLDR `uz`; numbers share their grouping and decimal comma with Russian.
 */

const months = ['yan', 'fev', 'mar', 'apr', 'may', 'iyn', 'iyl', 'avg', 'sen', 'okt', 'noy', 'dek']

const compactWords: Record<string, string> = { 'тыс.': 'ming', млн: 'mln', млрд: 'mlrd', трлн: 'trln' }

const units: Partial<Record<Intl.RelativeTimeFormatUnit, string>> = {
  second: 'soniya',
  minute: 'daqiqa',
  hour: 'soat',
  day: 'kun',
  week: 'hafta',
  month: 'oy',
  year: 'yil',
}

const adjacentDays: Record<string, string> = { '-1': 'kecha', '0': 'bugun', '1': 'ertaga' }

export function uzbekNumberFormat(options: Intl.NumberFormatOptions): { format(value: number): string } {
  const russian = new Intl.NumberFormat('ru-RU', options)
  return {
    format: (value) =>
      russian
        .formatToParts(value)
        .map((part, index, parts) => {
          if (part.type === 'compact') return compactWords[part.value] ?? part.value
          if (part.type === 'currency' && part.value === 'UZS') return 'so‘m'
          if (part.type === 'literal' && parts[index + 1]?.type === 'percentSign') return ''
          return part.value
        })
        .join(''),
  }
}

/** Understands the options that `createFormatter` uses: a day, a time, or both. */
export function uzbekDateFormat(options: Intl.DateTimeFormatOptions): { format(value: Date): string } {
  const numeric = new Intl.DateTimeFormat('en', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: options.timeZone,
  })
  return {
    format(value) {
      const parts = Object.fromEntries(numeric.formatToParts(value).map((part) => [part.type, part.value]))
      const day = `${parts.day}-${months[Number(parts.month) - 1]}, ${parts.year}`
      const time = `${parts.hour}:${parts.minute}`
      if (options.day === undefined) return time
      return options.hour === undefined ? day : `${day}, ${time}`
    },
  }
}

/** A month with its year, such as `noy 2026`, in UTC. */
export function uzbekMonth(value: Date): string {
  return `${months[value.getUTCMonth()]} ${value.getUTCFullYear()}`
}

export function uzbekRelativeTime(value: number, unit: Intl.RelativeTimeFormatUnit): string {
  if (unit === 'second' && value === 0) return 'hozir'
  const adjacent = unit === 'day' ? adjacentDays[String(value)] : undefined
  if (adjacent !== undefined) return adjacent
  const name = units[unit] ?? unit
  return value < 0 ? `${Math.abs(value)} ${name} oldin` : `${value} ${name}dan keyin`
}

import { Type } from 'typebox'
import { type Field, field, oneOf } from '../../kernel/http/fields.ts'

/** The languages that people meet (contracts, "Languages"). */
export const locales = ['en', 'fa', 'ar', 'vi', 'ru', 'uz'] as const

export const defaultTimeZone = 'Asia/Ho_Chi_Minh'
export const defaultCurrency = 'VND'
export const defaultLocale = 'vi'

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** A time zone of the IANA database, by any of its names, spelled as PostgreSQL and `Intl` both know it. */
export function timeZoneField(): Field<string | undefined> {
  return field(
    Type.String(),
    (raw) => (typeof raw === 'string' && isTimeZone(raw) ? raw : undefined),
    'Choose a time zone such as Asia/Ho_Chi_Minh.',
  )
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** A currency code of ISO 4217, such as `VND`. */
export function currencyField(): Field<string | undefined> {
  return field(
    Type.String({ pattern: '^[A-Z]{3}$' }),
    (raw) => (typeof raw === 'string' && currencies.has(raw) ? raw : undefined),
    'Choose a currency by its code, such as VND.',
  )
}

export function localeField(): Field<(typeof locales)[number] | undefined> {
  return oneOf(locales, `Choose one of ${locales.join(', ')}.`)
}

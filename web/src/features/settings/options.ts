import { languages } from '../../i18n/languages.ts'

type Option = { value: string; label: string }

/** All time zones that the browser knows, and `current` even if it does not. */
export function timeZoneOptions(current: string): Option[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current].filter((name) => name !== ''))
  return [...names].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

/** All currencies, as "VND – Vietnamese Dong" in the reader's language. */
export function currencyOptions(locale: string, current: string): Option[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  const codes = new Set([...Intl.supportedValuesOf('currency'), current].filter((code) => code !== ''))
  return [...codes].sort().map((value) => ({ value, label: `${value} – ${names.of(value) ?? value}` }))
}

/** The six languages under their own names; the workspace's `locale` is one of their codes. */
export const languageOptions: Option[] = languages.map(({ code, name }) => ({ value: code, label: name }))

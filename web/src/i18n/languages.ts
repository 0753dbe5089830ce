/** The six languages of the product. `locale` drives `Intl`: digits, calendar, plural rules, names of months. */
export const languages = [
  { code: 'en', name: 'English', locale: 'en', direction: 'ltr' },
  { code: 'fa', name: 'فارسی', locale: 'fa-IR', direction: 'rtl' },
  { code: 'ar', name: 'العربية', locale: 'ar-EG', direction: 'rtl' },
  { code: 'vi', name: 'Tiếng Việt', locale: 'vi-VN', direction: 'ltr' },
  { code: 'ru', name: 'Русский', locale: 'ru-RU', direction: 'ltr' },
  { code: 'uz', name: 'O‘zbekcha', locale: 'uz-UZ', direction: 'ltr' },
] as const

export type Language = (typeof languages)[number]
export type LanguageCode = Language['code']

export function isLanguageCode(value: unknown): value is LanguageCode {
  return languages.some((language) => language.code === value)
}

export function languageOf(code: string): Language {
  return languages.find((language) => language.code === code) ?? languages[0]
}

/** The remembered language, else the first of the browser's languages that we speak, else English. */
export function initialLanguage(remembered: string | null, preferred: readonly string[]): LanguageCode {
  if (isLanguageCode(remembered)) return remembered
  for (const tag of preferred) {
    const code = tag.slice(0, 2).toLowerCase()
    if (isLanguageCode(code)) return code
  }
  return 'en'
}

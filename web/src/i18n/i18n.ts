import i18next, { type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { plainNumber } from './format.ts'
import { initialLanguage, type LanguageCode, languageOf } from './languages.ts'

const catalogues = import.meta.glob<Record<string, unknown>>('./*/*.json', { import: 'default' })

export const languageKey = 'tradepost.language'

/** Loads one catalogue (`<language>/<namespace>.json`) the first time that a page asks for it. */
const lazyCatalogues = {
  type: 'backend' as const,
  init() {},
  read(
    language: string,
    namespace: string,
    done: (error: unknown, data: Record<string, unknown> | null) => void,
  ) {
    const load = catalogues[`./${language}/${namespace}.json`]
    if (!load) {
      done(new Error(`No catalogue ${language}/${namespace}`), null)
      return
    }
    load().then(
      (data) => done(null, data),
      (error) => done(error, null),
    )
  },
}

/** Numbers in texts, such as `{{count}}`, stand in the reader's digits. */
export const readersDigits = {
  type: 'formatter' as const,
  init() {},
  add() {},
  addCached() {},
  format(value: unknown, _format?: string, language = 'en') {
    return typeof value === 'number' ? plainNumber(language, value) : value
  },
}

/** Creates the translator and waits for the `common` texts of the first language; other namespaces load on use. */
export async function createI18n(): Promise<I18n> {
  const instance = i18next.createInstance()
  const language = initialLanguage(localStorage.getItem(languageKey), navigator.languages)
  await instance
    .use(lazyCatalogues)
    .use(initReactI18next)
    .use(readersDigits)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false, alwaysFormat: true },
      returnNull: false,
    })
  applyToDocument(language)
  return instance
}

/** Writes language and direction where screen readers, hyphenation and CSS look for them. */
export function applyToDocument(code: LanguageCode): void {
  const language = languageOf(code)
  document.documentElement.lang = language.locale
  document.documentElement.dir = language.direction
}

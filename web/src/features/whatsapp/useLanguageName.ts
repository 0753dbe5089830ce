import { useMemo } from 'react'
import { useFormat } from '../../i18n/useFormat.ts'

/** What the reader calls a language of a template (`en_US`, `ar`); its code where that is no language. */
export function useLanguageName(): (code: string) => string {
  const { locale } = useFormat()
  return useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'language' })
    return (code) => {
      try {
        return names.of(code.replace('_', '-')) ?? code
      } catch {
        return code
      }
    }
  }, [locale])
}

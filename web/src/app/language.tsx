import { useDirection } from '@mantine/core'
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { applyToDocument, languageKey } from '../i18n/i18n.ts'
import { isLanguageCode, type LanguageCode, languageOf } from '../i18n/languages.ts'
import { useApi, useMaybeUser, useSession } from './session.tsx'
import type { User } from './session-store.ts'

type LanguageControl = { language: LanguageCode; setLanguage: (code: LanguageCode) => void }

const LanguageContext = createContext<LanguageControl | null>(null)

/**
 * Keeps translator, document direction, browser memory and account in step. After a log-in the account's language
 * wins, unless the person chose one on this very page load; then that choice is saved to the account.
 */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const { setDirection } = useDirection()
  const api = useApi()
  const session = useSession()
  const user = useMaybeUser()
  const chosen = useRef<LanguageCode | null>(null)
  const language = languageOf(i18n.language).code

  function show(code: LanguageCode) {
    void i18n.changeLanguage(code).then(() => {
      localStorage.setItem(languageKey, code)
      applyToDocument(code)
      setDirection(languageOf(code).direction)
    })
  }

  function save(code: LanguageCode) {
    void api
      .request<User>('PATCH', '/api/v1/auth/me/', { body: { language: code } })
      .then(session.updateUser)
      // The choice still holds in this browser; the next change tries the account again.
      .catch(() => undefined)
  }

  function setLanguage(code: LanguageCode) {
    chosen.current = code
    show(code)
    if (user) save(code)
  }

  const userId = user?.id
  const accountLanguage = user?.language
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a log-in or a change in the account decides anew.
  useEffect(() => {
    if (userId === undefined || !isLanguageCode(accountLanguage)) return
    if (chosen.current !== null && chosen.current !== accountLanguage) save(chosen.current)
    else if (accountLanguage !== language) show(accountLanguage)
    chosen.current = null
  }, [userId, accountLanguage])

  return <LanguageContext value={{ language, setLanguage }}>{children}</LanguageContext>
}

/** The current language and the way to change it everywhere at once. */
export function useLanguage(): LanguageControl {
  const control = useContext(LanguageContext)
  if (control === null) throw new Error('LanguageProvider is missing')
  return control
}

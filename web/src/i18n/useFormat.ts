import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeUser } from '../app/session.tsx'
import { createFormatter, type Formatter } from './format.ts'

/** Formatters in the reader's language and in the time zone and currency of the workspace. */
export function useFormat(): Formatter {
  const { i18n } = useTranslation()
  const workspace = useMaybeUser()?.workspace
  const timeZone = workspace?.time_zone ?? ''
  const currency = workspace?.currency ?? 'USD'
  return useMemo(
    () => createFormatter({ language: i18n.language, timeZone, currency }),
    [i18n.language, timeZone, currency],
  )
}

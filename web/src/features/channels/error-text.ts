import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { errorCodes, storedErrors } from './error-codes.ts'

const knownCode = (code: string | undefined) => errorCodes.find((known) => known === code)

/** The words for an error code of channels in the reader's language; a general sentence for one that is not known. */
export function useChannelCodeText(): (code: string | undefined) => string {
  const { t } = useTranslation('channels')
  return useCallback((code) => t(`errors.${knownCode(code) ?? 'unknown'}`), [t])
}

/** What `useErrorText` is for everything else: a sentence for people, here by the code of the refused action. */
export function useChannelErrorText(): (error: unknown) => string {
  const codeText = useChannelCodeText()
  const errorText = useErrorText()
  return useCallback(
    (error) => (error instanceof ApiError && knownCode(error.code) ? codeText(error.code) : errorText(error)),
    [codeText, errorText],
  )
}

/** The reader's words for the `error_message` of an account, or null for a text that only the platform or server has words for. */
export function useStoredErrorText(): (message: string) => string | null {
  const { t } = useTranslation('channels')
  return useCallback(
    (message) => {
      const code = storedErrors[message]
      return code ? t(`errors.${code}`) : null
    },
    [t],
  )
}

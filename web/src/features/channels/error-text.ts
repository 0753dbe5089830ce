import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'

/** What actions are refused with (channels contract 1), then why a connection failed (3.2). */
const codes = [
  'not_supported',
  'not_connected',
  'reconnect_required',
  'inactive',
  'platform_not_configured',
  'validation_error',
  'insufficient_scope',
  'provider_rejected',
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'access_denied',
  'provider_error',
  'invalid_state',
  'state_expired',
  'invalid_request',
  'account_not_found',
  'code_exchange_failed',
  'profile_failed',
  'no_whatsapp_number',
  'already_connected',
] as const

const knownCode = (code: string | undefined) => codes.find((known) => known === code)

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

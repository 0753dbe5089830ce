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

type Code = (typeof codes)[number]

/** The sentences that the server keeps with an account whose connection failed or ended, by what they mean. */
const stored: Partial<Record<string, Code | 'not_subscribed' | 'app_removed'>> = {
  'The connection has ended. Please reconnect the account.': 'reconnect_required',
  'Access was not granted.': 'access_denied',
  'The platform reported an error.': 'provider_error',
  'The platform refused the authorization code.': 'code_exchange_failed',
  'The platform is not available. Please try again later.': 'provider_unavailable',
  'The profile of the account could not be read.': 'profile_failed',
  'No WhatsApp phone number was found.': 'no_whatsapp_number',
  'This account is connected already.': 'already_connected',
  'The app was removed on the platform. Please reconnect the account.': 'app_removed',
  'Connected, but the platform does not tell of new messages: subscribing to them failed. Please reconnect the account.':
    'not_subscribed',
}

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

/** The reader's words for the `error_message` of an account, or null for a text that only the platform or server has words for. */
export function useStoredErrorText(): (message: string) => string | null {
  const { t } = useTranslation('channels')
  return useCallback(
    (message) => {
      const code = stored[message]
      return code ? t(`errors.${code}`) : null
    },
    [t],
  )
}

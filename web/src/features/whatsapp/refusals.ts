import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'

/** What WhatsApp refuses a message with (channels contract 5.5). */
const codes = [
  'whatsapp_display_name_not_approved',
  'whatsapp_recipient_not_deliverable',
  'whatsapp_outside_session_use_template',
  'whatsapp_ecosystem_engagement_limit',
  'whatsapp_template_parameter_count',
  'whatsapp_template_not_found_or_language',
  'whatsapp_account_not_registered',
  'no_connected_whatsapp_number',
  'send_in_progress',
] as const

export const outsideSession = 'whatsapp_outside_session_use_template'

/** Why WhatsApp did not take or deliver a message, in the reader's language; null for what is no code of WhatsApp. */
export function useRefusalText(): (code: string | null | undefined) => string | null {
  const { t } = useTranslation('whatsapp')
  return useCallback(
    (code) => {
      const known = codes.find((one) => one === code)
      return known ? t(`refusals.${known}`) : null
    },
    [t],
  )
}

/**
 * The reference of the next try: the same one while nothing says what became of this one, so that nothing is sent twice. A new one
 * after a refusal, and where the platform's answer was lost: who sends then, having been told so, means another message.
 */
export function referenceAfter(error: unknown, reference: string): string {
  if (!(error instanceof ApiError) || error.code === 'send_in_progress') return reference
  return error.unconfirmed ? newRequestKey() : keyAfter(error, reference)
}

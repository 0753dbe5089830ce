import { useTranslation } from 'react-i18next'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useRefusalText } from '../whatsapp/refusals.ts'
import type { ChannelLog } from './api.ts'
import { useChannelCodeText, useStoredErrorText } from './error-text.ts'
import { codeOf } from './log-code.ts'
import { logStatuses } from './search.ts'

/** What the log can hold (channels contract 3, below the table). */
const actions = [
  'oauth_connect',
  'disconnect',
  'sync',
  'auto_refresh_token',
  'token_invalid',
  'fetch',
  'publish_post',
  'comment',
  'webhook_received',
  'whatsapp_message_sent',
] as const

/** The reader's words for rows of the log; what a later server may add keeps its own. */
export function useLogTexts() {
  const { t } = useTranslation('channels')
  const codeText = useChannelCodeText()
  const refusalText = useRefusalText()
  const storedText = useStoredErrorText()
  return {
    actionOf({ action }: ChannelLog): string {
      const known = actions.find((one) => one === action)
      return known ? t(`logs.action.${known}`) : action
    },
    /** Why it failed, or null. */
    reasonOf(log: ChannelLog): string | null {
      if (log.status !== 'error') return null
      const code = codeOf(log)
      return refusalText(code) ?? storedText(log.message) ?? (code === null ? null : codeText(code))
    },
  }
}

const tones = { success: 'success', error: 'danger', pending: 'waiting' } as const

export function LogStatus({ status }: { status: string }) {
  const { t } = useTranslation('channels')
  const known = logStatuses.find((one) => one === status) ?? 'pending'
  return <StatusBadge tone={tones[known]} label={t(`logs.status.${known}`)} />
}

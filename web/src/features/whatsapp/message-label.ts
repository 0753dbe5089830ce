import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** The kinds of messages that are no text, as the platform names them. */
const kinds = [
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contacts',
  'template',
  'reaction',
  'button',
  'interactive',
  'order',
] as const

/** What a message is read as: its own words, or what kind of message it is where it has none. */
export function useMessageLabel(): (kind: string, body: string) => string {
  const { t } = useTranslation('whatsapp')
  return useCallback(
    (kind, body) => {
      if (body !== '') return body
      return t(`kinds.${kinds.find((known) => known === kind) ?? 'unknown'}`)
    },
    [t],
  )
}

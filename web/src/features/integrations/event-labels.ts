import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { StoreEvent } from './api.ts'
import { type EventType, eventTypes } from './search.ts'

type Underscored<T> = T extends `${infer TResource}.${infer TAction}` ? `${TResource}_${TAction}` : never

/** The words for what the log holds; what a later server may add keeps its own English ones. */
export function useEventLabels() {
  const { t } = useTranslation('integrations')
  const { number } = useFormat()
  return {
    typeOf(type: string, fallback = type): string {
      if (!eventTypes.some((known) => known === type)) return fallback
      return t(`events.type.${type.replace('.', '_') as Underscored<EventType>}`)
    },
    channelOf: (channel: StoreEvent['channel']) => t(`events.channel.${channel}`),
    /** Whole milliseconds, or a dash. */
    ms: (time: number | null) => (time === null ? '–' : t('events.ms', { number: number(Math.round(time)) })),
  }
}

import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTemplate } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { WritingBox } from '../../ui/WritingBox.tsx'
import { useRetryMoment } from '../channels/ChannelFailure.tsx'
import { useCountdown } from '../channels/useCountdown.ts'
import type { Partner } from './api.ts'
import type { Outbox } from './useOutbox.ts'

/** Channels contract 5.5; what is longer would be cut. */
const longest = 4096
/** From here on the writer should hear how much room is left. */
const nearEnd = 3800

type ComposerProps = { partner: Partner; outbox: Outbox; onTemplate: () => void }

export function Composer({ partner, outbox, onTemplate }: ComposerProps) {
  const { t } = useTranslation('whatsapp')
  const { number } = useFormat()
  const { text, sending, error } = outbox.draftOf(partner)
  const field = useRef<HTMLTextAreaElement>(null)
  const waiting = useCountdown(useRetryMoment(error)) > 0
  const length = text.trim().length
  const ready = length > 0 && length <= longest && !sending && !waiting

  // Fine pointers only: on a touch screen the keyboard would cover the messages that somebody came to read.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true })
  }, [])

  return (
    <WritingBox
      ref={field}
      text={text}
      onText={(written) => outbox.write(partner, written)}
      length={length}
      longest={longest}
      nearEnd={nearEnd}
      ready={ready}
      sending={sending}
      onSend={() => void outbox.send(partner)}
      maxRows={6}
      labels={{
        field: t('composer.label'),
        placeholder: t('composer.label'),
        send: t('composer.send'),
        hint: t('composer.hint'),
        counter: t('composer.counter', { used: number(length), most: number(longest) }),
        tooLong: t('composer.tooLong', { most: longest }),
      }}
      before={
        <Tooltip label={t('templates.choose')}>
          <ActionIcon size={42} aria-label={t('templates.choose')} onClick={onTemplate}>
            <IconTemplate size={22} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    />
  )
}

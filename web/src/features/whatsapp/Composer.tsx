import { ActionIcon, Group, Text, Textarea, Tooltip } from '@mantine/core'
import { IconSend, IconTemplate } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
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
  const tooLong = length > longest
  const ready = length > 0 && !tooLong && !sending && !waiting

  // Fine pointers only: on a touch screen the keyboard would cover the messages that somebody came to read.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true })
  }, [])

  function send() {
    if (ready) void outbox.send(partner)
  }

  function onKeyDown(event: KeyboardEvent) {
    // While letters are composed from several keys, Enter belongs to the keyboard.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Tooltip label={t('templates.choose')}>
          <ActionIcon size={42} aria-label={t('templates.choose')} onClick={onTemplate}>
            <IconTemplate size={22} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Textarea
          ref={field}
          flex={1}
          aria-label={t('composer.label')}
          placeholder={t('composer.label')}
          autosize
          minRows={1}
          maxRows={6}
          size="md"
          dir="auto"
          enterKeyHint="send"
          value={text}
          readOnly={sending}
          error={tooLong && t('composer.tooLong', { most: longest })}
          onChange={(event) => outbox.write(partner, event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <ActionIcon
          size={42}
          type="submit"
          variant="filled"
          color="harbour"
          aria-label={t('composer.send')}
          loading={sending}
          data-disabled={!ready || undefined}
          aria-disabled={!ready}
        >
          <IconSend size={20} className="flip-in-rtl" aria-hidden />
        </ActionIcon>
      </Group>
      <Group justify="space-between" gap="xs" mt={4} mih={20}>
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t('composer.hint')}
        </Text>
        {length > 0 && (
          <Text
            size="xs"
            c={tooLong ? 'var(--mantine-color-error)' : 'dimmed'}
            aria-live={length > nearEnd ? 'polite' : 'off'}
          >
            {t('composer.counter', { used: number(length), most: number(longest) })}
          </Text>
        )}
      </Group>
    </form>
  )
}

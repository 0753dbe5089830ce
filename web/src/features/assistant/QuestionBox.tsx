import { ActionIcon, Group, Text, Textarea } from '@mantine/core'
import { IconPlayerStopFilled, IconSend } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import classes from './Assistant.module.css'

/** Storefronts contract 8. */
const longest = 2000
/** From here on the reader should know how much room is left. */
const nearEnd = 1500

type QuestionBoxProps = {
  asking: boolean
  onSend: (question: string) => void
  onStop: () => void
  ref?: Ref<HTMLTextAreaElement>
}

export function QuestionBox({ asking, onSend, onStop, ref }: QuestionBoxProps) {
  const { t } = useTranslation('assistant')
  const { number } = useFormat()
  const [text, setText] = useState('')
  const length = [...text.trim()].length
  const tooLong = length > longest
  const ready = length > 0 && !tooLong && !asking

  function send() {
    if (!ready) return
    onSend(text.trim())
    setText('')
  }

  function onKeyDown(event: KeyboardEvent) {
    // While letters are composed from several keys, Enter belongs to the keyboard.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          ref={ref}
          flex={1}
          aria-label={t('question')}
          placeholder={t('placeholder')}
          autosize
          minRows={1}
          maxRows={8}
          size="md"
          dir="auto"
          value={text}
          error={tooLong && t('tooLong')}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {asking ? (
          <ActionIcon size={42} variant="light" color="red.8" aria-label={t('stop')} onClick={onStop}>
            <IconPlayerStopFilled size={20} aria-hidden />
          </ActionIcon>
        ) : (
          <ActionIcon
            size={42}
            type="submit"
            variant="filled"
            color="harbour"
            aria-label={t('send')}
            data-disabled={!ready || undefined}
            aria-disabled={!ready}
          >
            <IconSend size={20} className="flip-in-rtl" aria-hidden />
          </ActionIcon>
        )}
      </Group>
      <Group justify="space-between" gap="xs" mt={4} mih={20}>
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t('hint')}
        </Text>
        {length > 0 && (
          <Text
            size="xs"
            c={tooLong ? 'var(--mantine-color-error)' : 'dimmed'}
            aria-live={length > nearEnd ? 'polite' : 'off'}
          >
            {t('counter', { used: number(length), most: number(longest) })}
          </Text>
        )}
      </Group>
    </form>
  )
}

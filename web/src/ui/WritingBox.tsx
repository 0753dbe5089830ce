import { ActionIcon, Group, Text, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'

interface WritingBoxProps {
  text: string
  onText: (text: string) => void
  /** As the server counts it. */
  length: number
  longest: number
  /** From here on the writer hears how much room is left. */
  nearEnd: number
  /** Whether it may be sent now. */
  ready: boolean
  onSend: () => void
  labels: { field: string; placeholder: string; send: string; hint: string; counter: string; tooLong: string }
  sending?: boolean
  /** Stands before the field. */
  before?: ReactNode
  /** Stands in place of the button that sends. */
  button?: ReactNode
  maxRows: number
  className?: string | undefined
  ref?: Ref<HTMLTextAreaElement> | undefined
}

/** A field that grows with what is written: Enter sends, Shift+Enter makes a line, and Enter that ends a composed letter does neither. */
export function WritingBox(props: WritingBoxProps) {
  const { text, onText, length, longest, nearEnd, ready, onSend, labels, sending = false } = props
  const tooLong = length > longest

  function onKeyDown(event: KeyboardEvent) {
    // While letters are composed from several keys, Enter belongs to the keyboard.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (ready) onSend()
  }

  return (
    <form
      className={props.className}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSend()
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        {props.before}
        <Textarea
          ref={props.ref}
          flex={1}
          aria-label={labels.field}
          placeholder={labels.placeholder}
          autosize
          minRows={1}
          maxRows={props.maxRows}
          size="md"
          dir="auto"
          enterKeyHint="send"
          value={text}
          readOnly={sending}
          error={tooLong && labels.tooLong}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {props.button || (
          <ActionIcon
            size={42}
            type="submit"
            variant="filled"
            color="harbour"
            aria-label={labels.send}
            loading={sending}
            data-disabled={!ready || undefined}
            aria-disabled={!ready}
          >
            <IconSend size={20} className="flip-in-rtl" aria-hidden />
          </ActionIcon>
        )}
      </Group>
      <Group justify="space-between" gap="xs" mt={4} mih={20}>
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {labels.hint}
        </Text>
        {length > 0 && (
          <Text
            size="xs"
            c={tooLong ? 'var(--mantine-color-error)' : 'dimmed'}
            aria-live={length > nearEnd ? 'polite' : 'off'}
          >
            {labels.counter}
          </Text>
        )}
      </Group>
    </form>
  )
}

import { ActionIcon, Button, Code, Group, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconClipboard } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Copyable.module.css'
import { copyText, selectTextOf } from './copy-text.ts'

type CopyableProps = {
  text: string
  /** Names the text for the eye and for screen readers. */
  label: string
  /** Without the name above it, where the surroundings say what it is. */
  bare?: boolean
  /** Makes the button large and says this on it. */
  button?: string
  testId?: string
}

const confirmationMs = 2500

/** A text from left to right with a button that copies it, says so aloud, and works without the clipboard API. */
export function Copyable({ text, label, bare = false, button, testId }: CopyableProps) {
  const { t } = useTranslation('integrations')
  const [outcome, setOutcome] = useState<'none' | 'done' | 'failed'>('none')
  const frame = useRef<HTMLDivElement>(null)
  const code = useRef<HTMLElement>(null)

  useEffect(() => {
    if (outcome !== 'done') return
    const timer = setTimeout(() => setOutcome('none'), confirmationMs)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    if (!frame.current || !code.current) return
    const copied = await copyText(text, frame.current)
    if (!copied) selectTextOf(code.current)
    setOutcome(copied ? 'done' : 'failed')
  }

  const icon =
    outcome === 'done' ? <IconCheck size={18} aria-hidden /> : <IconClipboard size={18} aria-hidden />
  return (
    <Stack gap={4} ref={frame} className={classes.frame}>
      {!bare && (
        <Text size="sm" fw={600}>
          {label}
        </Text>
      )}
      <Group gap="xs" wrap="nowrap" align="flex-start" className={classes.line}>
        <Code dir="ltr" className={classes.text} ref={code} data-testid={testId}>
          {text}
        </Code>
        {button === undefined && (
          <Tooltip label={outcome === 'done' ? t('copy.done') : t('copy.action')}>
            <ActionIcon aria-label={t('copy.of', { what: label })} onClick={() => void copy()}>
              {icon}
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {button !== undefined && (
        <Button variant="light" leftSection={icon} onClick={() => void copy()} className={classes.button}>
          {outcome === 'done' ? t('copy.done') : button}
        </Button>
      )}
      <VisuallyHidden role="status">{outcome === 'done' ? t('copy.done') : ''}</VisuallyHidden>
      {outcome === 'failed' && (
        <Text size="xs" c="dimmed" role="status">
          {t('copy.failed')}
        </Text>
      )}
    </Stack>
  )
}

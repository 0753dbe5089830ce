import { Alert, Button, Group, Loader, Paper, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { languageOf } from '../../i18n/languages.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { AnswerText } from './AnswerText.tsx'
import classes from './Assistant.module.css'
import type { Exchange } from './conversation.ts'
import { Sources } from './Sources.tsx'

type ExchangeViewProps = { exchange: Exchange; onRetry: (() => void) | undefined }

/** A question with its answer. What shops wrote is text here, never HTML. */
export function ExchangeView({ exchange, onRetry }: ExchangeViewProps) {
  const { t } = useTranslation('assistant')
  const { text, sources, state, answer } = exchange
  // A sentence may begin with a name in other letters, so its own first letter is only a guess until the server says more.
  const language = answer && languageOf(answer.metadata.language)
  return (
    <li className={classes.exchange}>
      <div className={classes.question} dir="auto">
        <VisuallyHidden>{t('you')}: </VisuallyHidden>
        {exchange.question}
      </div>
      <Paper className={classes.answer} aria-busy={state === 'asking'}>
        <Stack gap="sm">
          <VisuallyHidden>{t('assistant')}: </VisuallyHidden>
          {text !== '' && (
            <Text
              component="div"
              className={classes.text}
              dir={language?.direction ?? 'auto'}
              lang={language?.locale}
              data-testid="answer"
            >
              <AnswerText text={text} sources={sources} />
            </Text>
          )}
          {state === 'asking' && text === '' && <Thinking />}
          {state === 'answered' && text === '' && <Text c="dimmed">{t('notFound')}</Text>}
          <Ending exchange={exchange} onRetry={onRetry} />
          <Sources sources={sources} />
          <Took exchange={exchange} />
        </Stack>
      </Paper>
    </li>
  )
}

function Thinking() {
  const { t } = useTranslation('assistant')
  return (
    <Group gap="xs" c="dimmed">
      <Loader size="xs" type="dots" aria-hidden />
      <Text size="sm">{t('thinking')}</Text>
    </Group>
  )
}

/** Why there is no answer, or no more of it. */
function Ending({ exchange: { state, error }, onRetry }: ExchangeViewProps) {
  const { t } = useTranslation('assistant')
  const errorText = useErrorText()
  const retry = onRetry && (
    <Button
      size="compact-sm"
      variant="light"
      leftSection={<IconRefresh size={15} aria-hidden />}
      onClick={onRetry}
    >
      {t('retry')}
    </Button>
  )
  if (state === 'stopped') {
    return (
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {t('stopped')}
        </Text>
        {retry}
      </Group>
    )
  }
  if (state !== 'failed') return null
  return (
    <Alert color="red" role="alert" title={t('failed')}>
      <Stack gap="xs" align="flex-start">
        {error ? errorText(error) : null}
        {retry}
      </Stack>
    </Alert>
  )
}

function Took({ exchange: { answer } }: { exchange: Exchange }) {
  const { t } = useTranslation('assistant')
  const { number } = useFormat()
  if (answer === null) return null
  const seconds = number(answer.response_time_ms / 1000, { maximumFractionDigits: 2 })
  return (
    <Text size="xs" c="dimmed">
      {t('took', { seconds })}
    </Text>
  )
}

import { Alert, Button, Text, VisuallyHidden } from '@mantine/core'
import { IconHourglass, IconMessagePlus, IconSparkles } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../ui/PageHeader.tsx'
import classes from './Assistant.module.css'
import { type Conversation, writerOf } from './conversation.ts'
import { ExchangeView } from './ExchangeView.tsx'
import { QuestionBox } from './QuestionBox.tsx'
import { useConversation } from './useConversation.ts'

const examples = ['cheapest', 'offers', 'gift', 'contact'] as const

export function AskPage() {
  const { t } = useTranslation('assistant')
  const { conversation, asking, send, stop, restart } = useConversation()
  const { exchanges } = conversation
  const last = exchanges.at(-1)
  const box = useRef<HTMLTextAreaElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const count = exchanges.length

  useEffect(() => {
    if (count > 0) list.current?.lastElementChild?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }, [count])

  function startAnew() {
    restart()
    box.current?.focus()
  }

  return (
    <div className={classes.page}>
      <PageHeader
        title={t('title')}
        description={t('text')}
        actions={
          count > 0 && (
            <Button
              variant="default"
              leftSection={<IconMessagePlus size={18} aria-hidden />}
              onClick={startAnew}
            >
              {t('newConversation')}
            </Button>
          )
        }
      />
      <Notices conversation={conversation} />
      {count === 0 && <Examples onAsk={(question) => void send(question)} />}
      <ol className={classes.conversation} ref={list} aria-label={t('conversation')}>
        {exchanges.map((exchange) => (
          <ExchangeView
            key={exchange.number}
            exchange={exchange}
            onRetry={exchange === last ? () => void send(exchange.question) : undefined}
          />
        ))}
      </ol>
      <VisuallyHidden aria-live="polite" role="status">
        {last?.state === 'asking' && t('thinking')}
        {last?.state === 'answered' && (last.text || t('notFound'))}
        {last?.state === 'stopped' && t('stopped')}
      </VisuallyHidden>
      <QuestionBox ref={box} asking={asking} onSend={(question) => void send(question)} onStop={stop} />
    </div>
  )
}

function Examples({ onAsk }: { onAsk: (question: string) => void }) {
  const { t } = useTranslation('assistant')
  return (
    <section className={classes.examples} aria-label={t('examples.title')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('examples.title')}
      </Text>
      <div className={classes.chips}>
        {examples.map((one) => (
          <Button
            key={one}
            variant="default"
            className={classes.chip}
            onClick={() => onAsk(t(`examples.${one}`))}
          >
            {t(`examples.${one}`)}
          </Button>
        ))}
      </div>
    </section>
  )
}

/** Who writes the answers and whether all there is was read; known as soon as there is an answer. */
function Notices({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('assistant')
  const writer = writerOf(conversation)
  const texts = {
    matches: t('model.none'),
    fallback: t('model.fallback'),
    model: writer?.kind === 'model' ? t('model.named', { model: writer.model }) : '',
  }
  const latest = conversation.exchanges.findLast(({ answer }) => answer !== null)?.answer
  return (
    <>
      {writer && (
        <Alert
          color={writer.kind === 'fallback' ? 'yellow' : 'gray'}
          p="sm"
          mb="md"
          icon={<IconSparkles size={18} aria-hidden />}
        >
          <bdi>{texts[writer.kind]}</bdi>
        </Alert>
      )}
      {latest?.metadata.index_complete === false && (
        <Alert color="yellow" p="sm" mb="md" icon={<IconHourglass size={18} aria-hidden />}>
          {t('indexing')}
        </Alert>
      )}
    </>
  )
}

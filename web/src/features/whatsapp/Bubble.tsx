import { Text, VisuallyHidden } from '@mantine/core'
import {
  IconAlertCircle,
  IconCheck,
  IconChecks,
  IconClock,
  IconTemplate,
  type TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Message } from './api.ts'
import { useMessageLabel } from './message-label.ts'
import { useRefusalText } from './refusals.ts'
import classes from './WhatsApp.module.css'

/** The answer to the send was lost, so that it may or may not have gone out. */
const unconfirmed = 'unconfirmed'

/** One message; what people wrote is text here, never anything else. */
export function Bubble({ message }: { message: Message }) {
  const { t } = useTranslation('whatsapp')
  const { time } = useFormat()
  const label = useMessageLabel()
  const { direction, body, message_type: kind, created_at } = message
  const failed = message.delivery_status === 'failed'
  return (
    <li className={classes.bubble} data-direction={direction} data-failed={failed || undefined}>
      <VisuallyHidden>{direction === 'outbound' ? t('thread.you') : t('thread.they')}: </VisuallyHidden>
      {kind === 'template' && body !== '' && (
        <Text size="xs" className={classes.kind}>
          <IconTemplate size={13} aria-hidden /> {t('kinds.template')}
        </Text>
      )}
      <div dir="auto" className={classes.words} data-wordless={body === '' || undefined}>
        {label(kind, body)}
      </div>
      <div className={classes.foot}>
        <time dateTime={created_at}>{time(created_at)}</time>
        {direction === 'outbound' && <Ticks status={message.delivery_status} />}
      </div>
      {message.delivery_error_code === unconfirmed ? (
        <Text size="xs" className={classes.kind}>
          {t('thread.unconfirmed')}
        </Text>
      ) : (
        failed && <Reason message={message} />
      )}
    </li>
  )
}

const ticks = {
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertCircle,
  unknown: IconClock,
} satisfies Record<string, TablerIcon>

/** How far a message has come, as WhatsApp shows it. Ticks are never mirrored. */
function Ticks({ status }: { status: string | null }) {
  const { t } = useTranslation('whatsapp')
  const state = status !== null && status in ticks ? (status as keyof typeof ticks) : 'unknown'
  const Icon = ticks[state]
  return (
    <span className={classes.ticks} data-state={state} title={t(`ticks.${state}`)}>
      <Icon size={16} aria-hidden />
      <VisuallyHidden>{t(`ticks.${state}`)}</VisuallyHidden>
    </span>
  )
}

/** In the reader's words where WhatsApp's reason has a name; else in WhatsApp's own. */
function Reason({ message: { delivery_error: own, delivery_error_code: code } }: { message: Message }) {
  const refusalText = useRefusalText()
  const { t } = useTranslation('whatsapp')
  const known = refusalText(code)
  return (
    <Text size="xs" className={classes.reason}>
      {known ?? t('refusals.unknown')}
      {known === null && own && (
        <>
          {' '}
          <bdi>{own}</bdi>
        </>
      )}
    </Text>
  )
}

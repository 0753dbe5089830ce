import { Alert, Button, Group, Text } from '@mantine/core'
import { IconHourglassEmpty, IconPlugConnectedX, IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { LinkButton } from '../../ui/links.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import type { Conversation, Partner } from './api.ts'
import { Composer } from './Composer.tsx'
import { canSend } from './conversation.ts'
import { outsideSession } from './refusals.ts'
import { SendFailure } from './SendFailure.tsx'
import { TemplateDialog } from './TemplateDialog.tsx'
import { useIsBefore } from './useIsBefore.ts'
import type { Outbox } from './useOutbox.ts'
import classes from './WhatsApp.module.css'

type ReplyProps = {
  partner: Partner
  conversation: Conversation | undefined
  account: ChannelAccount | undefined
  outbox: Outbox
}

/** What stands below the messages: the composer, or why nothing can be written now and what to do instead. */
export function Reply({ partner, conversation, account, outbox }: ReplyProps) {
  const [choosing, setChoosing] = useState(false)
  const open = useIsBefore(conversation?.session_expires_at ?? null)
  const { error } = outbox.draftOf(partner)
  if (account === undefined || !canSend(account)) return <Unable />
  const choose = () => setChoosing(true)
  const closed = error instanceof ApiError && error.code === outsideSession
  return (
    <div className={classes.reply}>
      <SendFailure error={error} action={closed && <ChooseTemplate onClick={choose} />} />
      {open ? (
        <Composer partner={partner} outbox={outbox} onTemplate={choose} />
      ) : (
        <Closed begun={conversation !== undefined} onTemplate={choose} />
      )}
      {choosing && <TemplateDialog partner={partner} onClose={() => setChoosing(false)} />}
    </div>
  )
}

function ChooseTemplate({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('whatsapp')
  return (
    <Button size="compact-sm" mt="xs" leftSection={<IconTemplate size={16} aria-hidden />} onClick={onClick}>
      {t('templates.choose')}
    </Button>
  )
}

function Closed({ begun, onTemplate }: { begun: boolean; onTemplate: () => void }) {
  const { t } = useTranslation('whatsapp')
  return (
    <Alert color="gray" icon={<IconHourglassEmpty aria-hidden />} title={t('closed.title')}>
      <Text size="sm">{begun ? t('closed.text') : t('closed.newText')}</Text>
      <ChooseTemplate onClick={onTemplate} />
    </Alert>
  )
}

function Unable() {
  const { t } = useTranslation('whatsapp')
  return (
    <div className={classes.reply}>
      <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} title={t('unable.title')}>
        <Group justify="space-between" gap="xs">
          <Text size="sm">{t('unable.text')}</Text>
          <LinkButton size="compact-sm" to="/integrations" search={{ platform: 'whatsapp' }}>
            {t('unable.action')}
          </LinkButton>
        </Group>
      </Alert>
    </div>
  )
}

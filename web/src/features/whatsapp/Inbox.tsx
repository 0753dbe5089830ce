import { Paper } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import type { Conversation, Partner } from './api.ts'
import { ConversationList } from './ConversationList.tsx'
import { canSend, partnerKey, partnerOf } from './conversation.ts'
import { NewConversationDialog } from './NewConversationDialog.tsx'
import { ThreadView } from './ThreadView.tsx'
import { useMarkRead } from './useMarkRead.ts'
import { useOutbox } from './useOutbox.ts'
import classes from './WhatsApp.module.css'

type InboxProps = { accounts: ChannelAccount[]; conversations: Conversation[] }

/** The list and the thread beside each other; on narrow screens one after the other. */
export function Inbox({ accounts, conversations }: InboxProps) {
  const { t } = useTranslation('whatsapp')
  const { phone, account } = useSearch({ from: '/app/integrations/whatsapp' })
  const [asking, setAsking] = useState(false)
  const outbox = useOutbox()
  const senders = accounts.filter(canSend)
  const partner = openPartner(conversations, senders, phone, account)
  const conversation = partner ? conversations.find((one) => isWith(one, partner)) : undefined
  useMarkRead(conversation)

  return (
    <Paper withBorder className={classes.inbox} data-open={partner ? true : undefined}>
      <ConversationList
        accounts={accounts}
        conversations={conversations}
        open={partner}
        onNew={senders.length > 0 ? () => setAsking(true) : undefined}
      />
      {partner ? (
        <ThreadView
          key={partnerKey(partner)}
          partner={partner}
          conversation={conversation}
          account={accounts.find(({ id }) => id === partner.account)}
          several={accounts.length > 1}
          outbox={outbox}
        />
      ) : (
        <div className={classes.nothingOpen}>
          <EmptyState order={2} icon={IconMessages} title={t('choose.title')} text={t('choose.text')} />
        </div>
      )}
      <NewConversationDialog opened={asking} onClose={() => setAsking(false)} senders={senders} />
    </Paper>
  )
}

function isWith(conversation: Conversation, partner: Partner): boolean {
  return partnerKey(partnerOf(conversation)) === partnerKey(partner)
}

/** Whom the address names; a number without an account is the latest conversation with it, or the start of one. */
function openPartner(
  conversations: Conversation[],
  senders: ChannelAccount[],
  phone: number | undefined,
  account: number | undefined,
): Partner | null {
  if (phone === undefined) return null
  const digits = String(phone)
  if (account !== undefined) return { account, phone: digits }
  const latest = conversations.map(partnerOf).find((partner) => partner.phone === digits)
  if (latest) return latest
  const sender = senders[0]
  return sender ? { account: sender.id, phone: digits } : null
}

import { ActionIcon, Avatar, Badge, Button, Group, Select, Stack, Text, Tooltip } from '@mantine/core'
import { useForceUpdate, useInterval } from '@mantine/hooks'
import { IconMessagePlus, IconUser } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkActionIcon } from '../../ui/links.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import type { Conversation, Partner } from './api.ts'
import { matching, partnerKey, partnerOf, shownPhone } from './conversation.ts'
import { useMessageLabel } from './message-label.ts'
import classes from './WhatsApp.module.css'

type ConversationListProps = {
  accounts: ChannelAccount[]
  conversations: Conversation[]
  open: Partner | null
  /** Absent where no account could begin a conversation. */
  onNew: (() => void) | undefined
}

/** So often the ages of the messages are told anew. */
const agePeriodMs = 20_000

export function ConversationList({ accounts, conversations, open, onNew }: ConversationListProps) {
  const { t } = useTranslation('whatsapp')
  const { phone, account: named } = useSearch({ from: '/app/integrations/whatsapp' })
  useInterval(useForceUpdate(), agePeriodMs, { autoInvoke: true })
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<number | null>(phone === undefined ? (named ?? null) : null)
  const several = accounts.length > 1
  const account = several ? chosen : null
  const shown = matching(conversations, search, account)

  return (
    <section className={classes.listPane} aria-label={t('list.label')}>
      <Stack gap="xs" p="sm">
        <Group gap="xs" wrap="nowrap">
          <SearchInput value={search} onSearch={setSearch} label={t('list.search')} flex={1} />
          {onNew && (
            <Tooltip label={t('new.title')}>
              <ActionIcon
                size={36}
                variant="light"
                color="harbour"
                aria-label={t('new.title')}
                onClick={onNew}
              >
                <IconMessagePlus size={20} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
        {several && <AccountFilter accounts={accounts} value={account} onChange={setChosen} />}
      </Stack>
      {shown.length === 0 ? (
        <NoConversations
          searching={search.trim() !== '' && conversations.length > 0}
          onNew={onNew}
          onClear={() => setSearch('')}
        />
      ) : (
        <ul className={classes.list}>
          {shown.map((conversation) => {
            const partner = partnerOf(conversation)
            return (
              <Row
                key={partnerKey(partner)}
                conversation={conversation}
                account={several ? accounts.find(({ id }) => id === partner.account) : undefined}
                active={open !== null && partnerKey(open) === partnerKey(partner)}
              />
            )
          })}
        </ul>
      )}
    </section>
  )
}

type AccountFilterProps = {
  accounts: ChannelAccount[]
  value: number | null
  onChange: (account: number | null) => void
}

function AccountFilter({ accounts, value, onChange }: AccountFilterProps) {
  const { t } = useTranslation('whatsapp')
  return (
    <Select
      aria-label={t('list.account')}
      data={accounts.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === null ? null : String(value)}
      placeholder={t('list.allAccounts')}
      clearable
      onChange={(id) => onChange(id === null ? null : Number(id))}
      renderOption={({ option }) => <bdi>{option.label}</bdi>}
    />
  )
}

type NoConversationsProps = { searching: boolean; onNew: (() => void) | undefined; onClear: () => void }

function NoConversations({ searching, onNew, onClear }: NoConversationsProps) {
  const { t } = useTranslation('whatsapp')
  if (searching) {
    return (
      <EmptyState
        order={2}
        title={t('list.nothing')}
        action={
          <Button variant="light" onClick={onClear}>
            {t('list.showAll')}
          </Button>
        }
      />
    )
  }
  return (
    <EmptyState
      order={2}
      title={t('list.empty')}
      text={t('list.emptyText')}
      action={onNew && <Button onClick={onNew}>{t('new.title')}</Button>}
    />
  )
}

type RowProps = { conversation: Conversation; account: ChannelAccount | undefined; active: boolean }

function Row({ conversation, account, active }: RowProps) {
  const { t } = useTranslation('whatsapp')
  const { number } = useFormat()
  const messageLabel = useMessageLabel()
  const { phone, account: id } = partnerOf(conversation)
  const { name, customer, unread_count: unread } = conversation
  const who = name ?? shownPhone(phone)
  const ours = conversation.last_message_direction === 'outbound'
  return (
    <li className={classes.row} data-active={active || undefined}>
      <Link
        to="/integrations/whatsapp"
        search={{ phone: Number(phone), account: id }}
        className={classes.rowLink}
        aria-current={active ? 'true' : undefined}
      >
        <Avatar name={name ?? undefined} color="harbour" radius="xl" aria-hidden alt="" />
        <span className={classes.rowText}>
          <span className={classes.rowLine}>
            <Text component="span" fw={unread > 0 ? 700 : 600} className={classes.cut}>
              {name === null ? <bdi dir="ltr">{shownPhone(phone)}</bdi> : <bdi>{name}</bdi>}
            </Text>
            <Text component="span" size="xs" c="dimmed" className={classes.rowTime}>
              <DateTime value={conversation.last_message_at} show="relative" />
            </Text>
          </span>
          <span className={classes.rowLine}>
            <Text component="span" size="sm" c="dimmed" className={classes.cut}>
              {ours && <span>{t('thread.you')}: </span>}
              <bdi>{messageLabel(conversation.last_message_type, conversation.last_message_preview)}</bdi>
            </Text>
            {unread > 0 && (
              <Badge
                size="sm"
                circle={unread < 10}
                role="img"
                aria-label={t('list.unread', { count: unread })}
              >
                {number(unread)}
              </Badge>
            )}
          </span>
          {account && (
            <Text component="span" size="xs" c="dimmed" className={classes.cut}>
              <span>{t('list.via')} </span>
              <bdi>{account.name}</bdi>
            </Text>
          )}
        </span>
      </Link>
      {customer !== null && (
        <Tooltip label={t('list.customer', { name: who })}>
          <LinkActionIcon
            to="/customers/$customerId"
            params={{ customerId: String(customer) }}
            aria-label={t('list.customer', { name: who })}
          >
            <IconUser size={18} aria-hidden />
          </LinkActionIcon>
        </Tooltip>
      )}
    </li>
  )
}

import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import {
  IconAlertTriangle,
  IconPencil,
  IconPlugConnected,
  IconRefresh,
  IconStethoscope,
} from '@tabler/icons-react'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { AccountFacts } from './AccountFacts.tsx'
import { AccountLinks } from './AccountLinks.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { AccountStatus } from './AccountStatus.tsx'
import { limitEnd } from './account-pages.ts'
import type { ChannelAccount, ChannelPlatform } from './api.ts'
import { ChannelFailure, LimitNotice } from './ChannelFailure.tsx'
import classes from './Channels.module.css'
import { useStoredErrorText } from './error-text.ts'
import { PageChoice } from './PageChoice.tsx'
import { PlatformIcon } from './PlatformIcon.tsx'
import { useAccountActions } from './useAccountActions.ts'
import { WebLink } from './WebLink.tsx'

type AccountCardProps = {
  account: ChannelAccount
  platform: ChannelPlatform
  /** Takes the keyboard's focus, as the account that a person comes back to. */
  focused: boolean
  /** Called when it has taken it, so that it is not taken again. */
  onFocused: () => void
  onEdit: () => void
}

/** Everything about one account, and what can be done with it as it stands. */
export function AccountCard({ account, platform, focused, onFocused, onEdit }: AccountCardProps) {
  const { t } = useTranslation('channels')
  const id = useId()
  const card = useRef<HTMLDivElement>(null)
  const actions = useAccountActions(account)
  const limit = limitEnd(account)

  useEffect(() => {
    if (!focused) return
    card.current?.focus({ preventScroll: true })
    card.current?.scrollIntoView({ block: 'center' })
    onFocused()
  }, [focused, onFocused])

  return (
    <Paper
      component="article"
      className={classes.card}
      aria-labelledby={`${id}-name`}
      tabIndex={-1}
      ref={card}
      data-account={account.id}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Group gap="xs" wrap="nowrap" miw={0} flex="1 1 9rem">
            <PlatformIcon icon={platform.icon} size={22} />
            <Title order={3} size="h5" id={`${id}-name`} className={classes.name}>
              <bdi>{account.name}</bdi>
            </Title>
          </Group>
          <Group gap={6}>
            {!account.is_active && <StatusBadge tone="neutral" label={t('status.inactive')} />}
            <AccountStatus account={account} />
            <AccountMenu account={account} platform={platform} actions={actions} />
          </Group>
        </Group>
        <Names account={account} />
        {!account.is_active && (
          <Text size="sm" c="dimmed">
            {t('facts.inactive')}
          </Text>
        )}
        <StoredError account={account} />
        <AccountFacts account={account} />
        {account.status === 'connected' && <PageChoice account={account} />}
        <AccountLinks account={account} platform={platform} />
        {limit !== null && actions.error === null && <LimitNotice until={limit} />}
        <ChannelFailure error={actions.error} />
        <Group gap="xs">
          <MainActions account={account} platform={platform} actions={actions} />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            aria-label={t('actions.of', { action: t('actions.edit'), name: account.name })}
            disabled={actions.busy !== null}
            onClick={onEdit}
          >
            {t('actions.edit')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

/** Who the account is on its platform. */
function Names({ account }: { account: ChannelAccount }) {
  const { external_account_name: name, account_link: link, phone_number: phone } = account
  if (!name && !link && !phone) return null
  return (
    <Stack gap={2} className={classes.names}>
      {name && (
        <Text size="sm" fw={600}>
          <bdi>{name}</bdi>
        </Text>
      )}
      {link && (
        <WebLink href={link} fallback={<bdi dir="ltr">{link}</bdi>}>
          <bdi dir="ltr">{link.replace(/^https?:\/\//i, '')}</bdi>
        </WebLink>
      )}
      {phone && (
        <Text size="sm" c="dimmed">
          <bdi dir="ltr">{phone}</bdi>
        </Text>
      )}
    </Stack>
  )
}

/** Why the account stands as it stands, as the server remembers it. */
function StoredError({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation('channels')
  const textOf = useStoredErrorText()
  if (!account.error_message) return null
  const text = textOf(account.error_message)
  return (
    <Text size="sm" c="var(--mantine-color-error)" className={classes.warning} component="div">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        {text ?? (
          <>
            {t('facts.lastError')} <bdi>{account.error_message}</bdi>
          </>
        )}
      </div>
    </Text>
  )
}

type ActionsProps = {
  account: ChannelAccount
  platform: ChannelPlatform
  actions: ReturnType<typeof useAccountActions>
}

function MainActions({ account, platform, actions }: ActionsProps) {
  const { t } = useTranslation('channels')
  const { busy, run, waits } = actions
  if (!account.is_active) return null
  const button = (action: 'sync' | 'test' | 'connect' | 'reconnect') => {
    const Icon = {
      sync: IconRefresh,
      test: IconStethoscope,
      connect: IconPlugConnected,
      reconnect: IconPlugConnected,
    }[action]
    const work = action === 'reconnect' ? 'connect' : action
    return (
      <Button
        key={action}
        size="xs"
        variant={work === 'connect' ? 'filled' : 'light'}
        leftSection={<Icon size={14} aria-hidden />}
        aria-label={t('actions.of', { action: t(`actions.${action}`), name: account.name })}
        loading={busy === work}
        disabled={(busy !== null && busy !== work) || waits}
        onClick={() => run(work)}
      >
        {t(`actions.${action}`)}
      </Button>
    )
  }
  if (account.status === 'connected') return [button('sync'), button('test')]
  if (!platform.configured) return null
  return button(account.status === 'disconnected' ? 'connect' : 'reconnect')
}

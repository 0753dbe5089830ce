import { ActionIcon, Alert, Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconPlugConnectedX, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { LinkAnchor } from '../../ui/links.tsx'
import { accountChoiceQuery, type ChannelNotice, dismissNotice, noticesQuery, platformsQuery } from './api.ts'
import { ChannelFailure } from './ChannelFailure.tsx'
import { type LostAccount, lostAccounts } from './lost-accounts.ts'
import { noticeClasses } from './notice-classes.ts'
import { PlatformIcon, platformName } from './PlatformIcon.tsx'
import { useConnect } from './useConnect.ts'

const mostShown = 3

/**
 * Says which accounts have lost their connection, each with the way to connect it again; nothing while all is well. Away from
 * the accounts' own page it leads there, and what somebody dismissed stays away.
 */
export function ReconnectBanner({ away = false }: { away?: boolean }) {
  const { t } = useTranslation('channels')
  const api = useApi()
  const { data: accounts } = useQuery(accountChoiceQuery(api))
  const { data: notices } = useQuery(noticesQuery(api))
  const lost = accounts && notices ? lostAccounts(accounts, notices, { undismissedOnly: away }) : []
  if (lost.length === 0) return null
  const title = t('banner.title', { count: lost.length })
  return (
    <Alert
      classNames={noticeClasses}
      icon={<IconPlugConnectedX aria-hidden />}
      title={title}
      mb={away ? 0 : 'lg'}
      role="region"
      aria-label={title}
    >
      <Stack gap="xs">
        <Text size="sm">{t('banner.text')}</Text>
        {lost.slice(0, mostShown).map((one) => (
          <LostRow key={one.account.id} lost={one} dismissable={away} />
        ))}
        {lost.length > mostShown && (
          <Text size="sm">{t('banner.more', { count: lost.length - mostShown })}</Text>
        )}
        {away && (
          <Text size="sm">
            <LinkAnchor to="/integrations" inherit>
              {t('banner.open')}
            </LinkAnchor>
          </Text>
        )}
      </Stack>
    </Alert>
  )
}

function LostRow({ lost: { account, notice }, dismissable }: { lost: LostAccount; dismissable: boolean }) {
  const { t } = useTranslation('channels')
  const { relative } = useFormat()
  const { connect, busy, error } = useConnect()
  const { data: platforms = [] } = useQuery(platformsQuery(useApi()))
  const platform = platforms.find(({ value }) => value === account.platform)
  return (
    <>
      <Group gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <PlatformIcon icon={platform?.icon} />
          <Text size="sm" fw={600}>
            <bdi>{account.name}</bdi>
            {platform && (
              <Text span inherit fw={400}>
                {' · '}
                <bdi>{platformName(platform)}</bdi>
              </Text>
            )}
            {notice && (
              <Text span inherit fw={400}>
                {' · '}
                {t('banner.since', { time: relative(notice.created_at) })}
              </Text>
            )}
          </Text>
        </Group>
        {platform?.configured && (
          <Button
            size="compact-sm"
            loading={busy}
            aria-label={t('actions.of', { action: t('actions.reconnect'), name: account.name })}
            onClick={() => connect(account)}
          >
            {t('actions.reconnect')}
          </Button>
        )}
        {dismissable && notice && <DismissButton notice={notice} />}
      </Group>
      <ChannelFailure error={error} />
    </>
  )
}

function DismissButton({ notice }: { notice: ChannelNotice }) {
  const { t } = useTranslation('channels')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const dismiss = useMutation({
    mutationFn: () => dismissNotice(api, notice.id),
    onError: toasts.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['channels', 'notices'] }),
  })
  return (
    <Tooltip label={t('banner.dismissHint')}>
      <ActionIcon
        size="sm"
        color="dark"
        loading={dismiss.isPending}
        aria-label={t('actions.of', { action: t('banner.dismiss'), name: notice.account_name })}
        onClick={() => dismiss.mutate()}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

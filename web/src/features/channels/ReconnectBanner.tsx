import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { accountChoiceQuery, type ChannelAccount, platformsQuery } from './api.ts'
import { ChannelFailure } from './ChannelFailure.tsx'
import { PlatformIcon, platformName } from './PlatformIcon.tsx'
import { useConnect } from './useConnect.ts'

const mostShown = 3

/** Says which accounts have lost their connection, each with the way to connect it again; nothing while all is well. */
export function ReconnectBanner({ linked = false }: { linked?: boolean }) {
  const { t } = useTranslation('channels')
  const { data: accounts = [] } = useQuery(accountChoiceQuery(useApi()))
  const lost = accounts.filter(({ needs_reconnect, is_active }) => needs_reconnect && is_active)
  if (lost.length === 0) return null
  return (
    <Alert
      color="yellow"
      icon={<IconPlugConnectedX aria-hidden />}
      title={t('banner.title', { count: lost.length })}
      mb="lg"
      role="region"
      aria-label={t('banner.title', { count: lost.length })}
    >
      <Stack gap="xs">
        <Text size="sm">{t('banner.text')}</Text>
        {lost.slice(0, mostShown).map((account) => (
          <LostAccount key={account.id} account={account} />
        ))}
        <Group gap="xs">
          {lost.length > mostShown && (
            <Text size="sm">{t('banner.more', { count: lost.length - mostShown })}</Text>
          )}
          {linked && (
            <LinkAnchor to="/integrations" size="sm">
              {t('banner.open')}
            </LinkAnchor>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}

function LostAccount({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation('channels')
  const { connect, busy, error } = useConnect()
  const { data: platforms = [] } = useQuery(platformsQuery(useApi()))
  const platform = platforms.find(({ value }) => value === account.platform)
  return (
    <>
      <Group gap="xs">
        <PlatformIcon icon={platform?.icon} />
        <Text size="sm" fw={600}>
          <bdi>{account.name}</bdi>
          {platform && (
            <Text span size="sm" fw={400}>
              {' '}
              · <bdi>{platformName(platform)}</bdi>
            </Text>
          )}
        </Text>
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
      </Group>
      <ChannelFailure error={error} />
    </>
  )
}

import { SimpleGrid, Skeleton, Tabs, VisuallyHidden } from '@mantine/core'
import { IconCalendar, IconFlask, IconHistory, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { type ChannelPlatform, platformsQuery, statsQuery } from './api.ts'
import classes from './Channels.module.css'
import { LogsView } from './LogsView.tsx'
import { PlatformIcon, platformName } from './PlatformIcon.tsx'
import { PlatformView } from './PlatformView.tsx'
import { ReconnectBanner } from './ReconnectBanner.tsx'
import { useReturn } from './useReturn.ts'

/** The accounts of the shop on other platforms, a tab for each, and what was done with them (channels contract 9). */
export function ChannelsPage() {
  const { t } = useTranslation('channels')
  const errorText = useErrorText()
  const platforms = useQuery(platformsQuery(useApi()))
  const arrival = useReturn()
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('title')}
        description={t('text')}
        actions={platforms.data?.some(({ publish }) => publish !== null) && <PublishLinks />}
      />
      <ReconnectBanner />
      <Overview />
      {platforms.data ? (
        <PlatformTabs platforms={platforms.data} {...arrival} />
      ) : platforms.error ? (
        <ErrorState text={errorText(platforms.error)} onRetry={() => void platforms.refetch()} />
      ) : (
        <Skeleton height={320} radius="lg" />
      )}
    </div>
  )
}

function PublishLinks() {
  const { t } = useTranslation('channels')
  return (
    <>
      <LinkButton
        to="/integrations/calendar"
        variant="default"
        leftSection={<IconCalendar size={18} aria-hidden />}
      >
        {t('links.calendar')}
      </LinkButton>
      <LinkButton
        to="/integrations/publish"
        variant="default"
        leftSection={<IconSend size={18} className="flip-in-rtl" aria-hidden />}
      >
        {t('links.publish')}
      </LinkButton>
    </>
  )
}

function Overview() {
  const { t } = useTranslation('channels')
  const { number } = useFormat()
  const { data } = useQuery(statsQuery(useApi()))
  const count = (value: number | undefined) => (value === undefined ? '–' : number(value))
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" mb="lg">
      <Tile label={t('tiles.total')} value={count(data?.total)} />
      <Tile label={t('tiles.connected')} value={count(data?.by_status.connected)} />
      <Tile label={t('tiles.needsReconnect')} value={count(data?.needs_reconnect)} />
      <Tile label={t('tiles.disconnected')} value={count(data?.by_status.disconnected)} />
    </SimpleGrid>
  )
}

type PlatformTabsProps = { platforms: ChannelPlatform[] } & ReturnType<typeof useReturn>

function PlatformTabs({ platforms, ...arrival }: PlatformTabsProps) {
  const { t } = useTranslation('channels')
  const search = useSearch({ from: '/app/integrations' })
  const navigate = useNavigate({ from: '/integrations' })
  const { data: stats, isPending } = useQuery(statsQuery(useApi()))
  const shown = platforms.find(({ value }) => value === search.platform) ?? platforms[0]
  if (!shown) return <EmptyState title={t('noPlatforms')} />
  // With their counts, so that the chosen tab, once scrolled to, does not move away.
  if (isPending) return <Skeleton height={320} radius="lg" />
  const current = search.view ?? shown.value

  function open(tab: string | null) {
    const next = tab === 'logs' ? ({ view: 'logs' } as const) : { platform: tab ?? undefined }
    void navigate({ search: next, replace: true })
  }

  return (
    <Tabs value={current} onChange={open} keepMounted={false}>
      <TabList current={current} aria-label={t('tabs.label')} mb="lg">
        {platforms.map((platform) => (
          <Tabs.Tab
            key={platform.value}
            value={platform.value}
            leftSection={<PlatformIcon icon={platform.icon} />}
            rightSection={<Count count={stats?.by_platform[platform.value]?.total ?? 0} />}
          >
            <bdi>{platformName(platform)}</bdi>
            {platform.sandbox && <IconFlask size={14} className={classes.tabFlask} aria-hidden />}
            {platform.sandbox && <VisuallyHidden> ({t('sandbox.badge')})</VisuallyHidden>}
          </Tabs.Tab>
        ))}
        <Tabs.Tab value="logs" leftSection={<IconHistory size={18} stroke={1.7} aria-hidden />}>
          {t('tabs.logs')}
        </Tabs.Tab>
      </TabList>
      {platforms.map((platform) => (
        <Tabs.Panel key={platform.value} value={platform.value}>
          <PlatformView platform={platform} platforms={platforms} {...arrival} />
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="logs">
        <LogsView />
      </Tabs.Panel>
    </Tabs>
  )
}

function Count({ count }: { count: number }) {
  const { t } = useTranslation('channels')
  const { number } = useFormat()
  if (count === 0) return null
  return (
    <span className={classes.count}>
      <span aria-hidden>{number(count)}</span>
      <VisuallyHidden>{t('tabs.accounts', { count })}</VisuallyHidden>
    </span>
  )
}

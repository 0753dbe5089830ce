import { Select, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Tile } from '../../ui/Tile.tsx'
import { type ChannelAccount, insightsQuery, type MetricName, metricNames } from './api.ts'
import { ChannelFailure } from './ChannelFailure.tsx'
import { InsightsHistory } from './InsightsHistory.tsx'
import { useMetricTexts } from './metric-texts.ts'

/** The figures of one of the accounts, now and over the last days; nothing while none is connected. */
export function InsightsSection({ accounts }: { accounts: ChannelAccount[] }) {
  const { t } = useTranslation('channels')
  const able = accounts.filter(({ status, is_active }) => status === 'connected' && is_active)
  const [chosen, setChosen] = useState<number | null>(null)
  const account = able.find(({ id }) => id === chosen) ?? able[0]
  if (!account) return null
  return (
    <Stack component="section" gap="md" aria-labelledby="channel-insights">
      <Title order={2} size="h4" id="channel-insights">
        {t('insights.title')}
      </Title>
      {able.length > 1 ? (
        <Select
          label={t('picker.label')}
          maw="22rem"
          allowDeselect={false}
          data={able.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={String(account.id)}
          onChange={(id) => setChosen(Number(id))}
        />
      ) : null}
      <Figures key={account.id} account={account} />
      <InsightsHistory key={`${account.id} history`} account={account} />
    </Stack>
  )
}

function Figures({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation('channels')
  const { relative } = useFormat()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(insightsQuery(useApi(), account.id))
  const hasEnded = error instanceof ApiError && error.code === 'reconnect_required'
  useEffect(() => {
    if (hasEnded) void queryClient.invalidateQueries({ queryKey: ['channels'], predicate: isNoInsight })
  }, [hasEnded, queryClient])
  if (error && !data) return <ChannelFailure error={error} />
  if (!data) return <Skeleton height={100} radius="lg" />
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        {metricNames.map((name) => (
          <Figure key={name} name={name} value={data.metrics[name]} />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t('insights.readAt', { time: relative(data.fetched_at) })}
      </Text>
    </>
  )
}

/** Reading the figures of an ended connection again would end in the same refusal. */
const isNoInsight = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[1] !== 'insights'

/** A figure that the platform does not tell is a dash with its reason. */
function Figure({ name, value }: { name: MetricName; value: number | null | undefined }) {
  const { t } = useTranslation('channels')
  const { nameOf, figure } = useMetricTexts()
  return (
    <Tile label={nameOf(name)} value={figure(name, value)}>
      {(value === null || value === undefined) && (
        <Text size="xs" c="dimmed">
          {t('insights.unknown')}
        </Text>
      )}
    </Tile>
  )
}

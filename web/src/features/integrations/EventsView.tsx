import { Anchor, Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { Tile } from '../../ui/Tile.tsx'
import {
  type EventFilters,
  eventStatsQuery,
  eventsQuery,
  pageSize,
  type StoreEvent,
  tokenChoiceQuery,
} from './api.ts'
import { EventDrawer } from './EventDrawer.tsx'
import { useEventLabels } from './event-labels.ts'
import { ResultBadge } from './ResultBadge.tsx'
import classes from './Store.module.css'
import { eventTypes, type storeSearch } from './search.ts'
import { useFirstPageInstead } from './useFirstPageInstead.ts'

type Search = ReturnType<typeof storeSearch>

/** What the shops have sent, with figures and filters (storefronts contract 5.6). */
export function EventsView() {
  const { t } = useTranslation('integrations')
  const search = useSearch({ from: '/app/settings/integrations/store' })
  const navigate = useNavigate({ from: '/settings/integrations/store' })
  const api = useApi()
  const [shown, setShown] = useState<StoreEvent | null>(null)
  const page = search.page ?? 1
  const filters: EventFilters = {
    type: search.type,
    success: search.result && search.result === 'success',
    product: search.product,
    token: search.token,
  }
  const events = useQuery(eventsQuery(api, filters, page))

  function narrow(change: Partial<Search>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }
  useFirstPageInstead(events.error, page, () => narrow({}))
  const clear = () => void navigate({ search: { view: 'events' }, replace: true })
  const filtered = Object.values(filters).some((value) => value !== undefined)

  return (
    <>
      <EventTiles filters={filters} />
      <EventFilterFields search={search} narrow={narrow} />
      <DataTable
        label={t('events.title')}
        columns={useColumns(setShown)}
        rows={events.data?.results}
        rowKey={(event) => event.id}
        error={events.error}
        onRetry={() => void events.refetch()}
        refreshing={events.isPlaceholderData}
        onRowClick={setShown}
        empty={
          filtered ? (
            <EmptyState
              order={2}
              title={t('events.nothingFound')}
              action={
                <Button variant="light" onClick={clear}>
                  {t('events.clear')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconHistory}
              order={2}
              title={t('events.empty.title')}
              text={t('events.empty.text')}
            />
          )
        }
        pagination={{
          page,
          pageSize,
          total: events.data?.count ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
      {shown && <EventDrawer event={shown} onClose={() => setShown(null)} />}
    </>
  )
}

function EventTiles({ filters }: { filters: EventFilters }) {
  const { t } = useTranslation('integrations')
  const { number } = useFormat()
  const { ms } = useEventLabels()
  const { data } = useQuery(eventStatsQuery(useApi(), filters))
  const count = (value: number | undefined) => (value === undefined ? '–' : number(value))
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" mb="md">
      <Tile label={t('events.tiles.total')} value={count(data?.total_events)} />
      <Tile label={t('events.tiles.successful')} value={count(data?.successful)} />
      <Tile label={t('events.tiles.failed')} value={count(data?.failed)} />
      <Tile label={t('events.tiles.average')} value={ms(data?.average_processing_time_ms ?? null)} />
    </SimpleGrid>
  )
}

function EventFilterFields({
  search,
  narrow,
}: {
  search: Search
  narrow: (change: Partial<Search>) => void
}) {
  const { t } = useTranslation('integrations')
  const { typeOf } = useEventLabels()
  const { data: tokens = [] } = useQuery(tokenChoiceQuery(useApi()))
  const labels = {
    type: t('events.filters.type'),
    result: t('events.filters.result'),
    token: t('events.filters.token'),
  }
  return (
    <Group gap="sm" mb="md" className={classes.filters}>
      <Select
        aria-label={labels.type}
        placeholder={labels.type}
        clearable
        data={eventTypes.map((value) => ({ value, label: typeOf(value) }))}
        value={search.type ?? null}
        onChange={(value) => narrow({ type: eventTypes.find((one) => one === value) })}
      />
      <Select
        aria-label={labels.result}
        placeholder={labels.result}
        clearable
        data={(['success', 'failure'] as const).map((value) => ({
          value,
          label: t(`events.result.${value}`),
        }))}
        value={search.result ?? null}
        onChange={(value) =>
          narrow({ result: value === 'success' || value === 'failure' ? value : undefined })
        }
      />
      <Select
        aria-label={labels.token}
        placeholder={labels.token}
        clearable
        data={tokens.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.token ?? null}
        onChange={(value) => narrow({ token: value ?? undefined })}
      />
      <SearchInput
        value={search.product === undefined ? '' : String(search.product)}
        label={t('events.filters.product')}
        inputMode="numeric"
        onSearch={(text) => {
          const number = Number(text)
          narrow({ product: Number.isSafeInteger(number) && number > 0 ? number : undefined })
        }}
      />
    </Group>
  )
}

function useColumns(onShow: (event: StoreEvent) => void): Column<StoreEvent>[] {
  const { t } = useTranslation('integrations')
  const { typeOf, channelOf, ms } = useEventLabels()
  return [
    {
      key: 'event',
      header: t('events.fields.event'),
      primary: true,
      render: (event) => (
        <Stack gap={0} align="flex-start">
          <Anchor
            component="button"
            type="button"
            size="sm"
            fw={600}
            ta="start"
            aria-label={t('events.detailsOf', { event: typeOf(event.event_type, event.event_type_display) })}
            onClick={() => onShow(event)}
          >
            {typeOf(event.event_type, event.event_type_display)}
          </Anchor>
          <Text size="xs" c="dimmed">
            <DateTime value={event.created_at} />
          </Text>
        </Stack>
      ),
    },
    {
      key: 'channel',
      header: t('events.fields.channel'),
      render: ({ channel }) => <StatusBadge tone="neutral" label={channelOf(channel)} />,
    },
    {
      key: 'product',
      header: t('events.fields.product'),
      render: ({ woo_product_id: id }) => <bdi dir="ltr">{id ?? '–'}</bdi>,
    },
    {
      key: 'token',
      header: t('events.fields.token'),
      render: ({ token_name: name }) => <bdi>{name ?? t('events.noToken')}</bdi>,
    },
    {
      key: 'result',
      header: t('events.fields.result'),
      render: ({ processed_successfully: success }) => <ResultBadge success={success} />,
    },
    {
      key: 'time',
      header: t('events.fields.time'),
      align: 'end',
      render: ({ processing_time_ms: time }) => ms(time),
    },
  ]
}

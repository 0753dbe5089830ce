import { Anchor, Button, Group, Select, SimpleGrid, Text } from '@mantine/core'
import { IconExternalLink, IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { pageSize, type StorePage, storePageStatsQuery, storePagesQuery } from './api.ts'
import classes from './Store.module.css'
import { pageKinds, type storeSearch } from './search.ts'
import { useFirstPageInstead } from './useFirstPageInstead.ts'

type Search = ReturnType<typeof storeSearch>

/** The pages and posts of the shop's WordPress that are here (storefronts contract 5.7). */
export function PagesView() {
  const { t } = useTranslation('integrations')
  const search = useSearch({ from: '/app/settings/integrations/store' })
  const navigate = useNavigate({ from: '/settings/integrations/store' })
  const page = search.page ?? 1
  const pages = useQuery(storePagesQuery(useApi(), search, page))
  const filtered = search.q !== undefined || search.kind !== undefined || search.published !== undefined

  function narrow(change: { [K in keyof Search]?: Search[K] | undefined }) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }
  useFirstPageInstead(pages.error, page, () => narrow({}))

  return (
    <>
      <PageTiles />
      <Group gap="sm" mb="md" className={classes.filters}>
        <SearchInput
          value={search.q ?? ''}
          label={t('content.search')}
          onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
        />
        <Select
          aria-label={t('content.fields.kind')}
          placeholder={t('content.fields.kind')}
          clearable
          data={pageKinds.map((value) => ({ value, label: t(`content.kind.${value}`) }))}
          value={search.kind ?? null}
          onChange={(value) => narrow({ kind: pageKinds.find((one) => one === value) })}
        />
        <Select
          aria-label={t('content.fields.state')}
          placeholder={t('content.fields.state')}
          clearable
          data={[
            { value: 'true', label: t('content.state.published') },
            { value: 'false', label: t('content.state.hidden') },
          ]}
          value={search.published ?? null}
          onChange={(value) =>
            narrow({ published: value === 'true' || value === 'false' ? value : undefined })
          }
        />
      </Group>
      <DataTable
        label={t('content.title')}
        columns={useColumns()}
        rows={pages.data?.results}
        rowKey={(row) => row.id}
        error={pages.error}
        onRetry={() => void pages.refetch()}
        refreshing={pages.isPlaceholderData}
        empty={
          filtered ? (
            <EmptyState
              order={2}
              title={t('content.nothingFound')}
              action={
                <Button
                  variant="light"
                  onClick={() => void navigate({ search: { view: 'pages' }, replace: true })}
                >
                  {t('events.clear')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconFileText}
              order={2}
              title={t('content.empty.title')}
              text={t('content.empty.text')}
            />
          )
        }
        pagination={{
          page,
          pageSize,
          total: pages.data?.count ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
    </>
  )
}

function PageTiles() {
  const { t } = useTranslation('integrations')
  const { number } = useFormat()
  const { data } = useQuery(storePageStatsQuery(useApi()))
  const count = (value: number | undefined) => (value === undefined ? '–' : number(value))
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="sm" mb="md">
      <Tile label={t('content.tiles.total')} value={count(data?.total)} />
      <Tile label={t('content.tiles.pages')} value={count(data?.pages)} />
      <Tile label={t('content.tiles.posts')} value={count(data?.posts)} />
      <Tile label={t('content.tiles.published')} value={count(data?.published)} />
      <Tile label={t('content.tiles.today')} value={count(data?.synced_today)} />
    </SimpleGrid>
  )
}

function useColumns(): Column<StorePage>[] {
  const { t } = useTranslation('integrations')
  return [
    {
      key: 'title',
      header: t('content.fields.title'),
      primary: true,
      render: ({ title, permalink }) => <TitleLink title={title} address={permalink} />,
    },
    {
      key: 'kind',
      header: t('content.fields.kind'),
      render: ({ content_type: kind }) => t(`content.kind.${kind}`),
    },
    {
      key: 'state',
      header: t('content.fields.state'),
      render: ({ is_published: published }) => (
        <StatusBadge
          tone={published ? 'success' : 'neutral'}
          label={published ? t('content.state.published') : t('content.state.hidden')}
        />
      ),
    },
    { key: 'author', header: t('content.fields.author'), render: ({ author }) => <bdi>{author || '–'}</bdi> },
    {
      key: 'changed',
      header: t('content.fields.changed'),
      render: ({ modified_date: day }) => <DateTime value={day} />,
    },
    {
      key: 'synced',
      header: t('content.fields.synced'),
      render: ({ last_synced_at: time }) => <DateTime value={time} show="relative" />,
    },
  ]
}

/** The address comes from the shop: only what is a web address becomes a link. */
function TitleLink({ title, address }: { title: string; address: string }) {
  const { t } = useTranslation('integrations')
  if (!/^https?:\/\//i.test(address)) return <bdi>{title}</bdi>
  return (
    <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm" fw={600}>
      <bdi>{title}</bdi>{' '}
      <Text span inherit title={t('content.open')}>
        <IconExternalLink size={14} role="img" aria-label={t('content.open')} />
      </Text>
    </Anchor>
  )
}

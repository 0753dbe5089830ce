import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { IconExternalLink, IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { Tile } from '../../ui/Tile.tsx'
import { pageSize, type StorePage, storePageStatsQuery, storePagesQuery } from './api.ts'
import { useFirstPageInstead } from './useFirstPageInstead.ts'

/** The pages and posts of the shop's WordPress that are here (storefronts contract 5.7). */
export function PagesView() {
  const { t } = useTranslation('integrations')
  const { page = 1 } = useSearch({ from: '/app/settings/integrations/store' })
  const navigate = useNavigate({ from: '/settings/integrations/store' })
  const pages = useQuery(storePagesQuery(useApi(), page))
  const toPage = (next: number) =>
    void navigate({ search: (old) => ({ ...old, page: next === 1 ? undefined : next }), replace: true })
  useFirstPageInstead(pages.error, page, () => toPage(1))
  return (
    <>
      <PageTiles />
      <DataTable
        label={t('content.title')}
        columns={useColumns()}
        rows={pages.data?.results}
        rowKey={(row) => row.id}
        error={pages.error}
        onRetry={() => void pages.refetch()}
        refreshing={pages.isPlaceholderData}
        empty={
          <EmptyState
            icon={IconFileText}
            order={2}
            title={t('content.empty.title')}
            text={t('content.empty.text')}
          />
        }
        pagination={{ page, pageSize, total: pages.data?.count ?? 0, onPage: toPage }}
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

const kinds = ['page', 'post', 'custom'] as const

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
      render: (row) => {
        const kind = kinds.find((one) => one === row.content_type)
        return kind ? t(`content.kind.${kind}`) : row.content_type_display
      },
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

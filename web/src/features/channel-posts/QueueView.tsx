import { Button, Select, Text, UnstyledButton } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { PlatformIcon } from '../channels/PlatformIcon.tsx'
import { useFirstPageInstead } from '../integrations/useFirstPageInstead.ts'
import { type PlannedPost, queuePageSize, queueQuery } from './api.ts'
import classes from './ChannelPosts.module.css'
import type { CalendarSearch } from './search.ts'
import { postStatuses, postTones, targetTones } from './status.ts'
import { useChannelFacts } from './useChannelFacts.ts'

type QueueViewProps = { search: CalendarSearch; onChange: (part: Partial<CalendarSearch>) => void }

/** Every planned post with how it stands on each account; reads itself again while something is under way. */
export function QueueView({ search, onChange }: QueueViewProps) {
  const { t } = useTranslation('channel-posts')
  const { status, account, page = 1 } = search
  const posts = useQuery(queueQuery(useApi(), { status, account }, page))
  useFirstPageInstead(posts.error, page, () => onChange({}))
  const open = (post: PlannedPost) => onChange({ post: post.id, page: search.page })
  const isFiltered = status !== undefined || account !== undefined

  return (
    <DataTable
      label={t('queue.title')}
      columns={useColumns(open)}
      rows={posts.data?.results}
      rowKey={({ id }) => id}
      error={posts.error}
      onRetry={() => void posts.refetch()}
      refreshing={posts.isPlaceholderData}
      onRowClick={open}
      empty={
        isFiltered ? (
          <EmptyState
            order={2}
            title={t('queue.nothingFound')}
            action={
              <Button variant="light" onClick={() => onChange({ status: undefined, account: undefined })}>
                {t('queue.clear')}
              </Button>
            }
          />
        ) : (
          <EmptyState
            icon={IconCalendarPlus}
            order={2}
            title={t('queue.empty.title')}
            text={t('queue.empty.text')}
            action={<LinkButton to="/integrations/publish">{t('actions.write')}</LinkButton>}
          />
        )
      }
      pagination={{
        page,
        pageSize: queuePageSize,
        total: posts.data?.count ?? 0,
        onPage: (next) => onChange({ page: next === 1 ? undefined : next }),
      }}
    />
  )
}

/** Narrows the queue to one status. */
export function QueueFilter({ search, onChange }: QueueViewProps) {
  const { t } = useTranslation('channel-posts')
  return (
    <Select
      className={classes.picker}
      label={t('queue.status')}
      placeholder={t('queue.anyStatus')}
      clearable
      data={postStatuses.map((value) => ({ value, label: t(`post.status.${value}`) }))}
      value={search.status ?? null}
      onChange={(next) => onChange({ status: postStatuses.find((one) => one === next) })}
    />
  )
}

function useColumns(open: (post: PlannedPost) => void): Column<PlannedPost>[] {
  const { t } = useTranslation('channel-posts')
  const { platformOf } = useChannelFacts()
  return [
    {
      key: 'post',
      header: t('queue.post'),
      primary: true,
      render: (post) => (
        <UnstyledButton className={classes.queuePost} onClick={() => open(post)}>
          <Text size="sm" fw={550} lineClamp={2} dir="auto">
            {post.message || t('posts.noText')}
          </Text>
          {post.media.length > 0 && (
            <Text size="xs" c="dimmed">
              {t('queue.media', { count: post.media.length })}
            </Text>
          )}
        </UnstyledButton>
      ),
    },
    {
      key: 'time',
      header: t('queue.time'),
      render: ({ scheduled_at }) => <DateTime value={scheduled_at} />,
    },
    {
      key: 'status',
      header: t('queue.status'),
      render: ({ status }) => <StatusBadge tone={postTones[status]} label={t(`post.status.${status}`)} />,
    },
    {
      key: 'accounts',
      header: t('queue.accounts'),
      render: ({ targets }) => (
        <ul className={classes.queueTargets}>
          {targets.map((target) => (
            <li key={target.account}>
              <span className={classes.account}>
                <PlatformIcon icon={platformOf(target.platform)?.icon} size={16} />
                <bdi>{target.account_name}</bdi>
              </span>
              <StatusBadge tone={targetTones[target.status]} label={t(`target.status.${target.status}`)} />
            </li>
          ))}
        </ul>
      ),
    },
  ]
}

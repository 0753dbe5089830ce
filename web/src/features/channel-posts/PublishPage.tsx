import { Paper, Skeleton } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { type PlannedPost, plannedPostQuery } from './api.ts'
import { BackToChannels } from './BackToChannels.tsx'
import classes from './ChannelPosts.module.css'
import { PublishForm } from './PublishForm.tsx'
import { PublishResult } from './PublishResult.tsx'
import { isEditable } from './status.ts'
import { useChannelFacts } from './useChannelFacts.ts'

/** Writes a post for several accounts, or changes one that is planned (channels contract 5.2). */
export function PublishPage() {
  const { t } = useTranslation('channel-posts')
  const { post } = useSearch({ from: '/app/integrations/publish' })
  return (
    <div className={classes.page}>
      <PageHeader
        back={<BackToChannels />}
        title={t(post === undefined ? 'publish.title' : 'publish.editTitle')}
        description={t('publish.text')}
        actions={
          <LinkButton to="/integrations/calendar" variant="default">
            {t('actions.calendar')}
          </LinkButton>
        }
      />
      {post === undefined ? <Editor post={null} /> : <Existing key={post} id={post} />}
    </div>
  )
}

function Existing({ id }: { id: number }) {
  const { t } = useTranslation('channel-posts')
  const errorText = useErrorText()
  const { data, error, refetch } = useQuery({
    ...plannedPostQuery(useApi(), id),
    // What is read meanwhile must not take the place of what is written.
    refetchInterval: false,
    refetchOnWindowFocus: false,
  })
  if (data === undefined)
    return error ? (
      <ErrorState text={errorText(error)} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={300} />
    )
  if (!isEditable(data)) {
    return (
      <Paper className={classes.frame}>
        <EmptyState
          order={2}
          title={t('publish.begun.title')}
          text={t('publish.begun.text')}
          action={
            <LinkButton to="/integrations/calendar" search={{ view: 'queue', post: id }}>
              {t('publish.begun.open')}
            </LinkButton>
          }
        />
      </Paper>
    )
  }
  return <Editor post={data} />
}

function Editor({ post }: { post: PlannedPost | null }) {
  const { t } = useTranslation('channel-posts')
  const errorText = useErrorText()
  const { accounts, error, retry, platformOf } = useChannelFacts()
  const [sent, setSent] = useState<number | null>(null)
  if (sent !== null) return <PublishResult id={sent} onAgain={() => setSent(null)} />
  if (accounts === undefined)
    return error ? (
      <ErrorState text={errorText(error)} onRetry={retry} />
    ) : (
      <Skeleton height={300} data-testid="loading" />
    )
  if (!accounts.some(({ platform }) => platformOf(platform)?.capabilities.includes('publish'))) {
    return (
      <Paper className={classes.frame}>
        <EmptyState
          icon={IconPlugConnected}
          order={2}
          title={t('noAccount.title')}
          text={t('noAccount.publishText')}
          action={<LinkButton to="/integrations">{t('noAccount.connect')}</LinkButton>}
        />
      </Paper>
    )
  }
  return <PublishForm post={post} onPublished={setSent} />
}

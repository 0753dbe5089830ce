import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconPencilPlus, IconPlugConnected, IconSearchOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { AccountPicker } from '../channels/AccountPicker.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import { ChannelFailure } from '../channels/ChannelFailure.tsx'
import { SandboxBadge } from '../channels/SandboxBadge.tsx'
import { type ChannelPost, postsQuery } from './api.ts'
import { BackToChannels } from './BackToChannels.tsx'
import classes from './ChannelPosts.module.css'
import { CommentsDrawer } from './CommentsDrawer.tsx'
import { foundIn } from './found-in.ts'
import { PostCard } from './PostCard.tsx'
import { isReady, useChannelFacts } from './useChannelFacts.ts'

/** What an account shows on its platform (channels contract 5.1 and 5.3). */
export function PostsPage() {
  const { t } = useTranslation('channel-posts')
  const search = useSearch({ from: '/app/integrations/posts' })
  const navigate = useNavigate({ from: '/integrations/posts' })
  const errorText = useErrorText()
  const { accounts, error, retry, accountOf, platformOf } = useChannelFacts()
  const able = (accounts ?? []).filter(({ platform }) => platformOf(platform)?.capabilities.includes('posts'))
  const account = accountOf(search.account) ?? able.find(isReady) ?? able[0]
  const platform = platformOf(account?.platform)

  return (
    <div className={classes.page}>
      <PageHeader
        back={<BackToChannels />}
        title={t('posts.title')}
        description={t('posts.text')}
        actions={
          <>
            <LinkButton to="/integrations/calendar" variant="default">
              {t('actions.calendar')}
            </LinkButton>
            <LinkButton
              to="/integrations/publish"
              search={account && platform?.capabilities.includes('publish') ? { account: account.id } : {}}
              leftSection={<IconPencilPlus size={18} aria-hidden />}
            >
              {t('actions.write')}
            </LinkButton>
          </>
        }
      />
      {error && !accounts ? (
        <ErrorState text={errorText(error)} onRetry={retry} />
      ) : accounts === undefined ? (
        <LoadingPosts />
      ) : account === undefined ? (
        <NoAccount />
      ) : (
        <>
          <Group align="flex-end" gap="sm" mb="md">
            <div className={classes.picker}>
              <AccountPicker
                able="posts"
                value={account.id}
                onChange={(id) => id !== null && void navigate({ search: { account: id }, replace: true })}
              />
            </div>
            <SandboxBadge platform={platform} />
          </Group>
          <AccountPosts key={account.id} account={account} capabilities={platform?.capabilities ?? []} />
        </>
      )}
    </div>
  )
}

function NoAccount() {
  const { t } = useTranslation('channel-posts')
  return (
    <Paper className={classes.frame}>
      <EmptyState
        icon={IconPlugConnected}
        order={2}
        title={t('noAccount.title')}
        text={t('noAccount.text')}
        action={<LinkButton to="/integrations">{t('noAccount.connect')}</LinkButton>}
      />
    </Paper>
  )
}

function AccountPosts({ account, capabilities }: { account: ChannelAccount; capabilities: string[] }) {
  const { t } = useTranslation('channel-posts')
  const posts = useInfiniteQuery(postsQuery(useApi(), account.id))
  const [text, setText] = useState('')
  const [commented, setCommented] = useState<ChannelPost | null>(null)

  if (posts.isPending) return <LoadingPosts />
  if (posts.data === undefined) {
    return (
      <ChannelFailure
        error={posts.error}
        action={
          <Group mt="sm" gap="xs">
            <Button
              size="xs"
              variant="default"
              loading={posts.isFetching}
              onClick={() => void posts.refetch()}
            >
              {t('actions.again')}
            </Button>
            {!isReady(account) && (
              <LinkButton size="xs" variant="default" to="/integrations">
                {t('noAccount.reconnect')}
              </LinkButton>
            )}
          </Group>
        }
      />
    )
  }
  if (posts.data.length === 0) {
    return (
      <Paper className={classes.frame}>
        <EmptyState order={2} title={t('posts.empty.title')} text={t('posts.empty.text')} />
      </Paper>
    )
  }
  const shown = posts.data.filter(({ message }) => foundIn(message, text))
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <SearchInput className={classes.search} value={text} onSearch={setText} label={t('posts.search')} />
        <Text size="sm" c="dimmed" role="status">
          {text.trim() === ''
            ? t('posts.loaded', { count: posts.data.length })
            : t('posts.found', { count: shown.length, loaded: posts.data.length })}
        </Text>
      </Group>
      {shown.length === 0 && (
        <Paper className={classes.frame}>
          <EmptyState
            icon={IconSearchOff}
            order={2}
            title={t('posts.nothingFound')}
            text={t('posts.foundHint')}
          />
        </Paper>
      )}
      <ul className={classes.posts}>
        {shown.map((post) => (
          <PostCard
            key={post.id}
            post={post}
            onComments={capabilities.includes('comments') ? () => setCommented(post) : undefined}
          />
        ))}
      </ul>
      <Stack align="center" mt="lg" gap="sm">
        {posts.isFetchNextPageError && <ChannelFailure error={posts.error} />}
        {posts.hasNextPage && (
          <Button
            variant="default"
            loading={posts.isFetchingNextPage}
            onClick={() => void posts.fetchNextPage()}
          >
            {t('posts.more')}
          </Button>
        )}
      </Stack>
      {commented && (
        <CommentsDrawer
          account={account.id}
          post={commented}
          mayHide={capabilities.includes('hide_comment')}
          onClose={() => setCommented(null)}
        />
      )}
    </>
  )
}

function LoadingPosts() {
  return (
    <div className={classes.posts} aria-busy>
      {['a', 'b', 'c', 'd'].map((key) => (
        <Paper key={key} className={classes.post}>
          <Skeleton height={14} width="40%" />
          <Skeleton height={60} mt="sm" />
        </Paper>
      ))}
    </div>
  )
}

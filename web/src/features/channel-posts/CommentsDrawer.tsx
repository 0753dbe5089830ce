import { Badge, Button, Drawer, Group, Paper, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import { IconEye, IconEyeOff, IconMessageReply } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ChannelFailure } from '../channels/ChannelFailure.tsx'
import {
  type ChannelComment,
  type ChannelPost,
  commentsKey,
  commentsQuery,
  hideComment,
  replyToComment,
} from './api.ts'
import classes from './ChannelPosts.module.css'
import { useOnce } from './useOnce.ts'

type CommentsDrawerProps = { account: number; post: ChannelPost; mayHide: boolean; onClose: () => void }

/** The comments under a post (channels contract 5.3). Mount it only while it is open. */
export function CommentsDrawer({ account, post, mayHide, onClose }: CommentsDrawerProps) {
  const { t } = useTranslation('channel-posts')
  const { t: common } = useTranslation()
  const comments = useInfiniteQuery(commentsQuery(useApi(), account, post.id))
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('comments.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed" lineClamp={3} dir="auto">
          {post.message}
        </Text>
        {comments.isPending && <Skeleton height={120} />}
        {comments.isError && (
          <ChannelFailure
            error={comments.error}
            action={
              <Button
                mt="sm"
                size="xs"
                variant="default"
                loading={comments.isFetching}
                onClick={() =>
                  void (comments.isFetchNextPageError ? comments.fetchNextPage() : comments.refetch())
                }
              >
                {t('actions.again')}
              </Button>
            }
          />
        )}
        {comments.data?.length === 0 && (
          <EmptyState title={t('comments.empty.title')} text={t('comments.empty.text')} />
        )}
        <ul className={classes.comments}>
          {inThreads(comments.data ?? []).map((comment) => (
            <Comment
              key={comment.id}
              account={account}
              post={post.id}
              comment={comment}
              isAnswer={comment.parent_id !== null && comment.parent_id !== post.id}
              mayHide={mayHide}
            />
          ))}
        </ul>
        {comments.hasNextPage && !comments.isError && (
          <Button
            variant="default"
            loading={comments.isFetchingNextPage}
            onClick={() => void comments.fetchNextPage()}
          >
            {t('comments.more')}
          </Button>
        )}
      </Stack>
    </Drawer>
  )
}

/** Answers below what they answer, as far as both are loaded; all else in the order of the platform. */
function inThreads(comments: ChannelComment[]): ChannelComment[] {
  const known = new Set(comments.map(({ id }) => id))
  const below = Map.groupBy(comments, ({ parent_id }) =>
    parent_id !== null && known.has(parent_id) ? parent_id : '',
  )
  const placed = new Set<string>()
  const walk = (parent: string): ChannelComment[] =>
    (below.get(parent) ?? []).flatMap((comment) => {
      if (placed.has(comment.id)) return []
      placed.add(comment.id)
      return [comment, ...walk(comment.id)]
    })
  return walk('')
}

type CommentProps = {
  account: number
  post: string
  comment: ChannelComment
  isAnswer: boolean
  mayHide: boolean
}

function Comment({ account, post, comment, isAnswer, mayHide }: CommentProps) {
  const { t } = useTranslation('channel-posts')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const [answering, setAnswering] = useState(false)
  const name = comment.from?.name ?? t('comments.somebody')

  const hide = useMutation({
    mutationFn: (hidden: boolean) => hideComment(api, account, comment.id, hidden),
    onSuccess: async (_answer, hidden) => {
      toasts.success(t(hidden ? 'comments.hidden' : 'comments.shown'))
      await queryClient.invalidateQueries({ queryKey: commentsKey(account, post) })
    },
  })

  return (
    <Paper component="li" className={classes.comment} data-answer={isAnswer || undefined}>
      <Group gap="xs" justify="space-between">
        <Text size="sm" fw={600}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          <DateTime value={comment.created_time} show="relative" />
        </Text>
      </Group>
      <Text size="sm" className={classes.message} component="div" dir="auto">
        {comment.message}
      </Text>
      <Group gap="xs" mt={6}>
        {comment.is_hidden && (
          <Badge variant="default" tt="none" leftSection={<IconEyeOff size={13} aria-hidden />}>
            {t('comments.isHidden')}
          </Badge>
        )}
        {!answering && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconMessageReply size={15} aria-hidden className="flip-in-rtl" />}
            aria-label={`${t('comments.reply')}: ${name}`}
            onClick={() => setAnswering(true)}
          >
            {t('comments.reply')}
          </Button>
        )}
        {mayHide && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={
              comment.is_hidden ? <IconEye size={15} aria-hidden /> : <IconEyeOff size={15} aria-hidden />
            }
            loading={hide.isPending}
            onClick={() => hide.mutate(!comment.is_hidden)}
          >
            {t(comment.is_hidden ? 'comments.show' : 'comments.hide')}
          </Button>
        )}
      </Group>
      <ChannelFailure error={hide.error} />
      {answering && (
        <Answer account={account} post={post} comment={comment} onDone={() => setAnswering(false)} />
      )}
    </Paper>
  )
}

/** Keeps what was written until it has arrived. */
function Answer({
  account,
  post,
  comment,
  onDone,
}: Pick<CommentProps, 'account' | 'post' | 'comment'> & { onDone: () => void }) {
  const { t } = useTranslation('channel-posts')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const once = useOnce()
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => replyToComment(api, account, comment.id, text),
    onSuccess: () => {
      toasts.success(t('comments.replied'))
      onDone()
      void queryClient.invalidateQueries({ queryKey: commentsKey(account, post) })
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') once(send.mutateAsync)
      }}
    >
      <Stack gap="xs" mt="xs">
        <Textarea
          label={t('comments.replyLabel')}
          autosize
          minRows={2}
          maxRows={8}
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ChannelFailure error={send.error} />
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={onDone}>
            {common('actions.cancel')}
          </Button>
          <Button size="xs" type="submit" disabled={text.trim() === ''} loading={send.isPending}>
            {t('comments.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

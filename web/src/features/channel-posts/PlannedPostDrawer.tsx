import { Button, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconCalendarOff, IconPencil } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { WebLink } from '../channels/WebLink.tsx'
import { cancelPost, type PlannedPost, plannedKeys, plannedPostQuery } from './api.ts'
import classes from './ChannelPosts.module.css'
import { MediaPicture } from './MediaPicture.tsx'
import { usePostFailureText } from './post-texts.ts'
import { isCancelable, isEditable, postTones } from './status.ts'
import { TargetList } from './TargetList.tsx'

/** One planned post in full, with what can be done about it. Mount it only while it is open. */
export function PlannedPostDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation('channel-posts')
  const { t: common } = useTranslation()
  const errorText = useErrorText()
  const { data, error, refetch } = useQuery(plannedPostQuery(useApi(), id))
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('post.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      {data ? (
        <Details post={data} />
      ) : error ? (
        <ErrorState text={errorText(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={240} />
      )}
    </Drawer>
  )
}

function Details({ post }: { post: PlannedPost }) {
  const { t } = useTranslation('channel-posts')
  return (
    <Stack>
      <Group gap="xs">
        <StatusBadge tone={postTones[post.status]} label={t(`post.status.${post.status}`)} />
        <Text size="sm" c="dimmed">
          <DateTime value={post.scheduled_at} show="longDateTime" />
        </Text>
      </Group>
      <div className={classes.preview}>
        <div className={classes.message} dir="auto">
          {post.message}
        </div>
        <WebLink href={post.link}>
          <bdi dir="ltr" className={classes.previewLink}>
            {post.link}
          </bdi>
        </WebLink>
        {post.media.length > 0 && (
          <div className={classes.previewMedia}>
            {post.media.map((one) => (
              <MediaPicture key={`${one.type} ${one.url}`} media={one} />
            ))}
          </div>
        )}
      </div>
      <Title order={3} size="h6">
        {t('post.accounts')}
      </Title>
      <TargetList post={post} />
      <Group gap="xs">
        {isEditable(post) && (
          <LinkButton
            to="/integrations/publish"
            search={{ post: post.id }}
            leftSection={<IconPencil size={18} aria-hidden />}
          >
            {t('post.edit')}
          </LinkButton>
        )}
        {isCancelable(post) && <CancelButton post={post} />}
      </Group>
    </Stack>
  )
}

function CancelButton({ post }: { post: PlannedPost }) {
  const { t } = useTranslation('channel-posts')
  const api = useApi()
  const toasts = useToasts()
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const failureText = usePostFailureText()
  const cancel = useMutation({
    mutationFn: () => cancelPost(api, post.id),
    onSuccess: (after) => {
      queryClient.setQueryData(plannedKeys.one(post.id), after)
      toasts.success(t('post.canceled'))
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: plannedKeys.all }),
  })
  async function ask() {
    const agreed = await confirm({
      title: t('post.askCancel.title'),
      text: t('post.askCancel.text'),
      confirmLabel: t('post.askCancel.confirm'),
      cancelLabel: t('post.askCancel.keep'),
      danger: true,
    })
    if (agreed) cancel.mutate()
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconCalendarOff size={18} aria-hidden />}
        loading={cancel.isPending}
        onClick={() => void ask()}
      >
        {t('post.cancel')}
      </Button>
      {cancel.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {failureText(cancel.error)}
        </Text>
      )}
    </>
  )
}

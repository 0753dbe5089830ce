import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconCheck, IconExternalLink, IconHelpCircle, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Api } from '../../app/api.ts'
import { useApi } from '../../app/session.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { PlatformIcon, platformName } from '../channels/PlatformIcon.tsx'
import { WebLink } from '../channels/WebLink.tsx'
import { confirmTarget, type PlannedPost, type PlannedTarget, plannedKeys, retryTarget } from './api.ts'
import classes from './ChannelPosts.module.css'
import { platformWords } from './platform-words.ts'
import { usePostFailureText, useProblemText } from './post-texts.ts'
import { targetTones } from './status.ts'
import { useChannelFacts } from './useChannelFacts.ts'
import { useOnce } from './useOnce.ts'

/** What became of a post on each of its accounts, and what can be done about it. */
export function TargetList({ post }: { post: PlannedPost }) {
  return (
    <ul className={classes.targets}>
      {post.targets.map((target) => (
        <Target key={target.account} post={post} target={target} />
      ))}
    </ul>
  )
}

function Target({ post, target }: { post: PlannedPost; target: PlannedTarget }) {
  const { t } = useTranslation('channel-posts')
  const { platformOf } = useChannelFacts()
  const platform = platformOf(target.platform)
  return (
    <li className={classes.targetRow} data-testid={`target-${target.account}`}>
      <Group gap="xs" justify="space-between">
        <span className={classes.account}>
          <PlatformIcon icon={platform?.icon} />
          <Text span fw={600}>
            <bdi>{target.account_name}</bdi>
          </Text>
          <Text span size="sm" c="dimmed">
            {platform ? platformName(platform) : target.platform}
          </Text>
        </span>
        <StatusBadge tone={targetTones[target.status]} label={t(`target.status.${target.status}`)} />
      </Group>
      {target.message !== null && (
        <Text size="sm" c="dimmed" lineClamp={2} dir="auto">
          {target.message}
        </Text>
      )}
      {target.status === 'published' && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            <DateTime value={target.published_at} />
          </Text>
          <WebLink href={target.permalink_url}>
            <Group gap={4} wrap="nowrap" component="span">
              <IconExternalLink size={16} aria-hidden className="flip-in-rtl" />
              {t('target.open')}
            </Group>
          </WebLink>
        </Group>
      )}
      {target.status === 'processing' && <Text size="sm">{t('target.processing')}</Text>}
      {target.status === 'scheduled' && target.error && <Text size="sm">{t('target.triesAgain')}</Text>}
      {target.status === 'failed' && <Failed post={post} target={target} />}
      {target.status === 'unconfirmed' && <Unconfirmed post={post} target={target} />}
    </li>
  )
}

type ActionProps = { post: PlannedPost; target: PlannedTarget }

/** What a person can do about the post on one account; `seen` and `notSeen`: he has looked for it there. */
const actions = {
  retry: (api: Api, post: number, account: number) => retryTarget(api, post, account, false),
  seen: confirmTarget,
  notSeen: (api: Api, post: number, account: number) => retryTarget(api, post, account, true),
}

/** One of them at a time. */
function useTargetActions({ post, target }: ActionProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const failureText = usePostFailureText()
  const once = useOnce()
  const { mutateAsync, isPending, variables, error } = useMutation({
    mutationFn: (action: keyof typeof actions) => actions[action](api, post.id, target.account),
    onSuccess: (after) => queryClient.setQueryData(plannedKeys.one(post.id), after),
    onSettled: () => queryClient.invalidateQueries({ queryKey: plannedKeys.all }),
  })
  return {
    run: (action: keyof typeof actions) => once(() => mutateAsync(action)),
    running: isPending ? variables : null,
    failure: error && failureText(error),
  }
}

function Failure({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {text}
    </Text>
  )
}

function Failed({ post, target }: ActionProps) {
  const { t } = useTranslation('channel-posts')
  const problemText = useProblemText()
  const { run, running, failure } = useTargetActions({ post, target })
  const { code, message = '' } = target.error ?? {}
  const said = platformWords(message)
  return (
    <Stack gap={6} align="flex-start">
      <Text size="sm">{problemText(code ?? '')}</Text>
      {said && (
        <Text size="xs" c="dimmed">
          {t('target.reason')}: <bdi>{said}</bdi>
        </Text>
      )}
      <Failure text={failure} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={running !== null}
        onClick={() => run('retry')}
      >
        {t('target.retry')}
      </Button>
    </Stack>
  )
}

/** Nobody knows whether it was published, so nothing is done without a person who has looked. */
function Unconfirmed({ post, target }: ActionProps) {
  const { t } = useTranslation('channel-posts')
  const confirm = useConfirm()
  const { accountOf, platformOf } = useChannelFacts()
  const { run, running, failure } = useTargetActions({ post, target })
  const account = accountOf(target.account)
  const mayList = platformOf(target.platform)?.capabilities.includes('posts') ?? false

  async function publishAgain() {
    const agreed = await confirm({
      title: t('unconfirmed.ask.title', { name: target.account_name }),
      text: t('unconfirmed.ask.text'),
      confirmLabel: t('unconfirmed.ask.confirm'),
    })
    if (agreed) run('notSeen')
  }

  return (
    <Alert
      color="yellow"
      icon={<IconHelpCircle aria-hidden />}
      title={t('unconfirmed.title')}
      classNames={{ title: classes.alertTitle }}
    >
      <Stack gap="xs">
        <Text size="sm">{t('unconfirmed.text')}</Text>
        <Group gap="xs">
          {mayList && (
            <LinkButton
              size="xs"
              variant="default"
              to="/integrations/posts"
              search={{ account: target.account }}
            >
              {t('unconfirmed.look')}
            </LinkButton>
          )}
          <WebLink href={account?.account_link}>{t('posts.onPlatform')}</WebLink>
        </Group>
        <Text size="sm">{t('unconfirmed.say')}</Text>
        <Failure text={failure} />
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCheck size={16} aria-hidden />}
            loading={running === 'seen'}
            disabled={running !== null}
            onClick={() => run('seen')}
          >
            {t('unconfirmed.there')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={running === 'notSeen'}
            disabled={running !== null}
            onClick={() => void publishAgain()}
          >
            {t('unconfirmed.again')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

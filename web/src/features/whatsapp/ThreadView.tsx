import { Avatar, Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowLeft } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type UIEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkActionIcon, LinkAnchor } from '../../ui/links.tsx'
import type { ChannelAccount } from '../channels/api.ts'
import {
  type Conversation,
  keys,
  type Message,
  type Partner,
  pageSize,
  readOlder,
  threadQuery,
} from './api.ts'
import { shownPhone } from './conversation.ts'
import { Days } from './Days.tsx'
import { Reply } from './Reply.tsx'
import { olderPage, type Thread } from './thread.ts'
import { useArrivals } from './useArrivals.ts'
import type { Outbox } from './useOutbox.ts'
import classes from './WhatsApp.module.css'

type ThreadViewProps = {
  partner: Partner
  /** Absent until the first message. */
  conversation: Conversation | undefined
  /** Absent when it was deleted meanwhile. */
  account: ChannelAccount | undefined
  /** Whether the shop has several accounts, so that the one at hand is worth a word. */
  several: boolean
  outbox: Outbox
}

export function ThreadView({ partner, conversation, account, several, outbox }: ThreadViewProps) {
  const { t } = useTranslation('whatsapp')
  const name = conversation?.name ?? null
  return (
    <section
      className={classes.threadPane}
      aria-label={t('thread.with', { name: name ?? shownPhone(partner.phone) })}
    >
      <Head partner={partner} conversation={conversation} via={several ? account?.name : undefined} />
      <Messages partner={partner} name={name} />
      <Reply partner={partner} conversation={conversation} account={account} outbox={outbox} />
    </section>
  )
}

type HeadProps = { partner: Partner; conversation: Conversation | undefined; via: string | undefined }

function Head({ partner, conversation, via }: HeadProps) {
  const { t } = useTranslation('whatsapp')
  const name = conversation?.name ?? null
  const phone = <bdi dir="ltr">{shownPhone(partner.phone)}</bdi>
  const customer = conversation?.customer ?? null
  return (
    <header className={classes.threadHead}>
      <LinkActionIcon
        to="/integrations/whatsapp"
        search={{}}
        size="lg"
        className={classes.backToList}
        aria-label={t('thread.back')}
      >
        <IconArrowLeft size={22} className="flip-in-rtl" aria-hidden />
      </LinkActionIcon>
      <Avatar name={name ?? undefined} color="harbour" radius="xl" aria-hidden alt="" />
      <div className={classes.rowText}>
        <Text component="h2" fw={650} className={classes.cut}>
          {name === null ? phone : <bdi>{name}</bdi>}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {name !== null && phone}
          {via && (
            <>
              {name !== null && ' · '}
              {t('list.via')} <bdi>{via}</bdi>
            </>
          )}
        </Text>
      </div>
      {customer !== null && (
        <LinkAnchor size="sm" to="/customers/$customerId" params={{ customerId: String(customer) }}>
          {t('thread.customer')}
        </LinkAnchor>
      )}
    </header>
  )
}

/** How near to an end of the messages counts as being there, in pixels. */
const nearPx = 120

/** The messages stand in a box that is filled from below: it stays where its reader is when older ones arrive above. */
function Messages({ partner, name }: { partner: Partner; name: string | null }) {
  const { t } = useTranslation('whatsapp')
  const errorText = useErrorText()
  const api = useApi()
  const { data: thread, error, refetch } = useQuery(threadQuery(api, partner))
  const older = useOlder(partner, thread)
  const box = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const [unseen, setUnseen] = useState(false)
  const arrival = useArrivals(thread?.messages)
  const sent = thread?.messages.findLast(({ direction }) => direction === 'outbound')?.id

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message of the shop leads to the end, where it stands.
  useEffect(() => {
    box.current?.scrollTo({ top: 0 })
  }, [sent])
  useEffect(() => {
    if (arrival) setUnseen(true)
  }, [arrival])

  function onScroll({ currentTarget }: UIEvent<HTMLDivElement>) {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget
    // Filled from below, it counts from 0 at the end to negative values.
    const end = -scrollTop < nearPx
    setAtEnd(end)
    if (end) setUnseen(false)
    if (scrollHeight - clientHeight + scrollTop < nearPx) older.load()
  }

  function content() {
    if (thread === undefined) {
      if (error) return <ErrorState text={errorText(error)} onRetry={() => void refetch()} />
      return <Waiting />
    }
    if (thread.messages.length === 0) {
      return (
        <Text c="dimmed" ta="center" py="xl">
          {t('thread.empty')}
        </Text>
      )
    }
    return (
      <>
        {older.more && (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.older}
            loading={older.loading}
            onClick={older.load}
          >
            {older.failed ? t('thread.olderFailed') : t('thread.older')}
          </Button>
        )}
        <Days messages={thread.messages} />
      </>
    )
  }

  return (
    <div className={classes.messagesFrame}>
      {/* What arrives is said below, in words that say whose it is; the log itself would also read older pages aloud. */}
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t('thread.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it.
        tabIndex={0}
        className={classes.messages}
        onScroll={onScroll}
      >
        <div>{content()}</div>
      </div>
      {unseen && !atEnd && (
        <Button
          size="xs"
          radius="xl"
          className={classes.toEnd}
          leftSection={<IconArrowDown size={16} aria-hidden />}
          onClick={() => box.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          {t('thread.unseen')}
        </Button>
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {arrival && t('thread.arrived', { name: name ?? shownPhone(partner.phone), text: arrival })}
      </VisuallyHidden>
    </div>
  )
}

function Waiting() {
  return (
    <Stack gap="sm" p="md">
      {['60%', '45%', '55%'].map((width, index) => (
        <Skeleton key={width} height={44} width={width} radius="lg" ms={index === 1 ? 'auto' : 0} />
      ))}
    </Stack>
  )
}

function useOlder(partner: Partner, thread: Thread<Message> | undefined) {
  const api = useApi()
  const client = useQueryClient()
  const page = thread ? olderPage(thread, pageSize) : null
  const { mutate, isPending, isError } = useMutation({
    mutationFn: (wanted: number) => readOlder(api, partner, wanted),
    onSuccess: async (add) => {
      const queryKey = keys.thread(partner)
      const before = client.getQueryData<Thread<Message>>(queryKey)?.count
      const after = client.setQueryData<Thread<Message>>(queryKey, add)?.count
      if (after !== before) await client.invalidateQueries({ queryKey })
    },
  })
  return {
    more: page !== null,
    loading: isPending,
    failed: isError,
    load() {
      if (page !== null && !isPending) mutate(page)
    },
  }
}

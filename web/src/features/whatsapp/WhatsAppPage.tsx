import { Group, Paper, Skeleton } from '@mantine/core'
import { IconBrandWhatsapp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { accountChoiceQuery, platformsQuery } from '../channels/api.ts'
import { SandboxBadge } from '../channels/SandboxBadge.tsx'
import { conversationsQuery } from './api.ts'
import { Inbox } from './Inbox.tsx'
import classes from './WhatsApp.module.css'

/** The conversations of the shop on WhatsApp (channels contract 5.5 and 9). */
export function WhatsAppPage() {
  const { t } = useTranslation('whatsapp')
  const errorText = useErrorText()
  const api = useApi()
  const platforms = useQuery(platformsQuery(api))
  const accounts = useQuery(accountChoiceQuery(api))
  const conversations = useQuery(conversationsQuery(api))
  const platform = platforms.data?.find(({ value }) => value === 'whatsapp')
  const own = accounts.data?.filter((account) => account.platform === 'whatsapp')
  // What was read once stays in view when reading it again fails; the next try comes by itself.
  const failed = [accounts, conversations].find(({ data, error }) => data === undefined && error !== null)

  function content() {
    if (failed) {
      return <ErrorState text={errorText(failed.error)} onRetry={() => void failed.refetch()} />
    }
    if (own === undefined || conversations.data === undefined) return <Loading />
    const unused = conversations.data.length === 0 && !own.some(({ status }) => status === 'connected')
    if (unused) return <NotConnected />
    return <Inbox accounts={own} conversations={conversations.data} />
  }

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title={t('title')}
          description={t('text')}
          actions={<SandboxBadge platform={platform} />}
        />
      </div>
      {content()}
    </div>
  )
}

function NotConnected() {
  const { t } = useTranslation('whatsapp')
  return (
    <Paper withBorder>
      <EmptyState
        order={2}
        icon={IconBrandWhatsapp}
        title={t('notConnected.title')}
        text={t('notConnected.text')}
        action={
          <LinkButton to="/integrations" search={{ platform: 'whatsapp' }}>
            {t('notConnected.action')}
          </LinkButton>
        }
      />
    </Paper>
  )
}

function Loading() {
  return (
    <Paper withBorder p="md">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <Skeleton height={320} w={{ base: '100%', sm: 300 }} />
        <Skeleton height={320} visibleFrom="sm" />
      </Group>
    </Paper>
  )
}

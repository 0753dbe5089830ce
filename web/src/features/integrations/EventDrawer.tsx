import { Alert, Button, Code, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { eventKey, eventQuery, retryEvent, type StoreEvent } from './api.ts'
import { useEventLabels } from './event-labels.ts'
import { Fact } from './Fact.tsx'
import { ResultBadge } from './ResultBadge.tsx'
import classes from './Store.module.css'

/** One event with what was sent, and its second chance when it failed. Mount it only while it is open. */
export function EventDrawer({ event: row, onClose }: { event: StoreEvent; onClose: () => void }) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation()
  const { typeOf, channelOf, ms } = useEventLabels()
  const { data: event = row, isPlaceholderData } = useQuery(eventQuery(useApi(), row))
  const erased = Object.keys(event.payload).length === 0
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={typeOf(event.event_type, event.event_type_display)}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <Stack>
        <Group gap="xs">
          <ResultBadge success={event.processed_successfully} />
          <Text size="sm" c="dimmed">
            <DateTime value={event.created_at} show="longDateTime" />
          </Text>
        </Group>
        {event.error_message && (
          <Alert
            color="red"
            icon={<IconAlertTriangle size={20} aria-hidden />}
            title={t('events.fields.error')}
          >
            <bdi>{event.error_message}</bdi>
          </Alert>
        )}
        {!event.processed_successfully && <RetryButton event={event} />}
        <dl className={classes.stats}>
          <Fact label={t('events.fields.eventId')}>
            <bdi dir="ltr">{event.event_id}</bdi>
          </Fact>
          <Fact label={t('events.fields.channel')}>{channelOf(event.channel)}</Fact>
          <Fact label={t('events.fields.product')}>
            <bdi dir="ltr">{event.woo_product_id ?? '–'}</bdi>
          </Fact>
          <Fact label={t('events.fields.token')}>
            <bdi>{event.token_name ?? t('events.noToken')}</bdi>
          </Fact>
          <Fact label={t('events.fields.time')}>{ms(event.processing_time_ms)}</Fact>
          <Fact label={t('events.fields.address')}>
            <bdi dir="ltr">{event.source_ip ?? '–'}</bdi>
          </Fact>
          <Fact label={t('events.fields.agent')}>
            <bdi dir="ltr">{event.user_agent || '–'}</bdi>
          </Fact>
        </dl>
        <Stack gap={6}>
          <Title order={3} size="h6">
            {t('events.fields.payload')}
          </Title>
          {isPlaceholderData ? (
            <Skeleton height={160} />
          ) : erased ? (
            <Text size="sm" c="dimmed">
              {t('events.noPayload')}
            </Text>
          ) : (
            <Code block dir="ltr" className={classes.payload} data-testid="payload" tabIndex={0}>
              {JSON.stringify(event.payload, null, 2)}
            </Code>
          )}
        </Stack>
      </Stack>
    </Drawer>
  )
}

function RetryButton({ event }: { event: StoreEvent }) {
  const { t } = useTranslation('integrations')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => retryEvent(api, event.id),
    onSuccess: (after) => {
      queryClient.setQueryData(eventKey(event.id), after)
      if (after.processed_successfully) toasts.success(t('events.retried'))
      else toasts.notice(t('events.retryFailed'))
    },
    onError: toasts.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['integrations', 'events'] }),
  })
  return (
    <Group>
      <Button
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        {t('events.retry')}
      </Button>
    </Group>
  )
}

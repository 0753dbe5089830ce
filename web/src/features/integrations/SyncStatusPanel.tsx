import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { DateTime } from '../../ui/DateTime.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { type StoreToken, syncStatusQuery } from './api.ts'
import { Fact } from './Fact.tsx'
import classes from './Store.module.css'

/** Whether what the shop sends arrives; keeps itself up to date while it is on the page. */
export function SyncStatusPanel({ token }: { token: StoreToken }) {
  const { t } = useTranslation('integrations')
  const { number } = useFormat()
  const errorText = useErrorText()
  const { data: status, error } = useQuery(syncStatusQuery(useApi(), token.id))

  if (error && !status) {
    return (
      <Text size="sm" c="var(--mantine-color-error)" role="alert">
        {errorText(error)}
      </Text>
    )
  }
  if (!status) return <Skeleton height={96} />
  const products = { active: number(status.products_active), total: number(status.products_total) }
  return (
    <Stack
      gap="sm"
      component="section"
      aria-label={t('sync.title', { name: token.name })}
      className={classes.status}
    >
      <dl className={classes.stats}>
        <Fact label={t('sync.host')}>
          {status.store_host ? <bdi dir="ltr">{status.store_host}</bdi> : t('sync.noHost')}
        </Fact>
        <Fact label={t('sync.products')}>{t('sync.productsOf', products)}</Fact>
        <Fact label={t('sync.events')}>{number(status.events_total)}</Fact>
        <Fact label={t('sync.failed')}>
          <Text
            span
            size="sm"
            {...(status.events_failed > 0 && { c: 'var(--mantine-color-error)', fw: 600 })}
          >
            {number(status.events_failed)}
          </Text>
        </Fact>
        <Fact label={t('sync.last')}>
          {status.last_event_at ? <DateTime value={status.last_event_at} show="relative" /> : t('sync.never')}
        </Fact>
        <Fact label={t('sync.lastError')}>
          {status.last_error ? (
            <Text span size="sm" c="var(--mantine-color-error)">
              <bdi>{status.last_error}</bdi>
            </Text>
          ) : (
            t('sync.noError')
          )}
        </Fact>
      </dl>
      <LinkAnchor
        to="/settings/integrations/store"
        search={{ view: 'events', token: token.id }}
        size="sm"
        fw={600}
      >
        {t('sync.log')}
      </LinkAnchor>
    </Stack>
  )
}

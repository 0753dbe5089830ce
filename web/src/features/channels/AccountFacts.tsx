import { Code, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/DateTime.tsx'
import { Fact } from '../integrations/Fact.tsx'
import type { ChannelAccount } from './api.ts'
import classes from './Channels.module.css'

/** When an account was read and how long its connection lasts; what the platform granted unfolds below. */
export function AccountFacts({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation('channels')
  const { token_expires_at: end, last_sync_at: synced, status, scopes } = account
  // A connection that was taken back before its end has no date worth telling.
  const hasEnd = status === 'connected' || account.is_token_expired
  return (
    <>
      <dl className={classes.facts}>
        <Fact label={t('facts.lastSync')}>
          {synced ? <DateTime value={synced} show="relative" /> : t('facts.never')}
        </Fact>
        {hasEnd && (
          <Fact label={t(account.is_token_expired ? 'facts.expired' : 'facts.expires')}>
            {end ? <DateTime value={end} show="longDateTime" /> : t('facts.noEnd')}
          </Fact>
        )}
      </dl>
      {account.external_account_id && (
        <details className={classes.details}>
          <summary>{t('facts.details')}</summary>
          <dl className={classes.facts}>
            <Fact label={t('facts.id')}>
              <bdi dir="ltr">{account.external_account_id}</bdi>
            </Fact>
          </dl>
          <Text size="xs" c="dimmed" mt="xs" mb={4}>
            {t('facts.scopes')}
          </Text>
          {scopes.length > 0 ? (
            <Group gap={6}>
              {scopes.map((scope) => (
                <Code key={scope} dir="ltr" className={classes.scope}>
                  {scope}
                </Code>
              ))}
            </Group>
          ) : (
            <Text size="sm">{t('facts.noScopes')}</Text>
          )}
        </details>
      )}
    </>
  )
}

import { Checkbox, Group, Input, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/Card.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { AccountStatus } from '../channels/AccountStatus.tsx'
import { PlatformIcon, platformName } from '../channels/PlatformIcon.tsx'
import { SandboxBadge } from '../channels/SandboxBadge.tsx'
import classes from './ChannelPosts.module.css'
import type { DraftTarget } from './draft.ts'
import { isReady, useChannelFacts } from './useChannelFacts.ts'

/** The server takes no more at once. */
const mostTargets = 20

type AccountsFieldProps = {
  value: DraftTarget[]
  onChange: (targets: DraftTarget[]) => void
  error: string | null
}

/** Chooses the accounts that a post is for; those that cannot publish now say why. */
export function AccountsField({ value, onChange, error }: AccountsFieldProps) {
  const { t } = useTranslation('channel-posts')
  const { accounts = [], platformOf } = useChannelFacts()
  const able = accounts.filter(({ platform }) => platformOf(platform)?.capabilities.includes('publish'))
  const chosen = new Set(value.map(({ account }) => account))
  const someLost = able.some((account) => !isReady(account))

  function toggle(id: number) {
    if (chosen.has(id)) onChange(value.filter(({ account }) => account !== id))
    else onChange([...value, { account: id, message: null, options: {} }])
  }

  return (
    <Card title={t('publish.accounts')}>
      <Stack gap="xs" role="group" aria-label={t('publish.accounts')}>
        <ul className={classes.accounts}>
          {able.map((account) => {
            const platform = platformOf(account.platform)
            const isChosen = chosen.has(account.id)
            const ready = isReady(account)
            return (
              <li key={account.id}>
                <Checkbox
                  checked={isChosen}
                  // One that was lost meanwhile can still be taken out.
                  disabled={!isChosen && (!ready || chosen.size >= mostTargets)}
                  onChange={() => toggle(account.id)}
                  label={
                    <span className={classes.account}>
                      <PlatformIcon icon={platform?.icon} />
                      <bdi>{account.name}</bdi>
                      <Text span size="sm" c="dimmed">
                        {platform && platformName(platform)}
                      </Text>
                    </span>
                  }
                />
                <Group gap={6}>
                  <SandboxBadge platform={platform} />
                  {!account.is_active && (
                    <Text size="sm" c="dimmed">
                      {t('publish.switchedOff')}
                    </Text>
                  )}
                  {account.is_active && !ready && <AccountStatus account={account} />}
                </Group>
              </li>
            )
          })}
        </ul>
        {someLost && (
          <Text size="sm" c="dimmed">
            {t('publish.someLost')} <LinkAnchor to="/integrations">{t('noAccount.reconnect')}</LinkAnchor>
          </Text>
        )}
        {error && <Input.Error role="alert">{error}</Input.Error>}
      </Stack>
    </Card>
  )
}

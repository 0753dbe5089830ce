import { Alert, Button, Code, Group, Pagination, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconFlask, IconPlugOff, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { AccountCard } from './AccountCard.tsx'
import { AccountDialog } from './AccountDialog.tsx'
import { accountsQuery, type ChannelAccount, type ChannelPlatform, pageSize } from './api.ts'
import classes from './Channels.module.css'
import { InsightsSection } from './InsightsSection.tsx'
import { noticeClasses } from './notice-classes.ts'
import { platformName } from './PlatformIcon.tsx'
import { SandboxBadge } from './SandboxBadge.tsx'

type PlatformViewProps = {
  platform: ChannelPlatform
  platforms: ChannelPlatform[]
  /** The account that a person comes back to from its platform. */
  returned: number | null
  /** Called once the card of that account has taken the focus. */
  forget: () => void
}

type Dialog = { kind: 'add' } | { kind: 'edit'; account: ChannelAccount } | null

/** The accounts on one platform, and their figures. */
export function PlatformView({ platform, platforms, returned, forget }: PlatformViewProps) {
  const { t } = useTranslation('channels')
  const { page = 1 } = useSearch({ from: '/app/integrations' })
  const navigate = useNavigate({ from: '/integrations' })
  const errorText = useErrorText()
  const accounts = useQuery(accountsQuery(useApi(), platform.value, page))
  const [dialog, setDialog] = useState<Dialog>(null)
  const [added, setAdded] = useState<number | null>(null)
  const rows = accounts.data?.results
  const arrive = useCallback(() => {
    setAdded(null)
    forget()
  }, [forget])
  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setDialog({ kind: 'add' })}>
      {t('actions.add')}
    </Button>
  )

  return (
    <Stack gap="lg">
      {platform.sandbox && <SandboxNotice platform={platform} />}
      {!platform.configured && <NotConfigured platform={platform} />}
      {rows && rows.length > 0 && <Group justify="flex-end">{addButton}</Group>}
      {accounts.error && !rows ? (
        <Paper className={classes.frame}>
          <ErrorState text={errorText(accounts.error)} onRetry={() => void accounts.refetch()} />
        </Paper>
      ) : !rows ? (
        <Skeleton height={240} radius="lg" />
      ) : rows.length === 0 ? (
        <Paper className={classes.frame}>
          <EmptyState
            order={2}
            title={t('empty.title', { platform: platformName(platform) })}
            text={t('empty.text')}
            action={addButton}
          />
        </Paper>
      ) : (
        <ul className={classes.grid}>
          {rows.map((account) => (
            <li key={account.id}>
              <AccountCard
                account={account}
                platform={platform}
                focused={account.id === (added ?? returned)}
                onFocused={arrive}
                onEdit={() => setDialog({ kind: 'edit', account })}
              />
            </li>
          ))}
        </ul>
      )}
      <Pages
        page={page}
        count={accounts.data?.count ?? 0}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }), replace: true })}
      />
      {platform.capabilities.includes('insights') && rows && <InsightsSection accounts={rows} />}
      {dialog?.kind === 'add' && (
        <AccountDialog
          account={null}
          platform={platform.value}
          platforms={platforms}
          onClose={() => setDialog(null)}
          onCreated={(account) => {
            setAdded(account.id)
            if (account.platform !== platform.value)
              void navigate({ search: { platform: account.platform }, replace: true })
          }}
        />
      )}
      {dialog?.kind === 'edit' && (
        <AccountDialog account={dialog.account} platforms={platforms} onClose={() => setDialog(null)} />
      )}
    </Stack>
  )
}

function SandboxNotice({ platform }: { platform: ChannelPlatform }) {
  const { t } = useTranslation('channels')
  return (
    <Alert classNames={noticeClasses} icon={<IconFlask aria-hidden />}>
      <Group gap="xs">
        <SandboxBadge platform={platform} />
        <Text size="sm">{t('sandbox.text', { platform: platformName(platform) })}</Text>
      </Group>
    </Alert>
  )
}

/** Which variables the server lacks; their names follow from the platform's id (channels contract 7). */
function NotConfigured({ platform }: { platform: ChannelPlatform }) {
  const { t } = useTranslation('channels')
  const prefix = platform.value.toUpperCase()
  return (
    <Alert
      color="gray"
      icon={<IconPlugOff aria-hidden />}
      title={t('notConfigured.title', { platform: platformName(platform) })}
    >
      <Text size="sm" mb="xs">
        {t('notConfigured.text')}
      </Text>
      <Group gap="xs">
        {[`${prefix}_CLIENT_ID`, `${prefix}_CLIENT_SECRET`].map((name) => (
          <Code key={name} dir="ltr">
            {name}
          </Code>
        ))}
      </Group>
    </Alert>
  )
}

function Pages({ page, count, onPage }: { page: number; count: number; onPage: (page: number) => void }) {
  const { t: common } = useTranslation()
  const { number } = useFormat()
  if (count <= pageSize) return null
  return (
    <Pagination
      value={page}
      total={Math.ceil(count / pageSize)}
      onChange={onPage}
      size="sm"
      aria-label={common('pagination.label')}
      getItemProps={(item) => ({
        children: number(item),
        'aria-label': common('pagination.page', { page: number(item) }),
      })}
      getControlProps={(control) => ({ 'aria-label': common(`pagination.${control}`) })}
    />
  )
}

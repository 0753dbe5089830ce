import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useFirstPageInstead } from '../integrations/useFirstPageInstead.ts'
import { AccountPicker } from './AccountPicker.tsx'
import { type ChannelLog, logsQuery, pageSize } from './api.ts'
import classes from './Channels.module.css'
import { LogDrawer } from './LogDrawer.tsx'
import { LogStatus, useLogTexts } from './log-texts.tsx'
import { type ChannelsSearch, logStatuses } from './search.ts'

/** What was done with the accounts, newest first, by account and by result. */
export function LogsView() {
  const { t } = useTranslation('channels')
  const { account, status, page = 1 } = useSearch({ from: '/app/integrations' })
  const navigate = useNavigate({ from: '/integrations' })
  const [shown, setShown] = useState<ChannelLog | null>(null)
  const logs = useQuery(logsQuery(useApi(), { account, status }, page))
  const narrow = (change: Partial<ChannelsSearch>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  useFirstPageInstead(logs.error, page, () => narrow({}))

  return (
    <>
      <Group gap="sm" mb="md" align="flex-end" className={classes.filters}>
        <AccountPicker
          optional
          value={account ?? null}
          onChange={(id) => narrow({ account: id ?? undefined })}
        />
        <Select
          label={t('logs.status.label')}
          placeholder={t('logs.status.any')}
          clearable
          data={logStatuses.map((value) => ({ value, label: t(`logs.status.${value}`) }))}
          value={status ?? null}
          onChange={(value) => narrow({ status: logStatuses.find((one) => one === value) })}
        />
      </Group>
      <DataTable
        label={t('tabs.logs')}
        columns={useColumns(setShown)}
        rows={logs.data?.results}
        rowKey={(log) => log.id}
        error={logs.error}
        onRetry={() => void logs.refetch()}
        refreshing={logs.isPlaceholderData}
        onRowClick={setShown}
        empty={
          account === undefined && status === undefined ? (
            <EmptyState
              icon={IconHistory}
              order={2}
              title={t('logs.empty.title')}
              text={t('logs.empty.text')}
            />
          ) : (
            <EmptyState
              order={2}
              title={t('logs.nothingFound')}
              action={
                <Button variant="light" onClick={() => narrow({ account: undefined, status: undefined })}>
                  {t('logs.clear')}
                </Button>
              }
            />
          )
        }
        pagination={{
          page,
          pageSize,
          total: logs.data?.count ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
      {shown && <LogDrawer log={shown} onClose={() => setShown(null)} />}
    </>
  )
}

function useColumns(onShow: (log: ChannelLog) => void): Column<ChannelLog>[] {
  const { t } = useTranslation('channels')
  const { actionOf, reasonOf } = useLogTexts()
  return [
    {
      key: 'action',
      header: t('logs.columns.action'),
      primary: true,
      render: (log) => (
        <Anchor
          component="button"
          type="button"
          size="sm"
          fw={600}
          ta="start"
          aria-label={t('logs.details', { action: actionOf(log) })}
          onClick={() => onShow(log)}
        >
          {actionOf(log)}
        </Anchor>
      ),
    },
    {
      key: 'account',
      header: t('logs.columns.account'),
      render: (log) => <bdi>{log.account_name}</bdi>,
    },
    {
      key: 'status',
      header: t('logs.status.label'),
      render: (log) => (
        <Stack gap={2} align="flex-start">
          <LogStatus status={log.status} />
          {reasonOf(log) && <Text size="xs">{reasonOf(log)}</Text>}
        </Stack>
      ),
    },
    {
      key: 'time',
      header: t('logs.columns.time'),
      align: 'end',
      render: (log) => <DateTime value={log.created_at} />,
    },
  ]
}

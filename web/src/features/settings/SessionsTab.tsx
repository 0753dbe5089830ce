import { Button, Group, Text } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { endOtherSessions, endSession, listSessions, type SessionRow } from './api.ts'
import { deviceOf } from './user-agent.ts'

const pageSize = 20

export function SessionsTab() {
  const { t } = useTranslation('settings')
  const api = useApi()
  const confirm = useConfirm()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [page, setPage] = useState(1)

  const sessions = useQuery({
    queryKey: ['sessions', page],
    queryFn: () => listSessions(api, page, pageSize),
    placeholderData: keepPreviousData,
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ['sessions'] })

  const endOne = useMutation({
    mutationFn: (id: string) => endSession(api, id),
    onSuccess: () => toasts.success(t('sessions.ended')),
    onError: toasts.failure,
    onSettled: refresh,
  })
  const endOthers = useMutation({
    mutationFn: () => endOtherSessions(api),
    onSuccess: (count) => toasts.success(t('sessions.endedOthers', { count })),
    onError: toasts.failure,
    onSettled: refresh,
  })

  function nameOf(session: SessionRow): string {
    const device = deviceOf(session.user_agent)
    return device ? t('sessions.on', device) : session.user_agent.slice(0, 60) || t('sessions.unknownDevice')
  }

  async function askToEnd(session: SessionRow) {
    const device = nameOf(session)
    const sure = await confirm({
      title: t('sessions.endTitle'),
      text: t('sessions.endText', { device }),
      confirmLabel: t('sessions.end'),
      danger: true,
    })
    if (sure) endOne.mutate(session.id)
  }

  async function askToEndOthers() {
    const sure = await confirm({
      title: t('sessions.endOthersTitle'),
      text: t('sessions.endOthersText'),
      confirmLabel: t('sessions.endOthers'),
      danger: true,
    })
    if (sure) endOthers.mutate()
  }

  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed">{t('sessions.text')}</Text>
        {(sessions.data?.count ?? 0) > 1 && (
          <Button variant="default" loading={endOthers.isPending} onClick={askToEndOthers}>
            {t('sessions.endOthers')}
          </Button>
        )}
      </Group>
      <DataTable
        label={t('tabs.sessions')}
        rows={sessions.data?.results}
        rowKey={(session) => session.id}
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        refreshing={sessions.isPlaceholderData}
        pagination={{ page, pageSize, total: sessions.data?.count ?? 0, onPage: setPage }}
        columns={[
          {
            key: 'device',
            header: t('sessions.device'),
            primary: true,
            render: (session) => (
              <Group gap="xs">
                <span>{nameOf(session)}</span>
                {session.current && <StatusBadge tone="success" label={t('sessions.current')} />}
              </Group>
            ),
          },
          {
            key: 'ip',
            header: t('sessions.address'),
            render: (session) => <bdi dir="ltr">{session.ip}</bdi>,
          },
          {
            key: 'lastUsed',
            header: t('sessions.lastUsed'),
            render: (session) => <DateTime value={session.last_used_at} show="relative" />,
          },
          {
            key: 'since',
            header: t('sessions.since'),
            render: (session) => <DateTime value={session.created_at} show="date" />,
          },
          {
            key: 'end',
            header: t('sessions.end'),
            actions: true,
            align: 'end',
            render: (session) =>
              session.current ? null : (
                <Button
                  variant="light"
                  color="red"
                  size="xs"
                  aria-label={t('sessions.endThis', { device: nameOf(session) })}
                  loading={endOne.isPending && endOne.variables === session.id}
                  onClick={() => askToEnd(session)}
                >
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

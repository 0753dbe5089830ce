import { ActionIcon, Badge, Button, Code, Group, Menu, Stack, Text } from '@mantine/core'
import {
  IconDotsVertical,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { ApiTokenDialog } from './ApiTokenDialog.tsx'
import {
  type ApiToken,
  apiTokensQuery,
  deleteApiToken,
  type NewApiToken,
  switchApiToken,
  tokenPermissions,
} from './api-tokens.ts'
import { NewTokenDialog } from './NewTokenDialog.tsx'

/** Programs that work for the shop: what each may do, and since when it has not come by. */
export function ApiTokensTab() {
  const { t } = useTranslation('api-tokens')
  const [edited, setEdited] = useState<ApiToken | 'new' | null>(null)
  const [created, setCreated] = useState<NewApiToken | null>(null)
  const tokens = useQuery(apiTokensQuery(useApi()))
  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('add')}
    </Button>
  )
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed" maw="44rem">
          {t('text')}
        </Text>
        {addButton}
      </Group>
      <DataTable
        label={t('title')}
        columns={useColumns(setEdited)}
        rows={tokens.data}
        rowKey={(token) => token.id}
        error={tokens.error}
        onRetry={() => void tokens.refetch()}
        empty={<EmptyState icon={IconKey} order={2} title={t('empty.title')} text={t('empty.text')} />}
      />
      {edited && (
        <ApiTokenDialog
          token={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onCreated={setCreated}
        />
      )}
      {created && <NewTokenDialog token={created} onClose={() => setCreated(null)} />}
    </>
  )
}

function stateOf(token: ApiToken): { tone: StatusTone; key: 'active' | 'revoked' | 'expired' } {
  if (token.is_expired) return { tone: 'danger', key: 'expired' }
  return token.is_active ? { tone: 'success', key: 'active' } : { tone: 'neutral', key: 'revoked' }
}

function useColumns(onEdit: (token: ApiToken) => void): Column<ApiToken>[] {
  const { t } = useTranslation('api-tokens')
  return [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (token) => (
        <Stack gap={2} align="flex-start" miw={0}>
          <Text size="sm" fw={600}>
            <bdi>{token.name}</bdi>
          </Text>
          <Code dir="ltr">{token.token_preview}</Code>
        </Stack>
      ),
    },
    {
      key: 'permissions',
      header: t('fields.permissions'),
      render: ({ permissions }) => <PermissionList permissions={permissions} />,
    },
    {
      key: 'used',
      header: t('fields.lastUsed'),
      render: ({ last_used_at }) =>
        last_used_at === null ? t('neverUsed') : <DateTime value={last_used_at} show="relative" />,
    },
    {
      key: 'expires',
      header: t('fields.expires'),
      render: ({ expires_at }) => (expires_at === null ? t('noExpiry') : <DateTime value={expires_at} />),
    },
    {
      key: 'state',
      header: t('fields.state'),
      render: (token) => {
        const { tone, key } = stateOf(token)
        return <StatusBadge tone={tone} label={t(`state.${key}`)} />
      },
    },
    {
      key: 'actions',
      header: t('actions.label'),
      actions: true,
      align: 'end',
      width: '1%',
      render: (token) => <TokenMenu token={token} onEdit={() => onEdit(token)} />,
    },
  ]
}

function PermissionList({ permissions }: { permissions: string[] }) {
  const { t } = useTranslation('api-tokens')
  if (permissions.length === 0) return <span>{t('noPermissions')}</span>
  if (tokenPermissions.every((one) => permissions.includes(one))) return <span>{t('allPermissions')}</span>
  return (
    <Group gap={4}>
      {permissions.map((permission) => (
        <Badge key={permission} variant="default" tt="none" fw={500}>
          <bdi dir="ltr">{permission}</bdi>
        </Badge>
      ))}
    </Group>
  )
}

function TokenMenu({ token, onEdit }: { token: ApiToken; onEdit: () => void }) {
  const { t } = useTranslation('api-tokens')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['api-tokens'] })

  const turn = useMutation({
    mutationFn: (action: 'revoke' | 'activate') => switchApiToken(api, token.id, action),
    onSuccess: (_answer, action) => toasts.success(t(`done.${action}`, { name: token.name })),
    onError: toasts.failure,
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => deleteApiToken(api, token.id),
    onSuccess: () => toasts.success(t('done.delete', { name: token.name })),
    onError: toasts.failure,
    onSettled: refresh,
  })

  async function ask(action: 'revoke' | 'delete') {
    const question = {
      title: t(`ask.${action}.title`, { name: token.name }),
      text: t(`ask.${action}.text`),
      confirmLabel: t(`actions.${action}`),
      danger: true,
    }
    if (!(await confirm(question))) return
    if (action === 'revoke') turn.mutate('revoke')
    else remove.mutate()
  }

  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          aria-label={t('actions.of', { name: token.name })}
          loading={turn.isPending || remove.isPending}
        >
          <IconDotsVertical size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('actions.edit')}
        </Menu.Item>
        {token.is_active ? (
          <Menu.Item
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={() => void ask('revoke')}
          >
            {t('actions.revoke')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} className="flip-in-rtl" aria-hidden />}
            onClick={() => turn.mutate('activate')}
          >
            {t('actions.activate')}
          </Menu.Item>
        )}
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => void ask('delete')}
        >
          {t('actions.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

import { Button, Stack, Text } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RowMenu } from '../../ui/RowMenu.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useRemoval } from '../../ui/useRemoval.tsx'
import { type Branch, branchesQuery, deleteBranch } from './api.ts'
import { BranchDialog } from './BranchDialog.tsx'

/** The places of the shop; an order's branch stands as the sender on its invoice and label. */
export function BranchesPage() {
  const { t } = useTranslation('shipments')
  const api = useApi()
  const mayChange = usePermissions().can('directory:write')
  const branches = useQuery(branchesQuery(api))
  const [editing, setEditing] = useState<Branch | 'new' | null>(null)
  const remove = useRemoval<Branch>({
    queryKey: 'branches',
    remove: ({ id }) => deleteBranch(api, id),
    question: ({ name }) => ({
      title: t('branches.deleteTitle', { name }),
      text: t('branches.deleteText'),
      confirmLabel: t('actions.delete'),
    }),
    done: ({ name }, kept) => t(kept ? 'branches.switchedOff' : 'branches.deleted', { name }),
  })

  const add = mayChange && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
      {t('branches.add')}
    </Button>
  )

  const columns: Column<Branch>[] = [
    {
      key: 'name',
      header: t('branches.name'),
      primary: true,
      render: ({ name, code }) => (
        <Stack gap={0}>
          <bdi>{name}</bdi>
          <Text size="xs" c="dimmed">
            <bdi>{code}</bdi>
          </Text>
        </Stack>
      ),
    },
    {
      key: 'address',
      header: t('branches.address'),
      render: ({ address }) => <bdi>{address ?? '–'}</bdi>,
    },
    {
      key: 'phone',
      header: t('branches.phone'),
      render: ({ phone }) => <bdi dir="ltr">{phone ?? '–'}</bdi>,
    },
    {
      key: 'state',
      header: t('fields.status'),
      render: ({ is_active: active }) => (
        <StatusBadge tone={active ? 'success' : 'neutral'} label={t(active ? 'state.on' : 'state.off')} />
      ),
    },
  ]
  if (mayChange) {
    columns.push({
      key: 'actions',
      header: t('actions.row'),
      actions: 'menu',
      align: 'end',
      width: '1%',
      render: (branch) => (
        <RowMenu
          label={t('actions.of', { name: branch.name })}
          onEdit={() => setEditing(branch)}
          onDelete={() => void remove(branch)}
        />
      ),
    })
  }

  return (
    <>
      <PageHeader title={t('branches.title')} description={t('branches.text')} actions={add} />
      <DataTable
        label={t('branches.title')}
        columns={columns}
        rows={branches.data}
        rowKey={(branch) => branch.id}
        error={branches.error}
        onRetry={() => void branches.refetch()}
        empty={
          <EmptyState
            icon={IconBuildingStore}
            order={2}
            title={t('branches.emptyTitle')}
            text={t('branches.emptyText')}
            action={add}
          />
        }
      />
      {editing && (
        <BranchDialog branch={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { type CustomerGroup, customerGroupsQuery, deleteCustomerGroup } from './api.ts'
import { CustomerGroupDialog } from './CustomerGroupDialog.tsx'

export function CustomerGroupsPage() {
  const { t } = useTranslation('customers')
  const { can } = usePermissions()
  const [edited, setEdited] = useState<CustomerGroup | 'new' | null>(null)
  const groups = useQuery(customerGroupsQuery(useApi()))
  const addButton = can('customers:write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('groups.add')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('groups.title')}
        description={t('groups.text')}
        actions={addButton}
        back={
          <LinkAnchor to="/customers" size="sm">
            {t('actions.toList')}
          </LinkAnchor>
        }
      />
      <DataTable
        label={t('groups.title')}
        columns={useColumns(setEdited)}
        rows={groups.data}
        rowKey={(group) => group.id}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        empty={
          <EmptyState
            icon={IconUsersGroup}
            order={2}
            title={t('groups.emptyTitle')}
            text={t('groups.emptyText')}
            action={addButton}
          />
        }
      />
      {edited && (
        <CustomerGroupDialog group={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  )
}

function useColumns(onEdit: (group: CustomerGroup) => void): Column<CustomerGroup>[] {
  const { t } = useTranslation('customers')
  const { number, percent } = useFormat()
  const { can } = usePermissions()
  const columns: Column<CustomerGroup>[] = [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (group) => (
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={600}>
            <bdi>{group.name}</bdi>
          </Text>
          {group.description && (
            <Text size="xs" c="dimmed">
              <bdi>{group.description}</bdi>
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'discount',
      header: t('fields.discount'),
      align: 'end',
      render: (group) => <bdi>{percent(group.discount_percentage / 100, 2)}</bdi>,
    },
    {
      key: 'customers',
      header: t('groups.customers'),
      align: 'end',
      render: (group) => number(group.customer_count),
    },
    {
      key: 'state',
      header: t('groups.state'),
      render: ({ is_active: active }) => (
        <StatusBadge
          tone={active ? 'success' : 'neutral'}
          label={active ? t('groups.active') : t('groups.inactive')}
        />
      ),
    },
  ]
  if (can('customers:write')) {
    columns.push({
      key: 'actions',
      header: t('actions.label'),
      actions: true,
      align: 'end',
      width: '1%',
      render: (group) => (
        <Group gap={2} wrap="nowrap" justify="flex-end">
          <ActionIcon aria-label={t('groups.editOf', { name: group.name })} onClick={() => onEdit(group)}>
            <IconPencil size={18} />
          </ActionIcon>
          {can('records:delete') && <DeleteGroup group={group} />}
        </Group>
      ),
    })
  }
  return columns
}

function DeleteGroup({ group }: { group: CustomerGroup }) {
  const { t } = useTranslation('customers')
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteCustomerGroup(api, group.id),
    onSuccess: () => {
      toasts.success(t('groups.deleted', { name: group.name }))
      void queryClient.invalidateQueries({ queryKey: ['customer-groups'] })
    },
    onError: (error) => {
      if (/with customers/.test(error.message)) toasts.notice(t('groups.inUse', { name: group.name }))
      else toasts.failure(error)
      void queryClient.invalidateQueries({ queryKey: ['customer-groups'] })
    },
  })

  async function ask() {
    if (group.customer_count > 0) {
      toasts.notice(t('groups.inUse', { name: group.name }))
      return
    }
    const question = {
      title: t('groups.deleteTitle', { name: group.name }),
      text: t('groups.deleteText'),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return (
    <ActionIcon
      color="red"
      aria-label={t('groups.deleteOf', { name: group.name })}
      loading={remove.isPending}
      onClick={() => void ask()}
    >
      <IconTrash size={18} />
    </ActionIcon>
  )
}

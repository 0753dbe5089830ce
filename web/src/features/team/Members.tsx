import { ActionIcon, Avatar, Button, Group, Stack, Text } from '@mantine/core'
import { IconDoorExit, IconUserCog, IconUserMinus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useRoleLabel } from '../../app/role-label.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { enterWorkspace } from '../../app/workspaces.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { type Member, membersQuery, removeMember } from './api.ts'
import { RoleDialog } from './RoleDialog.tsx'

export function Members() {
  const { t } = useTranslation('team')
  const members = useQuery(membersQuery(useApi()))
  const [changed, setChanged] = useState<Member | null>(null)
  return (
    <>
      <DataTable
        label={t('members.title')}
        columns={useColumns(setChanged)}
        rows={members.data}
        rowKey={(member) => member.id}
        error={members.error}
        onRetry={() => void members.refetch()}
      />
      {changed && <RoleDialog member={changed} onClose={() => setChanged(null)} />}
    </>
  )
}

function useColumns(onChangeRole: (member: Member) => void): Column<Member>[] {
  const { t } = useTranslation('team')
  return [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (member) => (
        <Group gap="sm" wrap="nowrap">
          <Avatar
            src={member.avatar}
            name={member.display_name}
            color="harbour"
            size={34}
            alt=""
            aria-hidden
          />
          <Stack gap={0} miw={0}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                <bdi>{member.display_name}</bdi>
              </Text>
              {member.is_you && <StatusBadge tone="success" label={t('members.you')} />}
            </Group>
            <Text size="xs" c="dimmed">
              <bdi>{member.email}</bdi>
            </Text>
          </Stack>
        </Group>
      ),
    },
    { key: 'role', header: t('fields.role'), render: ({ role }) => <RoleName role={role} /> },
    {
      key: 'joined',
      header: t('members.joined'),
      render: ({ joined_at }) => <DateTime value={joined_at} show="date" />,
    },
    {
      key: 'actions',
      header: t('actions'),
      actions: true,
      align: 'end',
      width: '1%',
      render: (member) => <MemberActions member={member} onChangeRole={() => onChangeRole(member)} />,
    },
  ]
}

export function RoleName({ role }: { role: string }) {
  return <span>{useRoleLabel(role)}</span>
}

function MemberActions({ member, onChangeRole }: { member: Member; onChangeRole: () => void }) {
  const { t } = useTranslation('team')
  const { can } = usePermissions()
  if (member.role === 'owner') return null
  if (member.is_you) return <LeaveButton member={member} />
  if (!can('team:manage')) return null
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon aria-label={t('role.changeOf', { name: member.display_name })} onClick={onChangeRole}>
        <IconUserCog size={18} />
      </ActionIcon>
      <RemoveButton member={member} />
    </Group>
  )
}

function RemoveButton({ member }: { member: Member }) {
  const { t } = useTranslation('team')
  const api = useApi()
  const toasts = useToasts()
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeMember(api, member.id),
    onSuccess: () => toasts.success(t('remove.done', { name: member.display_name })),
    onError: toasts.failure,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['team'] }),
  })

  async function ask() {
    const question = {
      title: t('remove.title', { name: member.display_name }),
      text: t('remove.text'),
      confirmLabel: t('remove.confirm'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return (
    <ActionIcon
      color="red"
      aria-label={t('remove.of', { name: member.display_name })}
      loading={remove.isPending}
      onClick={() => void ask()}
    >
      <IconUserMinus size={18} />
    </ActionIcon>
  )
}

function LeaveButton({ member }: { member: Member }) {
  const { t } = useTranslation('team')
  const api = useApi()
  const toasts = useToasts()
  const confirm = useConfirm()
  const shop = useUser().workspace.name
  const leave = useMutation({
    mutationFn: () => removeMember(api, member.id),
    // The session ends here with the membership; a new page load finds out what is left.
    onSuccess: enterWorkspace,
    onError: toasts.failure,
  })

  async function ask() {
    const question = {
      title: t('leave.title', { shop }),
      text: t('leave.text'),
      confirmLabel: t('leave.confirm'),
      danger: true,
    }
    if (await confirm(question)) leave.mutate()
  }

  return (
    <Button
      size="xs"
      variant="light"
      color="red"
      leftSection={<IconDoorExit size={16} className="flip-in-rtl" aria-hidden />}
      loading={leave.isPending}
      onClick={() => void ask()}
    >
      {t('leave.confirm')}
    </Button>
  )
}

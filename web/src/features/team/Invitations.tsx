import { ActionIcon, Group } from '@mantine/core'
import { IconMailForward, IconMailOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { type Invitation, invitationsQuery, resendInvitation, revokeInvitation } from './api.ts'
import { RoleName } from './Members.tsx'

export function Invitations() {
  const { t } = useTranslation('team')
  const invitations = useQuery(invitationsQuery(useApi()))
  const columns: Column<Invitation>[] = [
    {
      key: 'email',
      header: t('fields.email'),
      primary: true,
      render: ({ email }) => <bdi>{email}</bdi>,
    },
    { key: 'role', header: t('fields.role'), render: ({ role }) => <RoleName role={role} /> },
    {
      key: 'state',
      header: t('invitations.state'),
      render: ({ status }) => (
        <StatusBadge
          tone={status === 'pending' ? 'waiting' : 'danger'}
          label={status === 'pending' ? t('invitations.pending') : t('invitations.expired')}
        />
      ),
    },
    {
      key: 'sent',
      header: t('invitations.sent'),
      render: ({ sent_at }) => <DateTime value={sent_at} show="relative" />,
    },
    {
      key: 'until',
      header: t('invitations.until'),
      render: ({ expires_at }) => <DateTime value={expires_at} />,
    },
    {
      key: 'actions',
      header: t('actions'),
      actions: true,
      align: 'end',
      width: '1%',
      render: (invitation) => <InvitationActions invitation={invitation} />,
    },
  ]
  return (
    <DataTable
      label={t('invitations.title')}
      columns={columns}
      rows={invitations.data}
      rowKey={(invitation) => invitation.id}
      error={invitations.error}
      onRetry={() => void invitations.refetch()}
      empty={<EmptyState title={t('invitations.none')} text={t('invitations.noneText')} />}
    />
  )
}

function InvitationActions({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation('team')
  const api = useApi()
  const toasts = useToasts()
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const { email } = invitation
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['team', 'invitations'] })

  const resend = useMutation({
    mutationFn: () => resendInvitation(api, invitation.id),
    onSuccess: () => toasts.success(t('invite.sent', { email })),
    onError: toasts.failure,
    onSettled: refresh,
  })
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(api, invitation.id),
    onSuccess: () => toasts.success(t('revoke.done', { email })),
    onError: toasts.failure,
    onSettled: refresh,
  })

  async function askToRevoke() {
    const question = {
      title: t('revoke.title', { email }),
      text: t('revoke.text'),
      confirmLabel: t('revoke.confirm'),
      danger: true,
    }
    if (await confirm(question)) revoke.mutate()
  }

  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon
        aria-label={t('invitations.resendTo', { email })}
        loading={resend.isPending}
        onClick={() => resend.mutate()}
      >
        <IconMailForward size={18} />
      </ActionIcon>
      <ActionIcon
        color="red"
        aria-label={t('revoke.of', { email })}
        loading={revoke.isPending}
        onClick={() => void askToRevoke()}
      >
        <IconMailOff size={18} />
      </ActionIcon>
    </Group>
  )
}

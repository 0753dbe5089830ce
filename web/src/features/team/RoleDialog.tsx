import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { changeRole, type GivenRole, givenRoles, type Member } from './api.ts'
import { RolePicker } from './RolePicker.tsx'

/** Mount it only while it is open. */
export function RoleDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const errorText = useErrorText()
  const [role, setRole] = useState<GivenRole>(givenRoles.find((one) => one === member.role) ?? 'viewer')
  const change = useMutation({
    mutationFn: () => changeRole(api, member.id, role),
    onSuccess: () => {
      toasts.success(t('role.changed', { name: member.display_name }))
      void queryClient.invalidateQueries({ queryKey: ['team'] })
      onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('role.title', { name: member.display_name })}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <Stack>
        {change.isError && (
          <Alert color="red" role="alert">
            {errorText(change.error)}
          </Alert>
        )}
        <RolePicker value={role} onChange={setRole} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('actions.cancel')}
          </Button>
          <Button loading={change.isPending} onClick={() => change.mutate()}>
            {common('actions.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

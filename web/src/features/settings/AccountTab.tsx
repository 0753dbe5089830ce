import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { useApi, useSession } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { PasswordField } from '../identity/index.ts'
import { deleteAccount } from './api.ts'

export function AccountTab() {
  const { t } = useTranslation('settings')
  const [opened, dialog] = useDisclosure(false)
  return (
    <Stack align="flex-start">
      <Title order={2} size="h4">
        {t('account.deleteTitle')}
      </Title>
      <Text c="dimmed">{t('account.deleteText')}</Text>
      <Button color="red" variant="light" onClick={dialog.open}>
        {t('account.deleteButton')}
      </Button>
      <DeleteDialog opened={opened} onClose={dialog.close} />
    </Stack>
  )
}

function DeleteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation()
  const api = useApi()
  const session = useSession()
  const toasts = useToasts()
  const errorText = useErrorText()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  const remove = useMutation({
    mutationFn: () => deleteAccount(api, password),
    onMutate: () => setProblem(null),
    onSuccess: () => {
      toasts.success(t('account.deleted'))
      session.forget()
    },
    onError: (error) => {
      const status = error instanceof ApiError ? error.status : undefined
      if (status === 400) setProblem(t('account.passwordWrong'))
      else setProblem(status === 409 ? t('account.conflict') : errorText(error))
    },
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (password === '') setProblem(common('errors.required'))
    else remove.mutate()
  }

  function close() {
    setPassword('')
    setProblem(null)
    onClose()
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('account.dialogTitle')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{t('account.dialogText')}</Text>
          <PasswordField
            label={t('password.current')}
            autoComplete="current-password"
            value={password}
            error={problem}
            data-autofocus
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {common('actions.cancel')}
            </Button>
            <Button type="submit" color="red.8" loading={remove.isPending}>
              {t('account.deleteButton')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

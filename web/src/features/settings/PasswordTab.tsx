import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi, useSession, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { newPasswordProblem, PasswordField, passwordRefusal } from '../identity/index.ts'
import { changePassword } from './api.ts'

export function PasswordTab() {
  const { t } = useTranslation('settings')
  const { t: auth } = useTranslation('auth')
  const { t: common } = useTranslation()
  const user = useUser()
  const api = useApi()
  const session = useSession()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: { old_password: '', new_password: '', repeated: '' },
    validate: {
      old_password: (value) => (value === '' ? common('errors.required') : null),
      new_password: (value) => newPasswordProblem(auth, value),
      repeated: (value, values) => (value === values.new_password ? null : auth('errors.passwordsDiffer')),
    },
  })

  const change = useMutation({
    mutationFn: ({ old_password, new_password }: typeof form.values) =>
      changePassword(api, { old_password, new_password }),
    onMutate: () => setFailure(null),
    onSuccess: (accessToken) => {
      session.replaceToken(accessToken)
      form.reset()
      void queries.invalidateQueries({ queryKey: ['sessions'] })
      toasts.success(t('password.changed'))
    },
    onError: (error) => {
      const refusal = passwordRefusal(error)
      if (refusal === 'wrong') form.setFieldError('old_password', t('password.currentWrong'))
      else if (refusal === 'used') form.setFieldError('new_password', auth('errors.passwordUsed'))
      else {
        const texts = { new_password: auth('errors.passwordWeak') }
        setFailure(applyFormErrors(form, error, common, { texts }))
      }
    },
  })

  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
      <Stack maw="26rem">
        <Text c="dimmed">{t('password.text')}</Text>
        <FormFailure text={failure} />
        {/* Lets password managers file the new password under the right account. */}
        <input type="text" autoComplete="username" value={user.email} readOnly hidden />
        <PasswordField
          label={t('password.current')}
          autoComplete="current-password"
          {...form.getInputProps('old_password')}
        />
        <PasswordField
          label={t('password.new')}
          description={auth('passwordHint')}
          autoComplete="new-password"
          {...form.getInputProps('new_password')}
        />
        <PasswordField
          label={t('password.repeat')}
          autoComplete="new-password"
          {...form.getInputProps('repeated')}
        />
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t('password.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

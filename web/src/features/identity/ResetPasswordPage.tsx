import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi, useSession } from '../../app/session.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { resetPassword } from './api.ts'
import { PasswordField } from './PasswordField.tsx'
import { newPasswordProblem, passwordRefusal } from './rules.ts'

/** A refusal about the link itself (`token`, `uid`), not about the password typed here. */
function isAboutLink(error: unknown): boolean {
  return error instanceof ApiError && ('token' in error.fields || 'uid' in error.fields)
}

export function ResetPasswordPage() {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation()
  const { token, uid } = useSearch({ from: '/public/reset-password' })
  const api = useApi()
  const session = useSession()
  const [failure, setFailure] = useState<string | null>(null)
  const [badLink, setBadLink] = useState(token === undefined)

  const form = useForm({
    initialValues: { password: '', repeated: '' },
    validate: {
      password: (value) => newPasswordProblem(t, value),
      repeated: (value, values) => (value === values.password ? null : t('errors.passwordsDiffer')),
    },
  })

  const reset = useMutation({
    mutationFn: (password: string) => resetPassword(api, { token: token ?? '', uid, new_password: password }),
    onMutate: () => setFailure(null),
    onSuccess: () => session.forget(),
    onError: (error) => {
      const refusal = passwordRefusal(error)
      if (refusal === 'used') form.setFieldError('password', t('errors.passwordUsed'))
      else if (refusal === 'wrong' || isAboutLink(error)) setBadLink(true)
      else {
        const texts = { password: t('errors.passwordWeak'), new_password: t('errors.passwordWeak') }
        setFailure(applyFormErrors(form, error, common, { texts, names: { new_password: 'password' } }))
      }
    },
  })

  if (badLink) {
    return (
      <AuthCard title={t('reset.badLinkTitle')} text={t('reset.badLinkText')}>
        <LinkButton to="/forgot-password">{t('reset.askAgain')}</LinkButton>
      </AuthCard>
    )
  }
  if (reset.isSuccess) {
    return (
      <AuthCard title={t('reset.doneTitle')} text={t('reset.doneText')}>
        <LinkButton to="/login">{t('login.submit')}</LinkButton>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('reset.title')} text={t('reset.text')} failure={failure}>
      <form onSubmit={form.onSubmit(({ password }) => reset.mutate(password))} noValidate>
        <Stack>
          <PasswordField
            label={t('fields.newPassword')}
            description={t('passwordHint')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <PasswordField
            label={t('fields.repeatPassword')}
            autoComplete="new-password"
            {...form.getInputProps('repeated')}
          />
          <Button type="submit" size="md" loading={reset.isPending}>
            {t('reset.submit')}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  )
}

import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { useLanguage } from '../../app/language.tsx'
import { useApi, useSession } from '../../app/session.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { claimOwnership, ownTimeZone } from './api.ts'
import { PasswordField } from './PasswordField.tsx'
import { emailProblem, newPasswordProblem } from './rules.ts'

/** The owner of a new server comes here through the one-time link of its first start. */
export function WelcomePage() {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation()
  const { token } = useSearch({ from: '/public/welcome' })
  const api = useApi()
  const session = useSession()
  const navigate = useNavigate()
  const { language } = useLanguage()
  const [failure, setFailure] = useState<string | null>(null)
  const [badLink, setBadLink] = useState(false)

  const form = useForm({
    initialValues: { full_name: '', workspace_name: '', email: '', password: '' },
    validate: {
      full_name: (value) => (value.trim() === '' ? common('errors.required') : null),
      email: (value) => emailProblem(t, value),
      password: (value) => newPasswordProblem(t, value),
    },
  })

  const claim = useMutation({
    mutationFn: (values: typeof form.values) =>
      claimOwnership(api, {
        ...values,
        workspace_name: values.workspace_name.trim() || undefined,
        token: token ?? '',
        language,
        timezone: ownTimeZone(),
      }),
    onMutate: () => setFailure(null),
    onSuccess: ({ user, tokens }) => {
      session.signIn(user, tokens.access)
      void navigate({ to: '/' })
    },
    onError: (error) => {
      const formFields = Object.keys(form.getValues())
      const aboutForm =
        error instanceof ApiError && Object.keys(error.fields).some((name) => formFields.includes(name))
      if (error instanceof ApiError && error.status === 400 && !aboutForm) {
        setBadLink(true)
        return
      }
      const texts = { email: t('errors.emailTaken'), password: t('errors.passwordWeak') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  if (badLink || token === undefined) {
    return (
      <AuthCard
        title={t('welcome.badLinkTitle')}
        text={badLink ? t('welcome.badLinkText') : t('welcome.noTokenText')}
      >
        <LinkButton to="/login">{t('login.submit')}</LinkButton>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('welcome.title')} text={t('welcome.text')} failure={failure}>
      <form onSubmit={form.onSubmit((values) => claim.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={t('fields.name')}
            autoComplete="name"
            maxLength={150}
            required
            {...form.getInputProps('full_name')}
          />
          <TextInput
            label={t('fields.workspaceName')}
            autoComplete="organization"
            maxLength={150}
            {...form.getInputProps('workspace_name')}
          />
          <TextInput
            label={t('fields.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordField
            label={t('fields.password')}
            description={t('passwordHint')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" loading={claim.isPending}>
            {t('welcome.submit')}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  )
}

import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useLanguage } from '../../app/language.tsx'
import { ownPathOnly } from '../../app/own-path.ts'
import { useApi, useSession } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { ownTimeZone, signUp } from './api.ts'
import { GoogleButton } from './GoogleButton.tsx'
import { PasswordField } from './PasswordField.tsx'
import { emailProblem, newPasswordProblem } from './rules.ts'

export function SignupPage() {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation()
  const { next } = useSearch({ from: '/public/visitors/signup' })
  const router = useRouter()
  const api = useApi()
  const session = useSession()
  const { language } = useLanguage()
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: { full_name: '', email: '', password: '' },
    validate: {
      full_name: (value) => (value.trim() === '' ? common('errors.required') : null),
      email: (value) => emailProblem(t, value),
      password: (value) => newPasswordProblem(t, value),
    },
  })

  const signup = useMutation({
    mutationFn: (values: typeof form.values) => signUp(api, { ...values, language, timezone: ownTimeZone() }),
    onMutate: () => setFailure(null),
    onSuccess: ({ user, tokens }) => {
      session.signIn(user, tokens.access)
      router.history.push(ownPathOnly(next) ?? '/')
    },
    onError: (error) => {
      const texts = { email: t('errors.emailTaken'), password: t('errors.passwordWeak') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })

  return (
    <AuthCard title={t('signup.title')} text={t('signup.text')} failure={failure}>
      <form onSubmit={form.onSubmit((values) => signup.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={t('fields.name')}
            autoComplete="name"
            maxLength={150}
            required
            {...form.getInputProps('full_name')}
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
          <Button type="submit" size="md" loading={signup.isPending}>
            {t('signup.submit')}
          </Button>
        </Stack>
      </form>
      <GoogleButton next={next} />
      <Text ta="center" size="sm">
        {t('signup.hasAccount')}{' '}
        <LinkAnchor to="/login" search={next ? { next } : {}} size="sm" underline="always">
          {t('signup.login')}
        </LinkAnchor>
      </Text>
    </AuthCard>
  )
}

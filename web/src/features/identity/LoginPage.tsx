import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { ownPathOnly } from '../../app/own-path.ts'
import { useApi, useSession, useSessionState } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { logIn } from './api.ts'
import { GoogleButton } from './GoogleButton.tsx'
import { PasswordField } from './PasswordField.tsx'
import { emailProblem } from './rules.ts'

export function LoginPage() {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation()
  const { next } = useSearch({ from: '/public/visitors/login' })
  const router = useRouter()
  const api = useApi()
  const session = useSession()
  const state = useSessionState()
  const expired = state.status === 'anonymous' && state.reason === 'expired'
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => emailProblem(t, value),
      password: (value) => (value === '' ? common('errors.required') : null),
    },
  })

  const login = useMutation({
    mutationFn: (values: typeof form.values) => logIn(api, values),
    onMutate: () => setFailure(null),
    onSuccess: ({ user, tokens }) => {
      session.signIn(user, tokens.access)
      router.history.push(ownPathOnly(next) ?? '/')
    },
    onError: (error) => {
      const wrong = error instanceof ApiError && error.status === 401
      setFailure(wrong ? t('login.wrong') : applyFormErrors(form, error, common))
    },
  })

  return (
    <AuthCard
      title={t('login.title')}
      text={t('login.text')}
      failure={failure ?? (expired && !login.isSuccess ? common('errors.sessionEnded') : null)}
    >
      <form onSubmit={form.onSubmit((values) => login.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={t('fields.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordField
            label={t('fields.password')}
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <Group justify="flex-end">
            <LinkAnchor to="/forgot-password" size="sm">
              {t('login.forgot')}
            </LinkAnchor>
          </Group>
          <Button type="submit" size="md" loading={login.isPending}>
            {t('login.submit')}
          </Button>
        </Stack>
      </form>
      <GoogleButton next={next} />
      <Text ta="center" size="sm">
        {t('login.noAccount')}{' '}
        <LinkAnchor to="/signup" search={next ? { next } : {}} size="sm" underline="always">
          {t('login.signup')}
        </LinkAnchor>
      </Text>
    </AuthCard>
  )
}

import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyFormErrors } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { askForReset } from './api.ts'
import { emailProblem } from './rules.ts'

export function ForgotPasswordPage() {
  const { t } = useTranslation('auth')
  const { t: common } = useTranslation()
  const api = useApi()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => emailProblem(t, value) },
  })

  const ask = useMutation({
    mutationFn: (email: string) => askForReset(api, email),
    onMutate: () => setFailure(null),
    onError: (error) => setFailure(applyFormErrors(form, error, common)),
  })

  const back = (
    <Text ta="center" size="sm">
      <LinkAnchor to="/login" size="sm">
        {t('forgot.back')}
      </LinkAnchor>
    </Text>
  )
  if (ask.isSuccess) {
    return (
      <AuthCard title={t('forgot.sentTitle')} text={t('forgot.sentText', { email: ask.variables })}>
        {back}
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('forgot.title')} text={t('forgot.text')} failure={failure}>
      <form onSubmit={form.onSubmit(({ email }) => ask.mutate(email.trim()))} noValidate>
        <Stack>
          <TextInput
            label={t('fields.email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <Button type="submit" size="md" loading={ask.isPending}>
            {t('forgot.submit')}
          </Button>
        </Stack>
      </form>
      {back}
    </AuthCard>
  )
}

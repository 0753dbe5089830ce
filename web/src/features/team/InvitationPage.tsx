import { Alert, Button, Center, Loader, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors, useErrorText } from '../../app/errors.ts'
import { useLanguage } from '../../app/language.tsx'
import { useRoleLabel } from '../../app/role-label.ts'
import { useApi, useMaybeUser, useSession } from '../../app/session.tsx'
import { enterWorkspace } from '../../app/workspaces.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { AuthCard, newPasswordProblem, ownTimeZone, PasswordField } from '../identity/index.ts'
import { acceptInvitation, joinByInvitation, lookUpInvitation, type OpenInvitation } from './api.ts'

/** Where the link of an invitation leads: with the signed-in account, an existing one or a new one. */
export function InvitationPage() {
  const { t } = useTranslation('team')
  const { token } = useSearch({ from: '/public/invitation' })
  const api = useApi()
  const session = useSession()
  const user = useMaybeUser()
  const errorText = useErrorText()
  const invitation = useQuery({
    queryKey: ['invitation', token],
    async queryFn() {
      await session.restore()
      return lookUpInvitation(api, token ?? '')
    },
    enabled: token !== undefined,
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

  const { error, data } = invitation
  if (error instanceof ApiError && error.status !== 400) {
    return <ErrorState text={errorText(error)} onRetry={() => void invitation.refetch()} />
  }
  if (error || token === undefined) {
    return (
      <AuthCard title={t('open.badTitle')} text={t('open.badText')}>
        <LinkButton to="/">{t('open.toApp')}</LinkButton>
      </AuthCard>
    )
  }
  if (!data) {
    return (
      <AuthCard title={t('open.checking')}>
        <Center>
          <Loader />
        </Center>
      </AuthCard>
    )
  }
  if (user) return <Join invitation={data} token={token} />
  return data.has_account ? (
    <LogIn invitation={data} token={token} />
  ) : (
    <SignUp invitation={data} token={token} />
  )
}

type StepProps = { invitation: OpenInvitation; token: string }

function useIntroduction({ workspace_name, role, invited_by }: OpenInvitation) {
  const { t } = useTranslation('team')
  const roleName = useRoleLabel(role)
  return {
    title: t('open.title', { shop: workspace_name }),
    text: invited_by
      ? t('open.textBy', { name: invited_by, role: roleName })
      : t('open.text', { role: roleName }),
  }
}

function Join({ invitation, token }: StepProps) {
  const { t } = useTranslation('team')
  const api = useApi()
  const session = useSession()
  const user = useMaybeUser()
  const errorText = useErrorText()
  const join = useMutation({ mutationFn: () => joinByInvitation(api, token), onSuccess: enterWorkspace })
  const refused = join.error instanceof ApiError && join.error.status === 400
  return (
    <AuthCard
      {...useIntroduction(invitation)}
      failure={join.isError ? (refused ? t('open.joinRefused') : errorText(join.error)) : null}
    >
      <Stack>
        <Text>
          {t('open.signedInAs')}{' '}
          <Text span fw={600}>
            <bdi>{user?.email}</bdi>
          </Text>
        </Text>
        {user?.email !== invitation.email && (
          <Alert color="yellow">{t('open.otherAddress', { email: invitation.email })}</Alert>
        )}
        <Button size="md" loading={join.isPending} onClick={() => join.mutate()}>
          {t('open.join')}
        </Button>
        <Button variant="subtle" onClick={() => void session.signOut()}>
          {t('open.useAnother')}
        </Button>
      </Stack>
    </AuthCard>
  )
}

function LogIn({ invitation, token }: StepProps) {
  const { t } = useTranslation('team')
  const next = `/invitation?token=${encodeURIComponent(token)}`
  return (
    <AuthCard {...useIntroduction(invitation)}>
      <Stack>
        <Text>{t('open.hasAccount', { email: invitation.email })}</Text>
        <LinkButton to="/login" search={{ next }} size="md">
          {t('open.logIn')}
        </LinkButton>
      </Stack>
    </AuthCard>
  )
}

function SignUp({ invitation, token }: StepProps) {
  const { t } = useTranslation('team')
  const { t: auth } = useTranslation('auth')
  const { t: common } = useTranslation()
  const api = useApi()
  const session = useSession()
  const navigate = useNavigate()
  const { language } = useLanguage()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: { full_name: '', password: '' },
    validate: {
      full_name: (value) => (value.trim() === '' ? common('errors.required') : null),
      password: (value) => newPasswordProblem(auth, value),
    },
  })
  const accept = useMutation({
    mutationFn: (values: typeof form.values) =>
      acceptInvitation(api, { ...values, token, language, timezone: ownTimeZone() }),
    onMutate: () => setFailure(null),
    onSuccess: ({ user, tokens }) => {
      session.signIn(user, tokens.access)
      void navigate({ to: '/' })
    },
    onError: (error) => {
      const texts = { password: auth('errors.passwordWeak'), email: t('open.hasAccountNow') }
      setFailure(applyFormErrors(form, error, common, { texts }))
    },
  })
  const next = `/invitation?token=${encodeURIComponent(token)}`
  return (
    <AuthCard {...useIntroduction(invitation)} failure={failure}>
      <form onSubmit={form.onSubmit((values) => accept.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label={auth('fields.email')}
            value={invitation.email}
            type="email"
            autoComplete="username"
            readOnly
            variant="filled"
          />
          <TextInput
            label={auth('fields.name')}
            autoComplete="name"
            maxLength={150}
            required
            {...form.getInputProps('full_name')}
          />
          <PasswordField
            label={auth('fields.password')}
            description={auth('passwordHint')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" loading={accept.isPending}>
            {t('open.create')}
          </Button>
        </Stack>
      </form>
      <Text ta="center" size="sm">
        {t('open.orOwnAccount')}{' '}
        <LinkAnchor to="/login" search={{ next }} size="sm" underline="always">
          {t('open.logIn')}
        </LinkAnchor>
      </Text>
    </AuthCard>
  )
}

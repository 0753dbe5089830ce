import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { useApi, useSession } from '../../app/session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { verifyEmail } from './api.ts'

export function VerifyEmailPage() {
  const { t } = useTranslation('auth')
  const { token } = useSearch({ from: '/public/verify-email' })
  const api = useApi()
  const session = useSession()
  const errorText = useErrorText()

  // A query although it writes: the token is single use, so the page must send it once even when it renders twice.
  const verification = useQuery({
    queryKey: ['verify-email', token],
    queryFn: async () => {
      await verifyEmail(api, token ?? '')
      return true
    },
    enabled: token !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

  const { isSuccess } = verification
  useEffect(() => {
    if (!isSuccess) return
    void session
      .restore()
      .then(session.reloadUser)
      // The address is confirmed all the same; the app shows it at the next load.
      .catch(() => undefined)
  }, [isSuccess, session])

  if (verification.isSuccess) {
    return (
      <AuthCard title={t('verify.doneTitle')} text={t('verify.doneText')}>
        <LinkButton to="/">{t('verify.continue')}</LinkButton>
      </AuthCard>
    )
  }
  const { error } = verification
  if (error instanceof ApiError && error.status !== 400) {
    return <ErrorState text={errorText(error)} onRetry={() => verification.refetch()} />
  }
  if (error || token === undefined) {
    return (
      <AuthCard title={t('verify.failedTitle')} text={t('verify.failedText')}>
        <LinkButton to="/">{t('verify.continue')}</LinkButton>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('verify.checking')}>
      <Center>
        <Loader />
      </Center>
    </AuthCard>
  )
}

import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { useLanguage } from '../../app/language.tsx'
import { ownPathOnly } from '../../app/own-path.ts'
import { useApi, useSession } from '../../app/session.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { AuthCard } from './AuthCard.tsx'
import { logInWithGoogle, ownTimeZone } from './api.ts'
import { arriveFromGoogle } from './google.ts'

/** Where Google sends the browser back to, with an access token in the fragment of the address. */
export function GooglePage() {
  const { t } = useTranslation('auth')
  const api = useApi()
  const session = useSession()
  const router = useRouter()
  const errorText = useErrorText()
  const { language } = useLanguage()
  const [fragment] = useState(() => window.location.hash)

  // The token must stay neither in the address bar nor in the history.
  useEffect(() => {
    if (window.location.hash !== '') router.history.replace('/google')
  }, [router])

  const enter = (access_token: string) =>
    logInWithGoogle(api, { access_token, language, timezone: ownTimeZone() })

  // A query although it writes: the answer counts once, so the page must use it once even when it renders twice.
  const arrival = useQuery({
    queryKey: ['google', fragment],
    async queryFn() {
      const found = arriveFromGoogle(fragment)
      if (found.kind !== 'token') return { ...found, signedIn: null }
      return { ...found, signedIn: await enter(found.accessToken) }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

  const { data, error } = arrival
  useEffect(() => {
    if (!data?.signedIn) return
    session.signIn(data.signedIn.user, data.signedIn.tokens.access)
    router.history.replace(ownPathOnly(data.next ?? undefined) ?? '/')
  }, [data, session, router])

  if (error || (data && data.kind !== 'token')) {
    const refused = error instanceof ApiError && (error.status === 400 || error.status === 401)
    return (
      <AuthCard
        title={t('google.failedTitle')}
        text={error && !refused ? errorText(error) : t('google.failedText')}
      >
        <LinkButton to="/login">{t('login.submit')}</LinkButton>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('google.checking')}>
      <Center>
        <Loader />
      </Center>
    </AuthCard>
  )
}

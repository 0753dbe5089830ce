import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'

const auth = '/api/v1/auth'

/** Marketplace contract section 4; the refresh token stays in its cookie and is not read here. */
export async function logIn(api: Api, body: Body<'/api/v1/auth/login', 'post'>) {
  const answer = await api.request<Answer<'/api/v1/auth/login', 'post'>>('POST', `${auth}/login/`, { body })
  return answer.data
}

export async function signUp(api: Api, body: Body<'/api/v1/auth/register', 'post'>) {
  type SignedUp = Answer<'/api/v1/auth/register', 'post', 201>
  const answer = await api.request<SignedUp>('POST', `${auth}/register/`, { body })
  return answer.data
}

/** How Google is asked, or null where the server is not set up for it. */
export function signInOptionsQuery(api: Api) {
  return queryOptions({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) =>
      api.request<Answer<'/api/v1/auth/options', 'get'>>('GET', `${auth}/options/`, { signal }),
    select: (options) => options.google,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export async function logInWithGoogle(api: Api, body: Body<'/api/v1/auth/google', 'post'>) {
  const answer = await api.request<Answer<'/api/v1/auth/google', 'post'>>('POST', `${auth}/google/`, { body })
  return answer.data
}

/** Creates the owner with the one-time token that the server prints at its first start. */
export async function claimOwnership(
  api: Api,
  body: Body<'/api/v1/auth/owner', 'post'> & { timezone: string },
) {
  const answer = await api.request<Answer<'/api/v1/auth/owner', 'post', 201>>('POST', `${auth}/owner/`, {
    body,
  })
  return answer.data
}

export function askForReset(api: Api, email: string) {
  const body: Body<'/api/v1/auth/password/reset', 'post'> = { email }
  return api.request('POST', `${auth}/password/reset/`, { body })
}

/** `uid` is part of the link; the token alone decides. */
export function resetPassword(
  api: Api,
  body: { token: string; uid?: string | undefined; new_password: string },
) {
  return api.request('POST', `${auth}/password/reset/confirm/`, { body })
}

export function verifyEmail(api: Api, token: string) {
  const body: Body<'/api/v1/auth/email/verify', 'post'> = { token }
  return api.request('POST', `${auth}/email/verify/`, { body })
}

/** The browser's time zone: a new shop counts its days by it until the settings say otherwise. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

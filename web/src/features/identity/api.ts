import type { Api, Envelope } from '../../app/api.ts'
import type { User } from '../../app/session-store.ts'

type SignedIn = Envelope<{ user: User; tokens: { access: string } }>

/** Marketplace contract section 4; the refresh token stays in its cookie and is not read here. */
export async function logIn(api: Api, body: { email: string; password: string }) {
  const { data } = await api.request<SignedIn>('POST', '/api/v1/auth/login/', { body })
  return data
}

export async function signUp(
  api: Api,
  body: { email: string; password: string; full_name: string; language: string; timezone: string },
) {
  const { data } = await api.request<SignedIn>('POST', '/api/v1/auth/register/', { body })
  return data
}

/** Creates the owner with the one-time token that the server prints at its first start. */
export async function claimOwnership(
  api: Api,
  body: {
    token: string
    email: string
    password: string
    full_name: string
    workspace_name?: string | undefined
    language: string
    timezone: string
  },
) {
  const { data } = await api.request<SignedIn>('POST', '/api/v1/auth/owner/', { body })
  return data
}

export function askForReset(api: Api, email: string) {
  return api.request('POST', '/api/v1/auth/password/reset/', { body: { email } })
}

export function resetPassword(
  api: Api,
  body: { token: string; uid?: string | undefined; new_password: string },
) {
  return api.request('POST', '/api/v1/auth/password/reset/confirm/', { body })
}

export function verifyEmail(api: Api, token: string) {
  return api.request('POST', '/api/v1/auth/email/verify/', { body: { token } })
}

/** The browser's time zone: a new shop counts its days by it until the settings say otherwise. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

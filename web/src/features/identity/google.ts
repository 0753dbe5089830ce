import { newRequestKey } from '../../app/request-key.ts'

const memoryKey = 'tradepost.google'

type Departure = { state: string; next: string | null }

/**
 * Where the browser goes to sign in with Google; it comes back to `/google`. Remembers in this tab what it left with, so
 * that nobody can slip somebody else's sign-in in.
 */
export function leaveForGoogle(
  google: { client_id: string; authorize_url: string },
  next: string | undefined,
  storage: Storage = sessionStorage,
  origin: string = window.location.origin,
): string {
  const departure: Departure = { state: newRequestKey(), next: next ?? null }
  storage.setItem(memoryKey, JSON.stringify(departure))
  const url = new URL(google.authorize_url)
  url.searchParams.set('client_id', google.client_id)
  url.searchParams.set('redirect_uri', `${origin}/google`)
  url.searchParams.set('response_type', 'token')
  url.searchParams.set('scope', 'openid email profile')
  url.searchParams.set('state', departure.state)
  return url.href
}

export type Arrival =
  | { kind: 'token'; accessToken: string; next: string | null }
  | { kind: 'cancelled' | 'foreign' }

/** What Google's answer in the fragment of the address means; `foreign` when this tab did not ask for it. Works once. */
export function arriveFromGoogle(fragment: string, storage: Storage = sessionStorage): Arrival {
  const remembered = storage.getItem(memoryKey)
  storage.removeItem(memoryKey)
  const answer = new URLSearchParams(fragment.replace(/^#/, ''))
  const departure = remembered === null ? null : (JSON.parse(remembered) as Departure)
  if (departure === null || answer.get('state') !== departure.state) return { kind: 'foreign' }
  const accessToken = answer.get('access_token')
  return accessToken ? { kind: 'token', accessToken, next: departure.next } : { kind: 'cancelled' }
}

import { ApiError, apiErrorOf } from './api-error.ts'
import type { Answer } from './contract.ts'

/** The signed-in person (marketplace contract section 3, User). */
export type User = Answer<'/api/v1/auth/me', 'get'>
export type Workspace = User['workspace']

export type SessionState =
  | { status: 'loading' }
  | { status: 'unreachable' }
  | { status: 'anonymous'; reason: 'new' | 'signed-out' | 'expired' }
  | { status: 'signed-in'; user: User }

export type Session = {
  state(): SessionState
  subscribe(listener: () => void): () => void
  /** Restores the session from the refresh cookie; resolves when the state is no longer `loading`. Never throws. */
  restore(): Promise<SessionState>
  /** Adds the access token; after a 401 renews it once, over all waiting requests, and repeats the request. */
  fetch(request: Request): Promise<Response>
  signIn(user: User, accessToken: string): void
  /** For showing it to its owner (a command to paste); requests get it from `fetch`. Null without a session. */
  accessToken(): string | null
  /** The access token alone, as a password change hands out. */
  replaceToken(accessToken: string): void
  updateUser(user: User): void
  /** Reads the user again, for example after the e-mail was verified. */
  reloadUser(): Promise<void>
  /** Ends the session on the server as well; the local one ends even when the server does not answer. */
  signOut(): Promise<void>
  /** Forgets the session here only: the server has ended it already (account deletion). */
  forget(): void
}

type Surroundings = {
  send: typeof fetch
  /** Remembers that a refresh cookie may exist, so that a visitor without one causes no failing request. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Lets only one tab renew at a time: the refresh token rotates, and a second use of it would fail. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** Milliseconds since the epoch. */
  now: () => number
  pause: (milliseconds: number) => Promise<void>
}

const hintKey = 'tradepost.signed-in'
const renewingPrefix = 'renewing since '
const authPath = '/api/v1/auth'

/**
 * A page that is left while it renews: its answer, with the next cookie, may still be on the way. Together shorter than
 * the 60 s in which the server takes a used refresh token for a race and not for a theft (marketplace contract 4).
 */
const leftBehindMs = 30_000
const patience = [250, 500, 1000, 2000, 4000]

/** Creates the one session of this page load. The access token lives in this closure and nowhere else. */
export function createSession(surroundings: Surroundings): Session {
  const { send, storage, exclusively, now, pause } = surroundings
  let current: SessionState = { status: 'loading' }
  let accessToken: string | null = null
  let renewal: Promise<'renewed' | 'refused' | 'failed'> | null = null
  let restoration: Promise<SessionState> | null = null
  const listeners = new Set<() => void>()

  function become(next: SessionState): SessionState {
    current = next
    for (const listener of listeners) listener()
    return next
  }

  function end(reason: 'new' | 'signed-out' | 'expired'): SessionState {
    accessToken = null
    storage.removeItem(hintKey)
    return become({ status: 'anonymous', reason })
  }

  async function renewOnce(): Promise<'renewed' | 'refused' | 'failed'> {
    let response: Response
    try {
      response = await send(`${authPath}/refresh/`, {
        method: 'POST',
        credentials: 'same-origin',
        // The used cookie is worth nothing from now on, so its successor must arrive even when this page is left.
        keepalive: true,
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
      })
    } catch {
      return 'failed'
    }
    if (response.status === 429 || response.status >= 500) return 'failed'
    if (!response.ok) return 'refused'
    const body = (await response.json()) as { access: string }
    accessToken = body.access
    return 'renewed'
  }

  /** Whether another page load began to renew a moment ago and was left before its answer came. */
  function leftBehind(): boolean {
    const since = storage.getItem(hintKey)?.split(renewingPrefix)[1]
    return since !== undefined && now() - Number(since) < leftBehindMs
  }

  async function renewPatiently(): Promise<'renewed' | 'refused' | 'failed'> {
    const waits = leftBehind() ? patience : []
    storage.setItem(hintKey, `${renewingPrefix}${now()}`)
    let outcome = await renewOnce()
    for (const wait of waits) {
      if (outcome !== 'refused') break
      await pause(wait)
      outcome = await renewOnce()
    }
    if (outcome === 'renewed') storage.setItem(hintKey, '1')
    return outcome
  }

  function renew() {
    renewal ??= exclusively(renewPatiently).finally(() => {
      renewal = null
    })
    return renewal
  }

  function sendWithToken(request: Request): Promise<Response> {
    if (accessToken !== null) request.headers.set('Authorization', `Bearer ${accessToken}`)
    return send(request)
  }

  async function authorizedFetch(request: Request): Promise<Response> {
    const tokenBefore = accessToken
    const spare = request.clone()
    const response = await sendWithToken(request)
    if (response.status !== 401 || tokenBefore === null) return response
    const outcome = accessToken === tokenBefore ? await renew() : 'renewed'
    if (outcome === 'refused' && current.status === 'signed-in') end('expired')
    return outcome === 'renewed' && accessToken !== null ? sendWithToken(spare) : response
  }

  async function fetchUser(): Promise<User> {
    const response = await authorizedFetch(
      new Request(new URL(`${authPath}/me/`, globalThis.location.origin), {
        headers: { Accept: 'application/json' },
      }),
    )
    if (!response.ok) throw apiErrorOf(response.status, undefined, null)
    return (await response.json()) as User
  }

  async function restoreFromCookie(): Promise<SessionState> {
    if (storage.getItem(hintKey) === null) return become({ status: 'anonymous', reason: 'new' })
    const outcome = await renew()
    if (outcome === 'failed') return become({ status: 'unreachable' })
    if (outcome === 'refused') return end('expired')
    try {
      return become({ status: 'signed-in', user: await fetchUser() })
    } catch (error) {
      const refused = error instanceof ApiError && error.status === 401
      return refused ? end('expired') : become({ status: 'unreachable' })
    }
  }

  return {
    state: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    restore() {
      if (current.status === 'loading' || current.status === 'unreachable') {
        restoration ??= restoreFromCookie().finally(() => {
          restoration = null
        })
        return restoration
      }
      return Promise.resolve(current)
    },
    fetch: authorizedFetch,
    signIn(user, token) {
      accessToken = token
      storage.setItem(hintKey, '1')
      become({ status: 'signed-in', user })
    },
    accessToken: () => accessToken,
    replaceToken(token) {
      accessToken = token
    },
    updateUser(user) {
      if (current.status === 'signed-in') become({ status: 'signed-in', user })
    },
    async reloadUser() {
      if (current.status !== 'signed-in') return
      const user = await fetchUser()
      become({ status: 'signed-in', user })
    },
    async signOut() {
      await authorizedFetch(
        new Request(new URL(`${authPath}/logout/`, globalThis.location.origin), {
          method: 'POST',
          headers: { 'X-Requested-With': 'XMLHttpRequest' },
        }),
      ).catch(() => undefined)
      end('signed-out')
    },
    forget() {
      end('signed-out')
    },
  }
}

/** One tab at a time where the browser has Web Locks (secure contexts); elsewhere just run. */
export function exclusivelyAcrossTabs<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work()
  return navigator.locks.request('tradepost.refresh', work) as Promise<T>
}

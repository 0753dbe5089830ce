import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import type { Api } from './api.ts'
import type { Session, SessionState, User } from './session-store.ts'

export type { User } from './session-store.ts'

const SessionContext = createContext<{ session: Session; api: Api } | null>(null)

export function SessionProvider(props: { session: Session; api: Api; children: ReactNode }) {
  const { session, api, children } = props
  return <SessionContext value={{ session, api }}>{children}</SessionContext>
}

function useSessionContext() {
  const context = useContext(SessionContext)
  if (context === null) throw new Error('SessionProvider is missing')
  return context
}

export function useSession(): Session {
  return useSessionContext().session
}

/** The request layer that carries the session; `request` throws `ApiError`. */
export function useApi(): Api {
  return useSessionContext().api
}

export function useSessionState(): SessionState {
  const session = useSession()
  return useSyncExternalStore(session.subscribe, session.state)
}

/** The signed-in user, or null on the public pages. */
export function useMaybeUser(): User | null {
  const state = useSessionState()
  return state.status === 'signed-in' ? state.user : null
}

/**
 * The signed-in user, for pages behind the guard. Throws where nobody is signed in; the guard then already
 * leads to the login page.
 */
export function useUser(): User {
  const user = useMaybeUser()
  if (user === null) throw new Error('This page needs a signed-in user')
  return user
}

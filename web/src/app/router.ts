import { createRouter, type LinkProps } from '@tanstack/react-router'
import { PageError } from './pages/PageError.tsx'
import { PageLoader } from './pages/PageLoader.tsx'
import { routeTree } from './routes.tsx'
import type { Session } from './session-store.ts'

export function createAppRouter(session: Session) {
  return createRouter({
    routeTree,
    context: { session },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultPendingComponent: PageLoader,
    scrollRestoration: true,
  })
}

/** The paths that `<Link to>` accepts. */
export type AppPath = NonNullable<LinkProps['to']>

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

import { createRouter, type LinkProps, parseSearchWith, stringifySearchWith } from '@tanstack/react-router'
import { PageError } from './pages/PageError.tsx'
import { PageLoader } from './pages/PageLoader.tsx'
import { routeTree } from './routes.tsx'
import { parseSearchValue } from './search-value.ts'
import type { Session } from './session-store.ts'

export function createAppRouter(session: Session) {
  return createRouter({
    routeTree,
    context: { session },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultPendingComponent: PageLoader,
    scrollRestoration: true,
    parseSearch: parseSearchWith(parseSearchValue),
    stringifySearch: stringifySearchWith(JSON.stringify, parseSearchValue),
  })
}

/** The paths that `<Link to>` accepts. */
export type AppPath = NonNullable<LinkProps['to']>

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

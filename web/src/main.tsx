import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './app/global.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './app/api.ts'
import { CrashBoundary } from './app/CrashBoundary.tsx'
import { Providers } from './app/Providers.tsx'
import { createQueryClient } from './app/query-client.ts'
import { createAppRouter } from './app/router.ts'
import { createSession, exclusivelyAcrossTabs } from './app/session-store.ts'
import { followWorkspaceChanges } from './app/workspaces.ts'
import { createI18n } from './i18n/i18n.ts'

const session = createSession({
  send: (...request) => fetch(...request),
  storage: localStorage,
  exclusively: exclusivelyAcrossTabs,
  now: Date.now,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
})
const api = createApi(session.fetch)
const queryClient = createQueryClient(() => void session.reloadUser().catch(() => undefined))
const router = createAppRouter(session)

session.subscribe(() => {
  // The next person in this browser must not see what the last one loaded.
  if (session.state().status === 'anonymous') queryClient.clear()
})

followWorkspaceChanges()

const i18n = await createI18n()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CrashBoundary>
      <Providers session={session} api={api} i18n={i18n} queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>
    </CrashBoundary>
  </StrictMode>,
)

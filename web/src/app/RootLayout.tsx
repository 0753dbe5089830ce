import { Outlet, useRouter } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { PageLoader } from './pages/PageLoader.tsx'
import { useSessionState } from './session.tsx'

/** Re-runs the guards when the session ends under an open page: log-out, expiry, account deletion. */
export function RootLayout() {
  const router = useRouter()
  const { status } = useSessionState()

  useEffect(() => {
    if (status === 'anonymous') void router.invalidate()
  }, [status, router])

  return (
    <Suspense fallback={<PageLoader />}>
      <Outlet />
    </Suspense>
  )
}

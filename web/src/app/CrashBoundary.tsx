import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/**
 * The last net, for a failure outside every page. It uses neither providers nor translations, because those may be
 * what failed.
 */
export function CrashBoundary({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => 'app'} errorComponent={Crash}>
      {children}
    </CatchBoundary>
  )
}

function Crash({ error }: ErrorComponentProps) {
  return (
    <main style={{ maxWidth: '32rem', margin: '15vh auto', padding: '1rem' }} role="alert">
      <h1>Tradepost</h1>
      <p dir="ltr">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" onClick={() => window.location.reload()}>
        ↻
      </button>
    </main>
  )
}

import { useCallback, useRef } from 'react'

/**
 * Runs what must happen once, and again only after it has failed: a second click may come before the first one has changed
 * the page.
 */
export function useOnce(): (work: () => Promise<unknown>) => void {
  const begun = useRef(false)
  return useCallback((work) => {
    if (begun.current) return
    begun.current = true
    work().catch(() => {
      begun.current = false
    })
  }, [])
}

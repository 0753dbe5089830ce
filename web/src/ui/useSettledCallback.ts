import { useDebouncedCallback } from '@mantine/hooks'

/**
 * Calls back with what was announced last when nothing has been for `delayMs` milliseconds; not after somebody has left for another
 * page, whose code may still be loading while this one is shown.
 */
export function useSettledCallback<T>(
  callback: (value: T) => void,
  delayMs: number,
): { announce: (value: T) => void; cancel: () => void } {
  const debounced = useDebouncedCallback((value: T, path: string) => {
    if (path === window.location.pathname) callback(value)
  }, delayMs)
  return { announce: (value) => debounced(value, window.location.pathname), cancel: debounced.cancel }
}

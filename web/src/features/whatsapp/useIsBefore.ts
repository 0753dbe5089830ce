import { useEffect, useState } from 'react'

/** Whether a moment (ISO 8601) is still to come; changes by itself when it comes. Never for null. */
export function useIsBefore(moment: string | null): boolean {
  const [now, setNow] = useState(Date.now)
  const until = moment === null ? 0 : Date.parse(moment)
  useEffect(() => {
    const left = until - Date.now()
    setNow(Date.now())
    if (left <= 0) return
    const timer = setTimeout(() => setNow(Date.now()), left)
    return () => clearTimeout(timer)
  }, [until])
  return now < until
}

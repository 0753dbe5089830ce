import { useEffect, useRef, useState } from 'react'
import type { Message } from './api.ts'
import { useMessageLabel } from './message-label.ts'

/** The words of the newest message that came in after the thread was opened, or null. */
export function useArrivals(messages: Message[] | undefined): string | null {
  const label = useMessageLabel()
  const newest = messages?.findLast(({ direction }) => direction === 'inbound')
  const opened = messages !== undefined
  /** The newest one that was there when the thread was opened; undefined before. */
  const known = useRef<number | null | undefined>(undefined)
  const [arrival, setArrival] = useState<string | null>(null)
  const id = newest?.id ?? null
  const text = newest ? label(newest.message_type, newest.body) : ''
  useEffect(() => {
    if (!opened) return
    const isNew = known.current !== undefined && id !== null && id > (known.current ?? 0)
    known.current = id
    if (isNew) setArrival(text)
  }, [opened, id, text])
  return arrival
}

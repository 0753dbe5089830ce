import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../../app/session.tsx'
import { connectAccount } from './api.ts'

/**
 * Leads the browser to the consent page of an account's platform. `busy` stays true until the page is left, and ends when
 * somebody comes back to it by the browser's back button.
 */
export function useConnect(): {
  connect: (account: { id: number }) => void
  busy: boolean
  error: unknown
  reset: () => void
} {
  const api = useApi()
  const { mutate, reset, isPending, isSuccess, error } = useMutation({
    mutationFn: ({ id }: { id: number }) => connectAccount(api, id),
    onSuccess: ({ authorization_url }) => window.location.assign(authorization_url),
  })
  useEffect(() => {
    const comeBack = (event: PageTransitionEvent) => event.persisted && reset()
    window.addEventListener('pageshow', comeBack)
    return () => window.removeEventListener('pageshow', comeBack)
  }, [reset])
  const busy = isPending || isSuccess
  return { connect: (account) => !busy && mutate(account), busy, error, reset }
}

import { useQuery } from '@tanstack/react-query'
import { useApi, useUser } from '../../app/session.tsx'
import { membersQuery } from './api.ts'

/** The signed-in person as the sales API knows them: another number than the marketplace's. Null until it is known. */
export function useOwnMemberId(): number | null {
  const { email } = useUser()
  const { data: members = [] } = useQuery(membersQuery(useApi()))
  return members.find((one) => one.email?.toLowerCase() === email.toLowerCase())?.id ?? null
}

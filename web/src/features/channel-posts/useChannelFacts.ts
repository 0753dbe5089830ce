import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../app/session.tsx'
import {
  accountChoiceQuery,
  type ChannelAccount,
  type ChannelPlatform,
  platformsQuery,
} from '../channels/api.ts'
import type { PublishRules } from './api.ts'

/** The accounts of the shop with their platforms. */
export function useChannelFacts() {
  const api = useApi()
  const platforms = useQuery(platformsQuery(api))
  const accounts = useQuery(accountChoiceQuery(api))
  const platformOf = (value: string | undefined): ChannelPlatform | undefined =>
    platforms.data?.find((platform) => platform.value === value)
  return {
    /** Undefined while they load. */
    accounts: platforms.data && accounts.data,
    error: platforms.error ?? accounts.error,
    retry() {
      void platforms.refetch()
      void accounts.refetch()
    },
    platformOf,
    accountOf: (id: number | undefined): ChannelAccount | undefined =>
      accounts.data?.find((account) => account.id === id),
    rulesOf: (platform: string | undefined): PublishRules | null =>
      (platformOf(platform)?.publish as PublishRules | null | undefined) ?? null,
  }
}

/** Whether something may be asked of the account's platform now. */
export const isReady = ({ status, is_active }: ChannelAccount) => status === 'connected' && is_active

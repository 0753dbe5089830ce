import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'

export const channelsBase = '/api/integrations'
const base = `${channelsBase}/accounts`

/** Rows of one page of the lists here (channels contract 1). */
export const pageSize = 20

/** A connected account without its tokens (channels contract 2). */
export type ChannelAccount = Answer<'/api/integrations/accounts/{id}', 'get'>
type AccountPage = Answer<'/api/integrations/accounts', 'get'>

/** What the server knows about a platform (channels contract 7); in a sandbox something else stands in its place. */
export type ChannelPlatform = Answer<'/api/integrations/accounts/platforms', 'get'>[number] & {
  sandbox?: boolean
}

/** The platforms of this server in the order of its registry. They change with the server only. */
export function platformsQuery(api: Api) {
  return queryOptions({
    queryKey: ['channels', 'platforms'],
    queryFn: ({ signal }) => api.request<ChannelPlatform[]>('GET', `${base}/platforms/`, { signal }),
    staleTime: 10 * 60_000,
  })
}

/** As many accounts as one request gives, for choosing one of them. */
export function accountChoiceQuery(api: Api) {
  return queryOptions({
    queryKey: ['channels', 'accounts', 'choice'],
    queryFn: ({ signal }) =>
      api.request<AccountPage>('GET', `${base}/`, { query: { page_size: 200 }, signal }),
    select: (answer) => answer.results,
  })
}

/** One page of the accounts of a platform, newest first. */
export function accountsQuery(api: Api, platform: string, page: number) {
  return queryOptions({
    queryKey: ['channels', 'accounts', 'of', platform, { page }],
    queryFn: ({ signal }) =>
      api.request<AccountPage>('GET', `${base}/`, {
        query: { platform, page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'
import {
  type FreshToken,
  pageSize,
  type StoreToken,
  type TokenChange,
  type TokenInput,
} from '../integrations/api.ts'
import { instantOf } from '../settings/zoned-time.ts'
import type { AdminTokenFilters } from './search.ts'

const base = '/api/v1/admin-panel/integration-tokens'

type TokenPage = Answer<'/api/v1/admin-panel/integration-tokens', 'get'>

/** Days are those of `timeZone`; the last one counts to its end. */
export function adminTokensQuery(api: Api, filters: AdminTokenFilters, page: number, timeZone: string) {
  const midnight = (day: string | undefined) => day && instantOf(`${day}T00:00`, timeZone)
  return queryOptions({
    queryKey: ['admin-integrations', filters, { page }],
    queryFn: ({ signal }) =>
      api.request<TokenPage>('GET', `${base}/`, {
        query: {
          search: filters.q,
          integration_type: filters.type,
          is_active: filters.active,
          is_valid: filters.valid,
          created_after: midnight(filters.from),
          created_before: midnight(filters.to && dayAfter(filters.to)),
          page,
          page_size: pageSize,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** The day after `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** E-mail addresses of people who own tokens and fit the text. */
export function ownersQuery(api: Api, text: string) {
  return queryOptions({
    queryKey: ['admin-integrations', 'owners', text],
    queryFn: ({ signal }) =>
      api.request<TokenPage>('GET', `${base}/`, { query: { search: text, page_size: 50 }, signal }),
    select: (answer) => [...new Set(answer.results.map((token) => token.user_email))],
    placeholderData: keepPreviousData,
  })
}

export function adminTokenQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['admin-integrations', 'one', id],
    queryFn: ({ signal }) => api.request<StoreToken>('GET', `${base}/${id}/`, { signal }),
  })
}

export function addToken(api: Api, body: TokenInput & { user_email: string }, idempotencyKey: string) {
  return api.request<FreshToken>('POST', `${base}/`, { body, idempotencyKey })
}

export function changeAnyToken(api: Api, id: string, body: TokenChange) {
  return api.request<StoreToken>('PATCH', `${base}/${id}/`, { body })
}

export function regenerateAnyToken(api: Api, id: string) {
  return api.request<FreshToken>('POST', `${base}/${id}/regenerate/`)
}

export function switchAnyToken(api: Api, id: string, action: 'activate' | 'deactivate') {
  return api.request('POST', `${base}/${id}/${action}/`)
}

export function deleteAnyToken(api: Api, id: string) {
  return api.request('DELETE', `${base}/${id}/`)
}

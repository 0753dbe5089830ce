import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'
import type { Permission } from '../../app/permissions.ts'

/** An API token without its text (sales contract 7). */
export type ApiToken = Answer<'/api/api-tokens/{id}', 'get'>
export type NewApiToken = Answer<'/api/api-tokens', 'post', 201>
export type ApiTokenInput = Required<Body<'/api/api-tokens', 'post'>>

/** The nine permissions of API tokens (sales contract 2.3), reading before writing. */
export const tokenPermissions = [
  'products:read',
  'products:write',
  'orders:read',
  'orders:write',
  'customers:read',
  'customers:write',
  'shipments:read',
  'shipments:write',
  'reports:read',
] as const satisfies Permission[]
export type TokenPermission = (typeof tokenPermissions)[number]

type Dotted<T> = T extends `${infer TResource}:${infer TAction}` ? `${TResource}.${TAction}` : never

/** `orders:read` as `orders.read`: the colon means something else in the keys of texts. */
export function dotted<T extends TokenPermission>(permission: T): Dotted<T> {
  return permission.replace(':', '.') as Dotted<T>
}

export function apiTokensQuery(api: Api) {
  return queryOptions({
    queryKey: ['api-tokens'],
    queryFn: ({ signal }) => api.request<{ tokens: ApiToken[] }>('GET', '/api/api-tokens', { signal }),
    select: (answer) => answer.tokens,
  })
}

/** The only answer that ever holds the text of the token. */
export function createApiToken(api: Api, body: ApiTokenInput, idempotencyKey: string) {
  return api.request<NewApiToken>('POST', '/api/api-tokens', { body, idempotencyKey })
}

export function changeApiToken(api: Api, id: number, body: ApiTokenInput) {
  return api.request<ApiToken>('PUT', `/api/api-tokens/${id}`, { body })
}

export function switchApiToken(api: Api, id: number, action: 'revoke' | 'activate') {
  return api.request('POST', `/api/api-tokens/${id}/${action}`)
}

export function deleteApiToken(api: Api, id: number) {
  return api.request('DELETE', `/api/api-tokens/${id}`)
}

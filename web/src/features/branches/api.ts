import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'

/** A place of the shop (sales contract 8). */
export type Branch = Answer<'/api/branches', 'get'>[number]

export type BranchInput = Partial<Pick<Branch, 'code' | 'name' | 'address' | 'phone' | 'is_active'>>

export function branchesQuery(api: Api) {
  return queryOptions({
    queryKey: ['branches'],
    queryFn: ({ signal }) => api.request<Branch[]>('GET', '/api/branches', { signal }),
  })
}

export function saveBranch(api: Api, id: number | null, body: BranchInput, idempotencyKey: string) {
  return id === null
    ? api.request<Branch>('POST', '/api/branches', { body, idempotencyKey })
    : api.request<Branch>('PUT', `/api/branches/${id}`, { body })
}

export function deleteBranch(api: Api, id: number) {
  return api.request('DELETE', `/api/branches/${id}`)
}

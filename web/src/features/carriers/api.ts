import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'

/** A carrier, which is also a shipping method of orders (sales contract 8). `cost` in major units. */
export type Carrier = Answer<'/api/shipping', 'get'>[number]

export type CarrierInput = Partial<
  Pick<Carrier, 'name' | 'description' | 'cost' | 'estimated_days' | 'is_active' | 'sort_order'>
>

export function carriersQuery(api: Api) {
  return queryOptions({
    queryKey: ['carriers'],
    queryFn: ({ signal }) => api.request<Carrier[]>('GET', '/api/shipping', { signal }),
  })
}

export function saveCarrier(api: Api, id: number | null, body: CarrierInput, idempotencyKey: string) {
  return id === null
    ? api.request<Carrier>('POST', '/api/shipping', { body, idempotencyKey })
    : api.request<Carrier>('PUT', `/api/shipping/${id}`, { body })
}

export function deleteCarrier(api: Api, id: number) {
  return api.request('DELETE', `/api/shipping/${id}`)
}

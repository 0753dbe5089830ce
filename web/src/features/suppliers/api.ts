import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'

/** A supplier as the server sends it (sales contract 8). */
export type Supplier = {
  id: number
  name: string
  contact_name: string | null
  email: string | null
  phone: string | null
  address: string | null
  tax_code: string | null
  bank_account: string | null
  notes: string | null
  is_active: boolean
  created_at: string
  updated_at: string
}

export type SupplierDetail = Supplier & {
  products: { id: number; name: string; sku: string | null; stock: number }[]
}

export type SupplierInput = Partial<Omit<Supplier, 'id' | 'created_at' | 'updated_at'>>

const path = '/api/suppliers'

export type SupplierFilters = { search?: string | undefined; activeOnly: boolean }

export function suppliersQuery(api: Api, { search, activeOnly }: SupplierFilters) {
  return queryOptions({
    queryKey: ['suppliers', { search, activeOnly }],
    queryFn: ({ signal }) =>
      api.request<Supplier[]>('GET', path, {
        query: { search, active_only: activeOnly ? true : undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function supplierQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['suppliers', 'one', id],
    queryFn: ({ signal }) => api.request<SupplierDetail>('GET', `${path}/${id}`, { signal }),
  })
}

export function saveSupplier(api: Api, id: number | null, body: SupplierInput, idempotencyKey: string) {
  return id === null
    ? api.request<Supplier>('POST', path, { body, idempotencyKey })
    : api.request<Supplier>('PUT', `${path}/${id}`, { body })
}

export function deleteSupplier(api: Api, id: number) {
  return api.request('DELETE', `${path}/${id}`)
}

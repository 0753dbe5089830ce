import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api, Total } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'

/** A customer of the shop (sales contract 5). Money in major units, the group's discount in percent. */
export type Customer = Answer<'/api/customers/{id}', 'get'>
type CustomerPage = Answer<'/api/customers', 'get'> & Total
export type CustomerInput = Body<'/api/customers', 'post'>
export type CustomerOrder = Answer<'/api/customers/{id}/orders', 'get'>[number]

/** A group of customers with a discount in percent (sales contract 8). */
export type CustomerGroup = Answer<'/api/customer-groups/{id}', 'get'>
type CustomerGroupInput = Body<'/api/customer-groups', 'post'>

export const customerPageSize = 20

/** The server lists no more orders of one customer than this. */
export const historyLimit = 1000

export function customersQuery(api: Api, filters: { search: string | undefined; page: number }) {
  return queryOptions({
    queryKey: ['customers', filters],
    queryFn: ({ signal }) =>
      api.request<CustomerPage>('GET', '/api/customers', {
        query: { ...filters, limit: customerPageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function customerQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['customers', 'one', id],
    queryFn: ({ signal }) => api.request<Customer>('GET', `/api/customers/${id}`, { signal }),
  })
}

export function customerOrdersQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['orders', 'of customer', id],
    queryFn: ({ signal }) => api.request<CustomerOrder[]>('GET', `/api/customers/${id}/orders`, { signal }),
  })
}

/** Creates a customer (`id` null) or changes one. */
export function saveCustomer(api: Api, id: number | null, body: CustomerInput, idempotencyKey: string) {
  return id === null
    ? api.request<Customer>('POST', '/api/customers', { body, idempotencyKey })
    : api.request<Customer>('PUT', `/api/customers/${id}`, { body })
}

export function deleteCustomer(api: Api, id: number) {
  return api.request('DELETE', `/api/customers/${id}`)
}

export function customerGroupsQuery(api: Api) {
  return queryOptions({
    queryKey: ['customer-groups'],
    queryFn: ({ signal }) => api.request<CustomerGroup[]>('GET', '/api/customer-groups', { signal }),
  })
}

/** Creates a group (`id` null) or changes one. */
export function saveCustomerGroup(
  api: Api,
  id: number | null,
  body: CustomerGroupInput,
  idempotencyKey: string,
) {
  return id === null
    ? api.request<CustomerGroup>('POST', '/api/customer-groups', { body, idempotencyKey })
    : api.request<CustomerGroup>('PUT', `/api/customer-groups/${id}`, { body })
}

export function deleteCustomerGroup(api: Api, id: number) {
  return api.request('DELETE', `/api/customer-groups/${id}`)
}

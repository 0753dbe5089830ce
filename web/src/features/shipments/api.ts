import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'
import type { ShipmentStatus } from './status.ts'

type Known<TShipment> = Omit<TShipment, 'status'> & { status: ShipmentStatus }

/** A row of the list (sales contract 6). Days are `YYYY-MM-DD`. */
export type ShipmentRow = Known<Answer<'/api/shipments', 'get'>['shipments'][number]>

/** `total_amount` is what its order comes to, in major units. */
export type Shipment = Known<Answer<'/api/shipments/{id}', 'get'>>

export type ShipmentFilters = {
  status?: ShipmentStatus | undefined
  carrier?: number | undefined
  page?: number | undefined
}

export type ShipmentInput = {
  order_id: number
  carrier_id: number
  tracking_number: string
  estimated_delivery_date: string | null
  notes: string | null
}

export const shipmentPageSize = 20

export function shipmentsQuery(api: Api, { status, carrier, page = 1 }: ShipmentFilters) {
  return queryOptions({
    queryKey: ['shipments', { status, carrier, page }],
    queryFn: ({ signal }) =>
      api.request<{ shipments: ShipmentRow[]; total: number }>('GET', '/api/shipments', {
        query: { status, carrier_id: carrier, page, limit: shipmentPageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function shipmentQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['shipments', 'one', id],
    queryFn: ({ signal }) => api.request<Shipment>('GET', `/api/shipments/${id}`, { signal }),
  })
}

export function createShipment(api: Api, body: ShipmentInput, idempotencyKey: string) {
  return api.request<ShipmentRow>('POST', '/api/shipments', { body, idempotencyKey })
}

export function updateShipment(api: Api, id: number, body: Partial<Omit<ShipmentInput, 'order_id'>>) {
  return api.request<Shipment>('PUT', `/api/shipments/${id}`, { body })
}

export function changeShipmentStatus(api: Api, id: number, status: ShipmentStatus) {
  return api.request<Shipment>('PATCH', `/api/shipments/${id}/status`, { body: { status } })
}

export function deleteShipment(api: Api, id: number) {
  return api.request('DELETE', `/api/shipments/${id}`)
}

/** A shipment moves its order, and a returned one gives the goods back. */
export const touchedByShipments = ['shipments', 'orders', 'products', 'inventory', 'stats']

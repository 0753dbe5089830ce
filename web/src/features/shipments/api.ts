import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { ShipmentStatus } from './status.ts'

/** A row of the list (sales contract 6). Days are `YYYY-MM-DD`. */
export type ShipmentRow = {
  id: number
  order_id: number
  order_number: string
  customer_id: number | null
  customer_name: string | null
  customer_phone: string | null
  carrier_id: number
  carrier_name: string
  tracking_number: string
  status: ShipmentStatus
  estimated_delivery_date: string | null
  actual_delivery_date: string | null
  notes: string | null
  sales_channel: string | null
  created_at: string
  updated_at: string
}

export type Shipment = ShipmentRow & {
  customer_address: string | null
  /** What the order comes to, in major units. */
  total_amount: number
  carrier_description: string | null
}

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

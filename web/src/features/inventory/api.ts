import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'

export const movementTypes = ['in', 'out', 'return', 'adjustment'] as const
export type MovementType = (typeof movementTypes)[number]

/** One change of a product's stock (sales contract 8). */
export type Movement = {
  id: number
  product_id: number
  product_name: string
  type: MovementType
  quantity: number
  notes: string | null
  /** `order` with the order's id, `import` with the import's number, or null for what was booked by hand. */
  reference_type: string | null
  reference_id: number | null
  created_at: string
  previous_stock: number
  new_stock: number
}

export type LowStock = {
  id: number
  name: string
  sku: string | null
  stock: number
  low_stock_threshold: number
  shortage: number
}

export type InventorySummary = {
  total_products: number
  total_stock: number
  low_stock_count: number
  out_of_stock_count: number
  total_inventory_value: number
}

/** A product by what its stock is worth, at cost where that is known. */
export type ValuedStock = {
  id: number
  name: string
  sku: string | null
  stock: number
  inventory_value: number
}

export type MovementFilters = {
  product?: number | undefined
  type?: MovementType | undefined
  page?: number | undefined
}

export const movementPageSize = 50

export function movementsQuery(api: Api, { product, type, page = 1 }: MovementFilters) {
  return queryOptions({
    queryKey: ['inventory', 'movements', { product, type, page }],
    queryFn: ({ signal }) =>
      api.request<Movement[]>('GET', '/api/inventory/transactions', {
        query: { product_id: product, type, page, limit: movementPageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function lowStockQuery(api: Api) {
  return queryOptions({
    queryKey: ['inventory', 'low'],
    queryFn: ({ signal }) => api.request<LowStock[]>('GET', '/api/inventory/low-stock', { signal }),
  })
}

export function inventorySummaryQuery(api: Api) {
  return queryOptions({
    queryKey: ['inventory', 'summary'],
    queryFn: ({ signal }) =>
      api.request<{ summary: InventorySummary; top_products: ValuedStock[] }>(
        'GET',
        '/api/inventory/summary',
        { signal },
      ),
  })
}

export type Adjustment = { product_id: number; type: MovementType; quantity: number; notes?: string }

export function adjustStock(api: Api, body: Adjustment, idempotencyKey: string) {
  return api.request<{ new_stock: number }>('POST', '/api/inventory/adjust', {
    body,
    idempotencyKey,
  })
}

/** The stock after an adjustment, or null where it would fall below zero. */
export function stockAfter(stock: number, type: MovementType, quantity: number): number | null {
  if (type === 'adjustment') return quantity
  const after = type === 'out' ? stock - quantity : stock + quantity
  return after < 0 ? null : after
}

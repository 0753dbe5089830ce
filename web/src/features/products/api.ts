import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api, Total } from '../../app/api.ts'

/** A product as the server sends it (sales contract 3.1). Money in major units. */
export type Product = {
  id: number
  name: string
  description: string | null
  price: number
  stock: number
  category: string | null
  category_id: number | null
  image_url: string | null
  images: string[]
  sku: string | null
  barcode: string | null
  cost_price: number | null
  weight: number | null
  supplier_id: number | null
  low_stock_threshold: number
  is_active: boolean
  created_at: string
  updated_at: string
}

export type ProductPage = { products: Product[]; page: number; limit: number } & Total

export type ProductFilters = {
  search?: string | undefined
  category?: number | undefined
  /** Absent means active ones only. */
  active?: 'false' | 'all' | undefined
  page?: number | undefined
  limit?: number | undefined
}

/** What can be written; every key may be left out of a change. */
export type ProductInput = Partial<Omit<Product, 'id' | 'category' | 'created_at' | 'updated_at'>>

export const productPageSize = 20

export function listProducts(api: Api, filters: ProductFilters, signal?: AbortSignal): Promise<ProductPage> {
  const { search, category, active, page = 1, limit = productPageSize } = filters
  return api.request('GET', '/api/products', {
    query: { search, category, is_active: active, page, limit },
    ...(signal ? { signal } : {}),
  })
}

export function productsQuery(api: Api, filters: ProductFilters) {
  return queryOptions({
    queryKey: ['products', filters],
    queryFn: ({ signal }) => listProducts(api, filters, signal),
    placeholderData: keepPreviousData,
  })
}

export function productQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['products', 'one', id],
    queryFn: ({ signal }) => api.request<Product>('GET', `/api/products/${id}`, { signal }),
  })
}

export function saveProduct(api: Api, id: number | null, body: ProductInput, idempotencyKey: string) {
  return id === null
    ? api.request<Product>('POST', '/api/products', { body, idempotencyKey })
    : api.request<Product>('PUT', `/api/products/${id}`, { body })
}

export function deleteProduct(api: Api, id: number) {
  return api.request('DELETE', `/api/products/${id}`)
}

/** Resolves with the address of the stored picture. */
export async function uploadImage(api: Api, file: File): Promise<string> {
  const form = new FormData()
  form.append('image', file)
  const { url } = await api.request<{ url: string }>('POST', '/api/upload/image', { form })
  return url
}

export function isLow(product: Pick<Product, 'stock' | 'low_stock_threshold'>): boolean {
  return product.stock <= product.low_stock_threshold
}

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer } from '../../app/contract.ts'
import type { StoreProductsSearch } from './search.ts'

const path = '/api/v1/web-knowledge/products/'

/** A product as shops and the assistant know it (storefronts contract 7.1). Amounts are decimal texts in `currency`. */
export type StoreProduct = Answer<'/api/v1/web-knowledge/products/{id}', 'get'>
export type StoreProductList = Answer<'/api/v1/web-knowledge/products', 'get'>

export type StoreStats = {
  total_products: number
  active_products: number
  inactive_products: number
  in_stock_products: number
  out_of_stock_products: number
  products_with_discount: number
  by_source: Record<string, number>
  price_range: { min: string; max: string; average: string } | null
  total_value: string
  currency: string | null
}

export type Choice = { value: string; label: string }
export type Choices = {
  product_types: Choice[]
  currencies: Choice[]
  billing_periods: Choice[]
}

/** What can be written; every key may be left out of a change. */
export type StoreProductInput = Partial<
  Pick<
    StoreProduct,
    | 'title'
    | 'product_type'
    | 'description'
    | 'short_description'
    | 'link'
    | 'price'
    | 'discount_percentage'
    | 'currency'
    | 'billing_period'
    | 'features'
    | 'specifications'
    | 'category'
    | 'brand'
    | 'tags'
    | 'keywords'
    | 'is_active'
    | 'in_stock'
    | 'stock_quantity'
    | 'main_image'
    | 'images'
    | 'meta_title'
    | 'meta_description'
  >
>

export const storeProductPageSize = 20

export function storeProductsQuery(api: Api, search: StoreProductsSearch) {
  return queryOptions({
    queryKey: ['store-products', 'list', search],
    queryFn: ({ signal }) =>
      api.request<StoreProductList>('GET', path, {
        query: {
          search: search.q,
          external_source: search.source,
          store: search.store,
          category: search.category,
          brand: search.brand,
          min_price: search.min,
          max_price: search.max,
          in_stock: search.stock,
          is_active: search.active,
          has_discount: search.discount,
          ordering: search.order,
          page: search.page,
          page_size: storeProductPageSize,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function storeProductQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['store-products', 'one', id],
    queryFn: ({ signal }) =>
      api.request<StoreProduct>('GET', `${path}${encodeURIComponent(id)}/`, { signal }),
  })
}

export function storeStatsQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-products', 'stats'],
    queryFn: ({ signal }) => api.request<StoreStats>('GET', `${path}stats/`, { signal }),
  })
}

/** The categories that products have, for the filter. */
export function storeCategoriesQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-products', 'categories'],
    queryFn: async ({ signal }) =>
      (await api.request<{ categories: string[] }>('GET', `${path}categories/`, { signal })).categories,
  })
}

export function storeBrandsQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-products', 'brands'],
    queryFn: async ({ signal }) =>
      (await api.request<{ brands: string[] }>('GET', `${path}brands/`, { signal })).brands,
  })
}

export function storeChoicesQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-product-choices'],
    queryFn: ({ signal }) => api.request<Choices>('GET', `${path}choices/all/`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Creates a product (`id` null) or changes the named fields of one. */
export async function saveStoreProduct(
  api: Api,
  id: string | null,
  body: StoreProductInput,
  idempotencyKey: string,
): Promise<StoreProduct> {
  type Saved = { product: StoreProduct }
  const saved =
    id === null
      ? await api.request<Saved>('POST', path, { body, idempotencyKey })
      : await api.request<Saved>('PATCH', `${path}${id}/`, { body })
  return saved.product
}

export function deleteStoreProduct(api: Api, id: string) {
  return api.request('DELETE', `${path}${id}/`)
}

export type BulkChange = { is_active?: boolean; in_stock?: boolean }

/** Resolves with the number of products that were changed. */
export async function changeStoreProducts(api: Api, ids: string[], change: BulkChange): Promise<number> {
  const answer = await api.request<{ updated_count: number }>('POST', `${path}bulk-update/`, {
    body: { product_ids: ids, ...change },
  })
  return answer.updated_count
}

/** Resolves with the number of products that are gone. */
export async function deleteStoreProducts(api: Api, ids: string[]): Promise<number> {
  const answer = await api.request<{ deleted_count: number }>('POST', `${path}bulk-delete/`, {
    body: { product_ids: ids },
  })
  return answer.deleted_count
}

/** What else on other pages shows products. */
export const touchedByStoreProducts = ['store-products', 'products', 'inventory']

/** The host of the store that the product comes from; null for one that was made here. */
export function storeOf(product: Pick<StoreProduct, 'extraction_metadata'>): string | null {
  return textOf(product.extraction_metadata.store_host)
}

export function skuOf(product: Pick<StoreProduct, 'extraction_metadata'>): string | null {
  return textOf(product.extraction_metadata.sku)
}

/** When the store last told about the product (ISO 8601). */
export function lastSyncOf(product: Pick<StoreProduct, 'extraction_metadata'>): string | null {
  return textOf(product.extraction_metadata.last_sync_at)
}

/** Addresses of all pictures, the main one first. */
export function picturesOf(product: Pick<StoreProduct, 'main_image' | 'images'>): string[] {
  return [...new Set([product.main_image ?? '', ...product.images])].filter((url) => url !== '')
}

export function isSynced(product: Pick<StoreProduct, 'external_source'>): boolean {
  return product.external_source !== 'manual'
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'
import type { StoreProductsSearch } from './search.ts'

const path = '/api/v1/web-knowledge/products/'

/** A product as shops and the assistant know it (storefronts contract 7.1). Amounts are decimal texts in `currency`. */
export type StoreProduct = Answer<'/api/v1/web-knowledge/products/{id}', 'get'>
export type StoreProductList = Answer<'/api/v1/web-knowledge/products', 'get'>

export type Choice = { value: string; label: string }

/** What can be written; every key may be left out of a change. */
export type StoreProductInput = Body<'/api/v1/web-knowledge/products/{id}', 'patch'>

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
    queryFn: ({ signal }) =>
      api.request<Answer<'/api/v1/web-knowledge/products/stats', 'get'>>('GET', `${path}stats/`, { signal }),
  })
}

/** The categories that products have, for the filter. */
export function storeCategoriesQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-products', 'categories'],
    queryFn: async ({ signal }) =>
      (
        await api.request<Answer<'/api/v1/web-knowledge/products/categories', 'get'>>(
          'GET',
          `${path}categories/`,
          { signal },
        )
      ).categories,
  })
}

export function storeBrandsQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-products', 'brands'],
    queryFn: async ({ signal }) =>
      (
        await api.request<Answer<'/api/v1/web-knowledge/products/brands', 'get'>>('GET', `${path}brands/`, {
          signal,
        })
      ).brands,
  })
}

export function storeChoicesQuery(api: Api) {
  return queryOptions({
    queryKey: ['store-product-choices'],
    queryFn: ({ signal }) =>
      api.request<Answer<'/api/v1/web-knowledge/products/choices/all', 'get'>>('GET', `${path}choices/all/`, {
        signal,
      }),
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
  type Saved = Answer<'/api/v1/web-knowledge/products/{id}', 'patch'>
  const saved =
    id === null
      ? await api.request<Saved>('POST', path, { body, idempotencyKey })
      : await api.request<Saved>('PATCH', `${path}${id}/`, { body })
  return saved.product
}

export function deleteStoreProduct(api: Api, id: string) {
  return api.request('DELETE', `${path}${id}/`)
}

type BulkBody = Body<'/api/v1/web-knowledge/products/bulk-update', 'post'>
export type BulkChange = Omit<BulkBody, 'product_ids'>

/** Resolves with the number of products that were changed. */
export async function changeStoreProducts(api: Api, ids: string[], change: BulkChange): Promise<number> {
  const answer = await api.request<Answer<'/api/v1/web-knowledge/products/bulk-update', 'post'>>(
    'POST',
    `${path}bulk-update/`,
    {
      body: { product_ids: ids, ...change },
    },
  )
  return answer.updated_count
}

/** Resolves with the number of products that are gone. */
export async function deleteStoreProducts(api: Api, ids: string[]): Promise<number> {
  const answer = await api.request<Answer<'/api/v1/web-knowledge/products/bulk-delete', 'post'>>(
    'POST',
    `${path}bulk-delete/`,
    {
      body: { product_ids: ids },
    },
  )
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

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'

const base = '/api/v1/integrations'

/** Rows of one page of every list here (storefronts contract 1.2). */
export const pageSize = 20

export const integrationTypes = ['woocommerce', 'shopify', 'custom'] as const
export type IntegrationType = (typeof integrationTypes)[number]

type TokenPage = Answer<'/api/v1/integrations/tokens', 'get'>

/** An integration token without its text (storefronts contract 2.1). */
export type StoreToken = Answer<'/api/v1/integrations/tokens/{id}', 'get'>

/** The only answer that ever holds the text of a token and its webhook secret (storefronts contract 2.4). */
export type FreshToken = Answer<'/api/v1/integrations/tokens/generate', 'post', 201>

export type TokenInput = {
  name: string
  integration_type: IntegrationType
  expires_at: string | null
  allowed_ips: string[]
}
export type TokenChange = Body<'/api/v1/integrations/tokens/{id}', 'patch'>

type SyncStatus = Answer<'/api/v1/integrations/tokens/{id}/sync-status', 'get'>

export function tokensQuery(api: Api, page: number) {
  return queryOptions({
    queryKey: ['integrations', 'tokens', { page }],
    queryFn: ({ signal }) =>
      api.request<TokenPage>('GET', `${base}/tokens/`, {
        query: { page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** As many tokens as one request gives, for choosing one of them. */
export function tokenChoiceQuery(api: Api) {
  return queryOptions({
    queryKey: ['integrations', 'tokens', 'choice'],
    queryFn: ({ signal }) =>
      api.request<TokenPage>('GET', `${base}/tokens/`, { query: { page_size: 100 }, signal }),
    select: (answer) => answer.results,
  })
}

export function generateToken(api: Api, body: TokenInput, idempotencyKey: string) {
  return api.request<FreshToken>('POST', `${base}/tokens/generate/`, { body, idempotencyKey })
}

export function changeToken(api: Api, id: string, body: TokenChange) {
  return api.request<StoreToken>('PATCH', `${base}/tokens/${id}/`, { body })
}

export function regenerateToken(api: Api, id: string) {
  return api.request<FreshToken>('POST', `${base}/tokens/${id}/regenerate/`)
}

export function deleteToken(api: Api, id: string) {
  return api.request('DELETE', `${base}/tokens/${id}/`)
}

const syncStatusPeriodMs = 3000

/** Read again every few seconds for as long as somebody looks at it. */
export function syncStatusQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['integrations', 'sync-status', id],
    queryFn: ({ signal }) => api.request<SyncStatus>('GET', `${base}/tokens/${id}/sync-status/`, { signal }),
    refetchInterval: syncStatusPeriodMs,
  })
}

type EventPage = Answer<'/api/v1/integrations/woocommerce/events', 'get'>
type EventStats = Answer<'/api/v1/integrations/woocommerce/events/stats', 'get'>

/** A row of the event log (storefronts contract 5.6); `payload` is empty once its contents were erased. */
export type StoreEvent = Answer<'/api/v1/integrations/woocommerce/events/{id}', 'get'>

export type EventFilters = {
  type?: string | undefined
  success?: boolean | undefined
  product?: number | undefined
  token?: string | undefined
}

function wireFilters({ type, success, product, token }: EventFilters) {
  return { event_type: type, success, woo_product_id: product, token }
}

export function eventsQuery(api: Api, filters: EventFilters, page: number) {
  return queryOptions({
    queryKey: ['integrations', 'events', filters, { page }],
    queryFn: ({ signal }) =>
      api.request<EventPage>('GET', `${base}/woocommerce/events/`, {
        query: { ...wireFilters(filters), page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** With its whole payload; lists leave out long ones. */
export function eventQuery(api: Api, event: StoreEvent) {
  return queryOptions({
    queryKey: eventKey(event.id),
    queryFn: ({ signal }) =>
      api.request<StoreEvent>('GET', `${base}/woocommerce/events/${event.id}/`, { signal }),
    placeholderData: event,
  })
}

export const eventKey = (id: string) => ['integrations', 'events', 'one', id]

export function eventStatsQuery(api: Api, filters: EventFilters) {
  return queryOptions({
    queryKey: ['integrations', 'events', filters, 'stats'],
    queryFn: ({ signal }) =>
      api.request<EventStats>('GET', `${base}/woocommerce/events/stats/`, {
        query: wireFilters(filters),
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** Answers the event as it stands after the second try, which may have failed as well. */
export function retryEvent(api: Api, id: string) {
  return api.request<StoreEvent>('POST', `${base}/woocommerce/events/${id}/retry/`)
}

type StorePages = Answer<'/api/v1/integrations/wordpress-content', 'get'>
type StorePageStats = Answer<'/api/v1/integrations/wordpress-content/stats', 'get'>

/** A page or post of the shop's WordPress (storefronts contract 5.7). */
export type StorePage = StorePages['results'][number]

export type PageFilters = {
  q?: string | undefined
  kind?: StorePage['content_type'] | undefined
  published?: 'true' | 'false' | undefined
}

export function storePagesQuery(api: Api, { q, kind, published }: PageFilters, page: number) {
  return queryOptions({
    queryKey: ['integrations', 'pages', { q, kind, published }, { page }],
    queryFn: ({ signal }) =>
      api.request<StorePages>('GET', `${base}/wordpress-content/`, {
        query: { search: q, content_type: kind, is_published: published, page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export function storePageStatsQuery(api: Api) {
  return queryOptions({
    queryKey: ['integrations', 'pages', 'stats'],
    queryFn: ({ signal }) =>
      api.request<StorePageStats>('GET', `${base}/wordpress-content/stats/`, { signal }),
  })
}

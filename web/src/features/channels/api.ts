import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'

export const channelsBase = '/api/integrations'
const base = `${channelsBase}/accounts`

/** Rows of one page of the lists here (channels contract 1). */
export const pageSize = 20

/** A connected account without its tokens (channels contract 2). */
export type ChannelAccount = Answer<'/api/integrations/accounts/{id}', 'get'>
type AccountPage = Answer<'/api/integrations/accounts', 'get'>

/** What the server knows about a platform (channels contract 7); in a sandbox something else stands in its place. */
export type ChannelPlatform = Answer<'/api/integrations/accounts/platforms', 'get'>[number]

/** The platforms of this server in the order of its registry. They change with the server only. */
export function platformsQuery(api: Api) {
  return queryOptions({
    queryKey: ['channels', 'platforms'],
    queryFn: ({ signal }) => api.request<ChannelPlatform[]>('GET', `${base}/platforms/`, { signal }),
    staleTime: 10 * 60_000,
  })
}

/** As many accounts as one request gives, for choosing one of them. */
export function accountChoiceQuery(api: Api) {
  return queryOptions({
    queryKey: ['channels', 'accounts', 'choice'],
    queryFn: ({ signal }) =>
      api.request<AccountPage>('GET', `${base}/`, { query: { page_size: 200 }, signal }),
    select: (answer) => answer.results,
  })
}

/** One page of the accounts of a platform, newest first. */
export function accountsQuery(api: Api, platform: string, page: number) {
  return queryOptions({
    queryKey: ['channels', 'accounts', 'of', platform, { page }],
    queryFn: ({ signal }) =>
      api.request<AccountPage>('GET', `${base}/`, {
        query: { platform, page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

/** What is written in the forms; the rest of an account comes from its platform. */
export type AccountChange = Body<'/api/integrations/accounts/{id}', 'patch'>

export function accountQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: ['channels', 'accounts', 'one', id],
    queryFn: ({ signal }) => api.request<ChannelAccount>('GET', `${base}/${id}/`, { signal }),
  })
}

export function createAccount(api: Api, body: AccountChange & { platform: string }, idempotencyKey: string) {
  return api.request<ChannelAccount>('POST', `${base}/`, { body, idempotencyKey })
}

export function changeAccount(api: Api, id: number, body: AccountChange) {
  return api.request<ChannelAccount>('PATCH', `${base}/${id}/`, { body })
}

export function deleteAccount(api: Api, id: number) {
  return api.request('DELETE', `${base}/${id}/`)
}

/** Where the browser goes to ask the platform for access (channels contract 3.1). */
export function connectAccount(api: Api, id: number) {
  type Connection = Answer<'/api/integrations/accounts/{id}/connect', 'post'>
  return api.request<Connection>('POST', `${base}/${id}/connect/`)
}

export function disconnectAccount(api: Api, id: number) {
  return api.request('POST', `${base}/${id}/disconnect/`)
}

/** Whether the platform still accepts the connection; a dead one makes the account `expired`. */
export function testConnection(api: Api, id: number) {
  type Check = Answer<'/api/integrations/accounts/{id}/test-connection', 'post'>
  return api.request<Check>('POST', `${base}/${id}/test-connection/`)
}

export function selectPage(api: Api, id: number, pageId: string) {
  return api.request<ChannelAccount>('POST', `${base}/${id}/select_page/`, { body: { page_id: pageId } })
}

/** Fetches the newest posts and figures (channels contract 3.4). */
export function syncAccount(api: Api, id: number) {
  type Synced = Answer<'/api/integrations/accounts/{id}/sync', 'post'>
  return api.request<Synced>('POST', `${base}/${id}/sync/`)
}

export function statsQuery(api: Api) {
  type Stats = Answer<'/api/integrations/accounts/stats', 'get'>
  return queryOptions({
    queryKey: ['channels', 'stats'],
    queryFn: ({ signal }) => api.request<Stats>('GET', `${base}/stats/`, { signal }),
  })
}

/** What was done with an account (channels contract 3, below the table). */
export type ChannelLog = Answer<'/api/integrations/logs/{id}', 'get'>
type LogPage = Answer<'/api/integrations/logs', 'get'>

export type LogFilters = { account?: number | undefined; status?: string | undefined }

export function logsQuery(api: Api, filters: LogFilters, page: number) {
  return queryOptions({
    queryKey: ['channels', 'logs', filters, { page }],
    queryFn: ({ signal }) =>
      api.request<LogPage>('GET', `${channelsBase}/logs/`, {
        query: { ...filters, page, page_size: pageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
}

export const metricNames = ['followers', 'following', 'posts', 'likes', 'views', 'engagements'] as const
export type MetricName = (typeof metricNames)[number]

export function insightsQuery(api: Api, id: number) {
  type Insights = Answer<'/api/integrations/accounts/{id}/insights', 'get'>
  return queryOptions({
    queryKey: ['channels', 'insights', id],
    queryFn: ({ signal }) => api.request<Insights>('GET', `${base}/${id}/insights/`, { signal }),
    staleTime: 90_000,
  })
}

/** The figures of the last 30 days, one row for each day on which the account was synchronised, oldest first. */
export function insightsHistoryQuery(api: Api, id: number) {
  type InsightDays = Answer<'/api/integrations/accounts/{id}/insights/history', 'get'>
  return queryOptions({
    queryKey: ['channels', 'insights', id, 'history'],
    queryFn: ({ signal }) =>
      api.request<InsightDays>('GET', `${base}/${id}/insights/history/`, { query: { days: 30 }, signal }),
    select: (answer) => answer.results,
  })
}

/** Of a connection that ended, until somebody dismisses it for everybody or connects the account again. */
export type ChannelNotice = Answer<'/api/integrations/notices', 'get'>['results'][number]

export function noticesQuery(api: Api) {
  type NoticePage = Answer<'/api/integrations/notices', 'get'>
  return queryOptions({
    queryKey: ['channels', 'notices'],
    queryFn: ({ signal }) =>
      api.request<NoticePage>('GET', `${channelsBase}/notices/`, { query: { page_size: 200 }, signal }),
    select: (answer) => answer.results,
  })
}

export function dismissNotice(api: Api, id: number) {
  return api.request('POST', `${channelsBase}/notices/${id}/dismiss/`)
}

import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'
import { type ChannelPlatform, channelsBase } from '../channels/api.ts'

const accounts = `${channelsBase}/accounts`
const planned = `${channelsBase}/planned-posts`

type PostsPage = Answer<'/api/integrations/accounts/{id}/posts', 'get'>
type SentPost = PostsPage['data'][number]

/** A post as its platform tells it now, the same for every platform (channels contract 5.1). */
export type ChannelPost = Required<
  Pick<SentPost, 'id' | 'message' | 'created_time' | 'permalink_url' | 'media_url' | 'metrics'>
>

type CommentsPage = Answer<'/api/integrations/accounts/{id}/comments', 'get'>
export type ChannelComment = CommentsPage['data'][number]

/** What a post of a platform may be (channels contract 7). */
export type PublishRules = Required<NonNullable<ChannelPlatform['publish']>>

/** A post for several accounts at once, and what became of it on each. */
export type PlannedPost = Answer<'/api/integrations/planned-posts/{id}', 'get'>
export type PlannedTarget = PlannedPost['targets'][number]
type PlannedPage = Answer<'/api/integrations/planned-posts', 'get'>
export type PostInput = Body<'/api/integrations/planned-posts', 'post'>

/** What each platform would say of a post. */
type PostCheck = Answer<'/api/integrations/planned-posts/check', 'post'>
export type TargetCheck = PostCheck['targets'][number]

/** Rows of one page of the queue. */
export const queuePageSize = 20

/** The posts of an account, newest first, by the cursors of its platform. */
export function postsQuery(api: Api, account: number) {
  return infiniteQueryOptions({
    queryKey: ['channel-posts', 'live', account],
    queryFn: ({ pageParam, signal }) =>
      api.request<PostsPage>('GET', `${accounts}/${account}/posts/`, {
        query: { after: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.paging.cursors.after,
    select: ({ pages }) => pages.flatMap(({ data }) => data) as ChannelPost[],
    // The server has asked the platform as often as that makes sense.
    retry: false,
  })
}

export const commentsKey = (account: number, post: string) => ['channel-posts', 'comments', account, post]

export function commentsQuery(api: Api, account: number, post: string) {
  return infiniteQueryOptions({
    queryKey: commentsKey(account, post),
    queryFn: ({ pageParam, signal }) =>
      api.request<CommentsPage>('GET', `${accounts}/${account}/comments/`, {
        query: { post_id: post, after: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.paging.cursors.after,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
    retry: false,
  })
}

export function replyToComment(api: Api, account: number, comment: string, message: string) {
  return api.request('POST', `${accounts}/${account}/reply_comment/`, {
    body: { comment_id: comment, message },
  })
}

export function hideComment(api: Api, account: number, comment: string, hidden: boolean) {
  return api.request('POST', `${accounts}/${account}/hide_comment/`, {
    body: { comment_id: comment, hidden },
  })
}

/** Some platforms are asked for it, so it is read once for a form. */
export function publishOptionsQuery(api: Api, account: number) {
  return queryOptions({
    queryKey: ['channel-posts', 'options', account],
    queryFn: async ({ signal }) =>
      (
        await api.request<Answer<'/api/integrations/accounts/{id}/publish_options', 'get'>>(
          'GET',
          `${accounts}/${account}/publish_options/`,
          { signal },
        )
      ).options,
    staleTime: 5 * 60_000,
    retry: false,
  })
}

/** Writes nothing: what the platforms would say of this post, for the preview. */
export function checkQuery(api: Api, body: PostInput) {
  return queryOptions({
    queryKey: ['channel-posts', 'check', body],
    queryFn: ({ signal }) => api.request<PostCheck>('POST', `${planned}/check/`, { body, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export type QueueFilters = { status?: string | undefined; account?: number | undefined }

const plannedKey = ['channel-posts', 'planned']
export const plannedKeys = { all: plannedKey, one: (id: number) => [...plannedKey, 'one', id] }

export function queueQuery(api: Api, filters: QueueFilters, page: number) {
  return queryOptions({
    queryKey: [...plannedKey, 'queue', filters, { page }],
    queryFn: ({ signal }) =>
      api.request<PlannedPage>('GET', `${planned}/`, {
        query: { ...filters, page, page_size: queuePageSize },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pauseBeforeNextLook(state.data?.results),
  })
}

const calendarPageSize = 200
const mostCalendarPages = 5

/** Every post of a span of time (ISO 8601; `to` is no longer in it), up to a thousand. */
export function spanQuery(api: Api, span: { from: string; to: string; account: number | undefined }) {
  return queryOptions({
    queryKey: [...plannedKey, 'span', span],
    async queryFn({ signal }) {
      const rows: PlannedPost[] = []
      for (let page = 1; page <= mostCalendarPages; page++) {
        const { results, next } = await api.request<PlannedPage>('GET', `${planned}/`, {
          query: { ...span, order: 'asc', page, page_size: calendarPageSize },
          signal,
        })
        rows.push(...results)
        if (next === null) break
      }
      return rows
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pauseBeforeNextLook(state.data),
  })
}

export function plannedPostQuery(api: Api, id: number) {
  return queryOptions({
    queryKey: plannedKeys.one(id),
    queryFn: ({ signal }) => api.request<PlannedPost>('GET', `${planned}/${id}/`, { signal }),
    refetchInterval: ({ state }) => pauseBeforeNextLook(state.data && [state.data]),
  })
}

/** Plans a post or publishes it now (`scheduled_at` null); `id` changes one that has not begun. */
export function savePost(api: Api, id: number | null, body: PostInput, idempotencyKey: string) {
  return id === null
    ? api.request<PlannedPost>('POST', `${planned}/`, { body, idempotencyKey })
    : api.request<PlannedPost>('PATCH', `${planned}/${id}/`, { body })
}

export function cancelPost(api: Api, id: number) {
  return api.request<PlannedPost>('DELETE', `${planned}/${id}/`)
}

/** `confirm`: a person has looked, and a post of which nobody knew is not there. */
export function retryTarget(api: Api, id: number, account: number, confirm: boolean) {
  return api.request<PlannedPost>('POST', `${planned}/${id}/retry/`, { body: { account, confirm } })
}

/** A person has seen the post of which nobody knew. */
export function confirmTarget(api: Api, id: number, account: number) {
  return api.request<PlannedPost>('POST', `${planned}/${id}/confirm/`, { body: { account } })
}

const busyMs = 2500
const idleMs = 30_000

/** Milliseconds until rows are read again: soon while one of them is under way, in time for one that becomes due. */
function pauseBeforeNextLook(rows: readonly PlannedPost[] = [], now = Date.now()): number {
  if (rows.some((row) => isUnderWay(row, now))) return busyMs
  const waits = rows
    .filter(({ status }) => status === 'scheduled')
    .map(({ scheduled_at }) => Date.parse(scheduled_at) - now)
  return Math.max(busyMs, Math.min(idleMs, ...waits))
}

/** Whether something happens to the post without anybody's doing, now or within the next seconds. */
export function isUnderWay({ status, scheduled_at, targets }: PlannedPost, now = Date.now()): boolean {
  if (status === 'publishing') return true
  if (targets.some((target) => target.status === 'publishing' || target.status === 'processing')) return true
  return status === 'scheduled' && Date.parse(scheduled_at) <= now + busyMs
}

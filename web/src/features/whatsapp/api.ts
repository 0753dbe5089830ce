import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'
import { unreadOf, withNewestConversations } from './conversation.ts'
import type { Template } from './templates.ts'
import { type Thread, withNewest, withOlder } from './thread.ts'

const base = '/api/integrations/whatsapp'

/** Rows of one page of messages. */
export const pageSize = 50

/** While somebody looks at them, a conversation and the list are read again this often. */
const threadPeriodMs = 3000
const listPeriodMs = 5000
/** Of a long list mostly its beginning is read again, where all that is new stands; the whole one every so many times, and after a pause. */
const newestCount = 30
const timesUntilWhole = 12
const longestPauseMs = 60_000
/** The count in the menu, on all other pages. */
const menuPeriodMs = 30_000

/** One number that a shop writes with, on one of its accounts (channels contract 5.5). */
export type Conversation = Answer<'/api/integrations/whatsapp/conversations', 'get'>[number]
type MessagePage = Answer<'/api/integrations/whatsapp/messages', 'get'>
export type Message = MessagePage['results'][number]
type Templates = Answer<'/api/integrations/whatsapp/templates', 'get'>

/** Whom the shop writes with, from which of its accounts. */
export type Partner = { account: number; phone: string }

const conversationsKey = ['whatsapp', 'conversations']
const unreadKey = ['whatsapp', 'unread']
const threadKey = ({ account, phone }: Partner) => ['whatsapp', 'thread', account, phone]

/** All conversations, last message first, for the page that shows them. What it learns of unread messages, the menu knows as well. */
export function conversationsQuery(api: Api) {
  const read = (signal: AbortSignal, limit?: number) =>
    api.request<Conversation[]>('GET', `${base}/conversations/`, { query: { limit }, signal })
  return queryOptions({
    queryKey: conversationsKey,
    queryFn: async ({ client, signal }) => {
      const state = client.getQueryState<Conversation[]>(conversationsKey)
      const mayBeOld =
        !state ||
        state.dataUpdateCount % timesUntilWhole === 0 ||
        Date.now() - state.dataUpdatedAt > longestPauseMs
      const conversations =
        mayBeOld || !state.data
          ? await read(signal)
          : withNewestConversations(state.data, await read(signal, newestCount), newestCount)
      client.setQueryData(unreadKey, unreadOf(conversations))
      return conversations
    },
    refetchInterval: listPeriodMs,
  })
}

/** How many messages wait to be read. */
export function unreadQuery(api: Api) {
  type Unread = Answer<'/api/integrations/whatsapp/conversations/unread', 'get'>
  return queryOptions({
    queryKey: unreadKey,
    queryFn: async ({ signal }) =>
      (await api.request<Unread>('GET', `${base}/conversations/unread/`, { signal })).unread,
    refetchInterval: menuPeriodMs,
  })
}

function messagePage(api: Api, { phone, account }: Partner, page: number, signal?: AbortSignal) {
  const query = { phone, account, page, page_size: pageSize }
  return api.request<MessagePage>('GET', `${base}/messages/`, { query, ...(signal && { signal }) })
}

/** The newest messages; what was read before stays with them. */
export function threadQuery(api: Api, partner: Partner) {
  const queryKey = threadKey(partner)
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }) => {
      const page = await messagePage(api, partner, 1, signal)
      return withNewest(client.getQueryData<Thread<Message>>(queryKey), page)
    },
    refetchInterval: threadPeriodMs,
  })
}

/** Adds the page that `olderPage` named to what `threadQuery` holds. */
export async function readOlder(api: Api, partner: Partner, page: number) {
  const older = await messagePage(api, partner, page)
  return (known: Thread<Message> | undefined) => known && withOlder(known, older)
}

export function templatesQuery(api: Api, account: number) {
  return queryOptions({
    queryKey: ['whatsapp', 'templates', account],
    queryFn: async ({ signal }) =>
      (
        await api.request<Templates>('GET', `${base}/templates/`, {
          query: { account },
          signal,
        })
      ).results,
    staleTime: 60_000,
    // Every failure of the platform says what to do; asking again only makes the reader wait.
    retry: false,
  })
}

type TextBody = Body<'/api/integrations/whatsapp/send', 'post'>
type TemplateBody = Body<'/api/integrations/whatsapp/send-template', 'post'>

/** Repeated with the same `reference` nothing is sent twice. */
export function sendText(api: Api, { account, phone }: Partner, message: string, reference: string) {
  const body: TextBody = { to: phone, account, message, client_reference: reference }
  return api.request('POST', `${base}/send/`, { body })
}

export function sendTemplate(
  api: Api,
  { account, phone }: Partner,
  { name, language }: Template,
  values: string[],
  reference: string,
) {
  const body: TemplateBody = {
    to: phone,
    account,
    name,
    language,
    body_parameters: values,
    client_reference: reference,
  }
  return api.request('POST', `${base}/send-template/`, { body })
}

export function markRead(api: Api, { account, phone }: Partner) {
  return api.request<Answer<'/api/integrations/whatsapp/conversations/read', 'post'>>(
    'POST',
    `${base}/conversations/read/`,
    { body: { phone, account } },
  )
}

export const keys = {
  all: ['whatsapp'],
  conversations: conversationsKey,
  unread: unreadKey,
  thread: threadKey,
}

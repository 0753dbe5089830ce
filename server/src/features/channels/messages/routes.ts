import { readBody } from '../../../kernel/http/body.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../../kernel/http/page-numbers.ts'
import { type Context, pathId, type RouteSpec, route } from '../../../kernel/http/route.ts'
import { withAccess } from '../account-access.ts'
import { access, tag } from '../account-routes.ts'
import { demandAbility, validated } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { actionRefusal } from '../provider-error.ts'
import { chooseSender } from './choose-sender.ts'
import { presentConversations, presentMessages } from './present.ts'
import { listConversations, markRead, messageList, unreadCount } from './queries.ts'
import {
  conversationListFields,
  conversationsSchema,
  messageListFields,
  messageSchema,
  phoneDigits,
  readFields,
  readSchema,
  sendFields,
  sendTemplateFields,
  sentSchema,
  templateListFields,
  templatesSchema,
  unreadSchema,
} from './schemas.ts'
import { cutBody, sendMessage } from './send-message.ts'
import { rememberTemplates, templateText } from './templates.ts'

const base = '/api/integrations/whatsapp'
const pages = { maxSize: 200 }
const allConversations = 1000

/** Of what is no id: none, as in the log. */
const accountFilter = (account: string | undefined) =>
  account && /^\d+$/.test(account) ? (pathId(account) ?? 0) : null

/** The number that a body names to send from, ready to send. */
async function sender(context: Context, channels: Channels) {
  const named = readBody(context.request, context.dialect)
  const account = await chooseSender(context.db, context.caller.workspaceId, named)
  return { account, named, send: demandAbility(channels, account, 'sendMessage').run }
}

/** What lacks both is told in one sentence. */
function demandWords(named: Record<string, unknown>): void {
  const isThere = (value: unknown) =>
    typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null
  const missing = { to: isThere(named.to), message: isThere(named.message) || isThere(named.text) }
  const fields = Object.entries(missing).flatMap(([name, found]) => (found ? [] : [name]))
  if (fields.length === 0) return
  const required = Object.fromEntries(fields.map((name) => [name, ['This field is required.']]))
  throw actionRefusal('validation_error', { error: 'to and message are required', fields: required })
}

/** Conversations with customers on WhatsApp (channels contract 3, rows 21 to 25, and 5.5). */
export function messageRoutes(channels: Channels): RouteSpec[] {
  return [
    route({
      method: 'POST',
      path: `${base}/send`,
      summary: 'Send a text to somebody on WhatsApp',
      description:
        'From `phone_number_id`, else `account`, else the number that is connected longest. Never repeated by the server: after an answer with `unconfirmed` the message may have been sent. A second call with the same `client_reference` sends nothing and answers the result of the first.',
      tag,
      access,
      body: sendFields,
      responses: { 200: sentSchema },
      async handle(context) {
        const { account, named, send } = await sender(context, channels)
        demandWords(named)
        const { to, message, client_reference } = validated(() => context.input())
        const body = cutBody(message)
        return sendMessage(channels, account, send, {
          message: { type: 'text', to, body },
          shown: body,
          reference: client_reference ?? null,
        })
      },
    }),
    route({
      method: 'POST',
      path: `${base}/send-template`,
      summary: 'Send an approved template to somebody on WhatsApp',
      description: 'As `send`; templates also go out when the person has not written for 24 hours.',
      tag,
      access,
      body: sendTemplateFields,
      responses: { 200: sentSchema },
      async handle(context) {
        const { account, send } = await sender(context, channels)
        const { to, name, language, body_parameters, client_reference } = validated(() => context.input())
        const template = { name, language, parameters: body_parameters ?? [] }
        return sendMessage(channels, account, send, {
          message: { type: 'template', to, ...template },
          shown: await templateText(channels, account, template),
          reference: client_reference ?? null,
        })
      },
    }),
    route({
      method: 'GET',
      path: `${base}/templates`,
      summary: 'List the message templates of the business, as WhatsApp tells them now',
      tag,
      access,
      query: templateListFields,
      responses: { 200: templatesSchema },
      async handle(context) {
        const named = context.rawQuery.account ? { account: context.rawQuery.account } : {}
        const account = await chooseSender(context.db, context.caller.workspaceId, named)
        const { run } = demandAbility(channels, account, 'listTemplates')
        const results = await withAccess(channels, account, (provider, open) => run(provider, open))
        await rememberTemplates(channels, account, results)
        return { results }
      },
    }),
    route({
      method: 'GET',
      path: `${base}/messages`,
      summary: 'List messages, newest first, with one person (`phone`) or all',
      tag,
      access,
      query: { ...messageListFields, ...numberedPageQuery(pages) },
      responses: { 200: numberedPageSchema(messageSchema) },
      async handle(context) {
        const { phone, account } = validated(() => context.query())
        const { workspaceId } = context.caller
        // A number that can be nobody's finds nothing.
        const filters = {
          phone: phone ? (phoneDigits(phone) ?? '') : null,
          accountId: accountFilter(account),
        }
        const list = messageList(context.db, workspaceId, filters)
        const source = {
          count: list.count,
          rows: async (limit: number, offset: number) =>
            presentMessages(context.db, workspaceId, await list.rows(limit, offset)),
        }
        return numberedPage(context.request, context.rawQuery, source, pages)
      },
    }),
    route({
      method: 'GET',
      path: `${base}/conversations`,
      summary: 'List conversations; the one with the newest message first, at most 1000',
      tag,
      access,
      query: conversationListFields,
      responses: { 200: conversationsSchema },
      async handle(context) {
        const { account, limit = allConversations } = validated(() => context.query())
        const { workspaceId } = context.caller
        const rows = await listConversations(context.db, workspaceId, {
          accountId: accountFilter(account),
          limit,
        })
        return presentConversations(context.db, workspaceId, rows)
      },
    }),
    route({
      method: 'GET',
      path: `${base}/conversations/unread`,
      summary: 'Count the messages that wait to be read',
      tag,
      access,
      responses: { 200: unreadSchema },
      handle: async ({ db, caller }) => ({ unread: await unreadCount(db, caller.workspaceId) }),
    }),
    route({
      method: 'POST',
      path: `${base}/conversations/read`,
      summary: 'Mark what a person wrote as read',
      tag,
      access,
      body: readFields,
      responses: { 200: readSchema },
      async handle(context) {
        const { phone, account } = validated(() => context.input())
        const filters = { phone, accountId: account ?? null }
        const { workspaceId } = context.caller
        return { read: await context.db.transaction((tx) => markRead(tx, workspaceId, filters)) }
      },
    }),
  ]
}

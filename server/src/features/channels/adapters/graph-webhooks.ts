import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  type DeliveryStatus,
  deliveryStatuses,
  type InboundMessage,
  type MessageStatus,
} from '../messages/model.ts'
import {
  type PlatformWebhook,
  plainWord,
  type SignedDelivery,
  timeOf,
  type WebhookEvent,
} from '../webhooks/model.ts'
import { rows, text } from './graph.ts'

/** What Meta tells of pages and of WhatsApp numbers (channels contract 5.6). Bodies are read as they come: what is odd is left out. */

type Json = Record<string, unknown>

/** `X-Hub-Signature-256: sha256=<hex HMAC>` over the raw bytes. */
function isHubSigned({ headers, raw }: SignedDelivery, secret: string): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(String(headers['x-hub-signature-256'] ?? '')) ?? []
  const expected = createHmac('sha256', secret).update(raw).digest()
  return hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), expected)
}

/** Changes under the pages on which they happened. */
export const pageWebhook: PlatformWebhook = {
  verifyTokens: ['META_WEBHOOK_VERIFY_TOKEN'],
  isSigned: isHubSigned,
  entries: (body) =>
    rows(asObject(body).entry).flatMap((entry) => {
      const about = { object: asObject(body).object, id: entry.id, time: entry.time }
      const named = Array.isArray(entry.changed_fields) ? entry.changed_fields : []
      return [
        ...rows(entry.changes).map((change) => ({ ...about, change })),
        ...named.map((field) => ({ ...about, change: { field } })),
        ...rows(entry.messaging).map((value) => ({ ...about, change: { field: 'messages', value } })),
      ]
    }),
  read(entry): WebhookEvent[] {
    const { id, object, change } = entry as { id: unknown; object: unknown; change: Json }
    const [pageId, field] = [plainWord(id), plainWord(change.field)]
    if (pageId === null || field === null) return []
    const item = plainWord(asObject(change.value).item)
    const facts = { object: plainWord(object) ?? 'page', field, ...(item === null ? {} : { item }) }
    return [{ kind: 'page', pageId, facts }]
  },
}

/** Messages to numbers, and what became of those that were sent. */
export const whatsappWebhook: PlatformWebhook = {
  verifyTokens: ['WHATSAPP_WEBHOOK_VERIFY_TOKEN', 'META_WEBHOOK_VERIFY_TOKEN'],
  isSigned: isHubSigned,
  entries: (body) =>
    rows(asObject(body).entry)
      .flatMap((entry) => rows(entry.changes))
      .flatMap((change) => {
        const value = asObject(change.value)
        const number = plainWord(asObject(value.metadata).phone_number_id)
        if (number === null || (change.field ?? 'messages') !== 'messages') return []
        const contacts = rows(value.contacts)
        const contactOf = (from: unknown) => contacts.find(({ wa_id }) => wa_id === from) ?? contacts[0]
        return [
          ...rows(value.messages).map((message) => ({ number, contact: contactOf(message.from), message })),
          ...rows(value.statuses).map((status) => ({ number, status })),
        ]
      }),
  read(entry): WebhookEvent[] {
    const { number: numberId, contact, message, status } = entry as { number: string } & Record<string, Json>
    const inbound = message && readMessage(message, contact)
    if (inbound) return [{ kind: 'message', numberId, message: inbound }]
    const told = status && readStatus(status)
    return told ? [{ kind: 'status', numberId, status: told }] : []
  },
}

function readMessage(message: Json, contact: Json | undefined): InboundMessage | null {
  const [id, from] = [plainWord(message.id), digitsOf(message.from)]
  if (id === null || from === null) return null
  const type = text(message.type)?.slice(0, 50) ?? 'unsupported'
  const profileName = text(asObject(contact?.profile).name)
  return { id, from, profileName, type, body: bodyOf(type, message), sentAt: timeOf(message.timestamp) }
}

/** What of a message is text: itself, the words under a picture, the button that was pressed, the emoji of a reaction. */
function bodyOf(type: string, message: Json): string {
  const content = asObject(message[type])
  const pressed = asObject(content.button_reply ?? content.list_reply)
  const place = [content.name, content.address].map(text).filter(Boolean).join(', ')
  const candidates = [content.body, content.caption, content.text, content.emoji, pressed.title]
  const written = candidates.map(text).find((one) => one !== null)
  if (written) return written
  if (type === 'location') return place || [content.latitude, content.longitude].map(numberText).join(', ')
  return text(content.filename) ?? ''
}

function readStatus(status: Json): MessageStatus | null {
  const id = plainWord(status.id)
  const name = deliveryStatuses.find((one): one is DeliveryStatus => one === status.status)
  if (id === null || name === undefined) return null
  const [problem] = rows(status.errors)
  const details = text(asObject(problem?.error_data).details)
  const error = {
    code: plainWord(problem?.code),
    text: details ?? text(problem?.message) ?? text(problem?.title) ?? 'The message was not delivered',
  }
  return {
    id,
    recipient: digitsOf(status.recipient_id),
    status: name,
    error: name === 'failed' ? error : null,
    at: timeOf(status.timestamp),
  }
}

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

const numberText = (value: unknown) => (typeof value === 'number' ? String(value) : '?')

const digitsOf = (value: unknown): string | null =>
  /^\+?(\d{5,20})$/.exec(plainWord(value) ?? '')?.[1] ?? null

import type { AuditOrigin } from '../../kernel/audit/act.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { invalid, type Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { rememberStore, storeHostOf } from '../integration-tokens/index.ts'
import type { EventEffect, StoredEventSource } from '../store-events/index.ts'
import {
  applyStoreOrder,
  cancelStoreOrder,
  createReader,
  isOrderDraft,
  readOrderId,
  readStoreOrder,
} from '../store-orders/index.ts'
import { applyStoreProduct, readStoreProduct } from '../store-sync/index.ts'
import { pluginFormOf } from './rest-product.ts'

const productTopics = ['product.created', 'product.updated', 'product.restored', 'product.deleted'] as const
const orderTopics = ['order.created', 'order.updated', 'order.restored', 'order.deleted'] as const
type ProductTopic = (typeof productTopics)[number]
export type Topic = ProductTopic | (typeof orderTopics)[number]

/** Null for topics that nothing here follows: coupons, customers, actions. */
export function topicOf(text: string): Topic | null {
  return [...productTopics, ...orderTopics].find((topic) => topic === text) ?? null
}

export function isProductTopic(topic: Topic): topic is ProductTopic {
  return topic.startsWith('product.')
}

/**
 * Carts on their way to an order, products that nobody has named yet, and the error that a shop delivers instead of what it has
 * removed for good before the delivery's turn came.
 */
export function isIgnored(topic: Topic, payload: Record<string, unknown>): boolean {
  if (payload.id === undefined && /^woocommerce_rest_/.test(String(payload.code))) return true
  return isProductTopic(topic)
    ? payload.status === 'auto-draft'
    : topic !== 'order.deleted' && isOrderDraft(payload)
}

export interface TopicEvent {
  topic: Topic
  payload: Record<string, unknown>
}

/** Where an event came from; null when it is taken from the log. */
export type TopicOrigin = Pick<AuditOrigin, 'requestId' | 'ip'>

/**
 * Reads the body of a topic and makes what it says true here; `source.storeHost` is the store when the body does not name it.
 * Throws 400 with `product` or `order` for fields that cannot be read.
 */
export async function applyTopic(
  tx: Transaction,
  services: Pick<Services, 'clock' | 'events'>,
  source: StoredEventSource,
  { requestId, ip }: TopicOrigin,
  { topic, payload }: TopicEvent,
): Promise<EventEffect> {
  if (isProductTopic(topic)) {
    const read = readStoreProduct(pluginFormOf(payload), {
      deletion: topic === 'product.deleted',
      zeroIsPrice: true,
    })
    if (!read.ok) throw refusal(topic, read.texts)
    const scope = { source, now: services.clock.now(), requestId, ip }
    return applyStoreProduct(tx, scope, { eventType: topic, product: read.product })
  }
  const audit: AuditOrigin = { actor: { kind: 'token', id: source.id }, requestId, ip }
  return applyOrder(tx, services, source, audit, { topic, payload })
}

async function applyOrder(
  tx: Transaction,
  services: Pick<Services, 'clock' | 'events'>,
  source: StoredEventSource,
  audit: AuditOrigin,
  { topic, payload }: TopicEvent,
): Promise<EventEffect> {
  const host = ownHostOf(payload) ?? source.storeHost
  const origin = { workspaceId: source.workspaceId, userId: source.userId, host, audit }
  if (topic === 'order.deleted') {
    const reader = createReader(payload)
    const id = readOrderId(reader)
    if (reader.problems.length > 0) throw refusal(topic, reader.problems)
    await cancelStoreOrder(tx, services, origin, id)
    return undefined
  }
  const { order, problems } = readStoreOrder(payload)
  if (!order) throw refusal(topic, problems)
  await rememberStore(tx, source, { host, currency: order.currency })
  return applyStoreOrder(tx, services, origin, order)
}

/** The shop that WordPress itself names in what it signs. */
function ownHostOf({ _links: links }: Record<string, unknown>): string | null {
  const self = (links as { self?: unknown } | null | undefined)?.self
  const first: unknown = Array.isArray(self) ? self[0] : null
  const href = (first as { href?: unknown } | null | undefined)?.href
  return typeof href === 'string' ? storeHostOf(href) : null
}

/** The 400 under `product` or `order`. */
export function refusal(topic: Topic, problems: readonly string[]): Refusal {
  const path = isProductTopic(topic) ? 'product' : 'order'
  return invalid(problems.map((message) => ({ path, message })))
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Random } from '../../kernel/clock/random.ts'

/** What WooCommerce says about a delivery beside its body (storefronts contract 6). */
export interface Delivery {
  /** `resource.event`; empty when the shop does not say. */
  topic: string
  /** Of one webhook and one second, so not unique. */
  deliveryId: string
  signature: string
  /** The shop's address; unsigned. */
  source: string
}

export function deliveryOf(headers: IncomingHttpHeaders): Delivery {
  const header = (name: string) => String(headers[`x-wc-webhook-${name}`] ?? '').trim()
  const parts = [header('resource'), header('event')]
  return {
    topic: header('topic') || (parts.every(Boolean) ? parts.join('.') : ''),
    deliveryId: header('delivery-id'),
    signature: header('signature'),
    source: header('source'),
  }
}

/** The unsigned form by which WooCommerce tries an address when a webhook is saved. */
export function isPing(body: Buffer): boolean {
  return body.length <= 64 && /^webhook_id=\d+$/.test(body.toString('latin1'))
}

/** Whether `signature` is the base64 HMAC-SHA256 of the bytes; in a time that does not tell how much of it is right. */
export function isSignedWith(secret: string, body: Buffer, signature: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'))
  const claimed = Buffer.from(signature)
  return claimed.length === expected.length && timingSafeEqual(claimed, expected)
}

/**
 * What a delivery goes by in the event log: the same for each copy of it, so that only the first has an effect. A deletion
 * without a delivery id is always another one, for its body tells no two of one product apart.
 */
export function eventIdOf(
  tokenId: string,
  { topic, deliveryId }: Delivery,
  body: Buffer,
  random: Random,
): string {
  const delivery = deliveryId === '' && topic.endsWith('.deleted') ? random.uuid() : deliveryId
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const key = createHash('sha256')
    .update(JSON.stringify([tokenId, topic, delivery, bodyHash]))
    .digest('hex')
  return `wh_${key}`
}

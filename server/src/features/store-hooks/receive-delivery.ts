import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../../kernel/errors.ts'
import { isStorableJson, parseJson } from '../../kernel/http/body.ts'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { isObject } from '../../kernel/http/fields.ts'
import type { Services } from '../../kernel/services.ts'
import {
  countTokenUse,
  failuresCounted,
  rememberStore,
  type StoreToken,
  storeHostOf,
  storeRefusal,
} from '../integration-tokens/index.ts'
import { eventAnswer, recordingEvent } from '../store-events/index.ts'
import { applyTopic, isIgnored, isProductTopic, refusal, topicOf } from './apply-topic.ts'
import { deliveryOf, eventIdOf, isPing, isSignedWith } from './delivery.ts'

export interface HookRequest {
  token: StoreToken & { webhookSecret: string }
  headers: IncomingHttpHeaders
  /** As received: the signature is over these bytes. */
  body: Buffer
  ip: string
  requestId: string
}

export interface HookAnswer {
  code: number
  body: object
}

/**
 * Takes one delivery of a webhook (storefronts contract 6). What is not understood is answered with 200, for WooCommerce
 * switches a webhook off after six refusals in a row. Throws 401 for a wrong signature, 400 for a missing topic, for broken
 * JSON and for fields that cannot be read.
 */
export async function receiveDelivery(
  services: Services,
  { token, headers, body, ip, requestId }: HookRequest,
): Promise<HookAnswer> {
  if (isPing(body)) return { code: 200, body: { status: 'ok' } }
  const delivery = deliveryOf(headers)
  await failuresCounted(services, ip, async () => {
    if (!isSignedWith(token.webhookSecret, body, delivery.signature)) throw storeRefusal('signature_invalid')
  })
  await countTokenUse(services.db, token.id, services.clock.now())
  if (delivery.topic === '') throw new Refusal(400, 'The header X-WC-Webhook-Topic is missing.')
  const topic = topicOf(delivery.topic)
  if (topic === null) return ignored
  const payload = readPayload(body)
  if (!isStorableJson(payload)) throw refusal(topic, ['Null characters are not allowed.'])
  if (isIgnored(topic, payload)) return ignored

  const eventId = eventIdOf(token.id, delivery, body, services.random)
  const facts = {
    system: 'woocommerce',
    channel: 'native',
    eventId,
    eventType: topic,
    wooProductId: isProductTopic(topic) ? idOf(payload) : null,
    payload,
    ip,
    userAgent: headers['user-agent'],
  } as const
  const sourceHost = storeHostOf(delivery.source)
  const outcome = await recordingEvent(services, token, facts, async (tx) => {
    // A product or an order that names its own shop has the last word on it.
    if (sourceHost !== null) await rememberStore(tx, token, { host: sourceHost })
    return applyTopic(
      tx,
      services,
      { ...token, storeHost: sourceHost ?? token.storeHost },
      { requestId, ip },
      { topic, payload },
    )
  })
  return eventAnswer(eventId, outcome)
}

const ignored: HookAnswer = { code: 200, body: { status: 'ignored' } }

function readPayload(bytes: Buffer): Record<string, unknown> {
  const payload = parseJson(bytes, restFrameworkDialect)
  if (!isObject(payload)) throw restFrameworkDialect.notAnObject(payload)
  return payload
}

/** For the log only. */
function idOf({ id }: Record<string, unknown>): number | null {
  const number = typeof id === 'string' && /^\d{1,16}$/.test(id) ? Number(id) : id
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : null
}

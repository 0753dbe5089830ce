import { Refusal } from '../../kernel/errors.ts'
import { isStorableJson } from '../../kernel/http/body.ts'
import type { Context } from '../../kernel/http/route.ts'
import { type StoreToken, storeHostOf } from '../integration-tokens/index.ts'
import {
  type EventChannel,
  type EventFacts,
  type EventOutcome,
  failureText,
  recordFailure,
  recordingEvent,
} from '../store-events/index.ts'
import { applyStoreProduct } from './apply-product.ts'
import { type ReadableFacts, readProductEvent } from './read-event.ts'

/**
 * Takes one product event: reads it, applies it once and keeps it in the log, refused ones too where they can be told apart. Throws
 * the refusal of its fields. What the event told of its store is known to `source` afterwards.
 */
export async function receiveProductEvent(
  context: Context,
  source: StoreToken,
  body: Record<string, unknown>,
  channel: EventChannel,
): Promise<{ eventId: string; outcome: EventOutcome }> {
  const { services, request, requestId, ip } = context
  const factsOf = (readable: ReadableFacts): EventFacts => ({
    ...readable,
    system: 'woocommerce',
    channel,
    payload: isStorableJson(body) ? body : {},
    ip,
    userAgent: request.headers['user-agent'],
  })

  const read = readProductEvent(body)
  if (!read.ok) {
    if (read.facts) await recordFailure(services, source, factsOf(read.facts), failureText(read.refusal))
    throw read.refusal
  }
  const { eventId, eventType, product } = read.event
  const facts = factsOf({ eventId, eventType, wooProductId: product.id })
  const outcome = await recordingEvent(services, source, facts, (tx) =>
    applyStoreProduct(tx, { source, now: services.clock.now(), requestId, ip }, { eventType, product }),
  )
  source.storeHost = storeHostOf(product.link) ?? source.storeHost
  source.storeCurrency = product.currency ?? source.storeCurrency
  return { eventId, outcome }
}

/** The texts of a refusal under its fields, as its 400 would tell them. */
export function errorsOf(error: unknown, context: Context): object {
  return error instanceof Refusal && error.fields.length > 0
    ? (context.dialect.render(error) as object)
    : { non_field_errors: [failureText(error)] }
}

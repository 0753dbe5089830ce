import { isDatabaseAway } from '../../kernel/database/database.ts'
import { invalidField, Refusal } from '../../kernel/errors.ts'
import { pythonTypeName } from '../../kernel/http/dialects.ts'
import { isObject } from '../../kernel/http/fields.ts'
import type { Context } from '../../kernel/http/route.ts'
import { type StoreToken, storeTokenOf } from '../integration-tokens/index.ts'
import { eventIdOf } from './read-event.ts'
import { errorsOf, receiveProductEvent } from './receive-event.ts'

export interface BulkResult {
  event_id: string | null
  status: 'accepted' | 'skipped' | 'failed'
  reason?: 'duplicate' | 'stale'
  errors?: object
}

const maxEvents = 100
/** Events of one call that are applied at the same time; each has a connection to the database for itself. */
const atOnce = 4

/** The events of a bulk call; throws the 400 of storefronts contract 5.5 when there is no list of 1 to 100. */
export function readBulk(body: Record<string, unknown>): unknown[] {
  const { events } = body
  if (events === undefined) throw invalidField('events', 'This field is required.')
  if (events === null) throw invalidField('events', 'This field may not be null.')
  if (!Array.isArray(events))
    throw invalidField('events', `Expected a list of items but got type "${pythonTypeName(events)}".`)
  if (events.length === 0) throw invalidField('events', 'This list may not be empty.')
  if (events.length > maxEvents)
    throw invalidField('events', `Ensure this field has no more than ${maxEvents} elements.`)
  return events
}

/** Takes events that fail, wait and succeed each for itself; those of one product and those of one id in their order. */
export async function receiveBulk(context: Context, events: readonly unknown[]): Promise<BulkResult[]> {
  const source = { ...storeTokenOf(context.request) }
  const results: Promise<BulkResult>[] = []
  const last = new Map<string, Promise<unknown>>()
  const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve())
  for (const [index, event] of events.entries()) {
    const keys = keysOf(event)
    const before = [lanes[index % atOnce], ...keys.map((key) => last.get(key))]
    const result = Promise.all(before).then(() => receiveOne(context, source, event))
    const ended = result.catch(() => {})
    for (const key of keys) last.set(key, ended)
    lanes[index % atOnce] = ended
    results.push(result)
  }
  const settled = await Promise.allSettled(results)
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

function keysOf(event: unknown): string[] {
  if (!isObject(event)) return []
  const product = isObject(event.product) ? [`product ${event.product.id}`] : []
  return [...product, `event ${eventIdOf(event)}`]
}

async function receiveOne(context: Context, source: StoreToken, event: unknown): Promise<BulkResult> {
  const event_id = eventIdOf(event)
  try {
    if (!isObject(event)) throw context.dialect.notAnObject(event)
    const { eventId, outcome } = await receiveProductEvent(context, source, event, 'bulk')
    return outcome.status === 'skipped'
      ? { event_id: eventId, status: 'skipped', reason: outcome.reason }
      : { event_id: eventId, status: 'accepted' }
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (!(error instanceof Refusal))
      context.services.log.error({ err: error }, 'an event of a bulk call failed')
    return { event_id, status: 'failed', errors: errorsOf(error, context) }
  }
}

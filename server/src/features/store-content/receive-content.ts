import type { FastifyRequest } from 'fastify'
import { isStorableJson } from '../../kernel/http/body.ts'
import type { Services } from '../../kernel/services.ts'
import { storeTokenOf } from '../integration-tokens/index.ts'
import {
  type EventFacts,
  eventAnswer,
  failureText,
  recordFailure,
  recordingEvent,
} from '../store-events/index.ts'
import { applyContent } from './apply-content.ts'
import { readContentEvent } from './read-content.ts'

/**
 * Takes an event of a site and answers what became of it. Throws the 400 of an event that cannot be read, of which the log is told
 * when it has an id.
 */
export async function receiveContent(
  services: Services,
  request: Pick<FastifyRequest, 'guarded' | 'headers'>,
  body: Record<string, unknown>,
  ip: string,
) {
  const token = storeTokenOf(request)
  const read = await readContentEvent(body)
  const factsOf = (event: { eventId: string; eventType: string }, payload: object): EventFacts => ({
    system: 'wordpress',
    channel: 'plugin',
    eventId: event.eventId,
    eventType: event.eventType,
    wooProductId: null,
    payload,
    ip,
    userAgent: request.headers['user-agent'],
  })
  if (!read.ok) {
    // What could not be read may hold what cannot be stored.
    const payload = isStorableJson(body) ? body : {}
    if (read.facts)
      await recordFailure(services, token, factsOf(read.facts, payload), failureText(read.refusal))
    throw read.refusal
  }
  const { event } = read
  const outcome = await recordingEvent(services, token, factsOf(event, body), (tx) =>
    applyContent(tx, token, event, services.clock.now()),
  )
  return eventAnswer(event.eventId, outcome)
}

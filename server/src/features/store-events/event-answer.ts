import { Type } from 'typebox'
import { type EventOutcome, staleMessage } from './record-event.ts'

/** The answers of an event for the `responses` of a route (storefronts contract 5.3). */
export const eventResponses = {
  200: Type.Object({
    status: Type.Literal('skipped'),
    message: Type.String(),
    event_id: Type.String(),
    reason: Type.Unsafe<'duplicate' | 'stale'>({ type: 'string', enum: ['duplicate', 'stale'] }),
  }),
  202: Type.Object({
    status: Type.Literal('accepted'),
    message: Type.String(),
    event_id: Type.String(),
    processing_time_ms: Type.Integer(),
  }),
}

const messages = {
  accepted: 'Event processed.',
  duplicate: 'This event was processed already.',
  stale: staleMessage,
}

/** Status and body that tell a store what became of its event (storefronts contract 5.3). */
export function eventAnswer(eventId: string, outcome: EventOutcome) {
  if (outcome.status === 'skipped') {
    const { status, reason } = outcome
    return { code: 200, body: { status, message: messages[reason], event_id: eventId, reason } }
  }
  return {
    code: 202,
    body: {
      status: outcome.status,
      message: messages.accepted,
      event_id: eventId,
      processing_time_ms: outcome.processingTimeMs,
    },
  }
}

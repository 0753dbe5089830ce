import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { appliersOf } from './retry-event.ts'
import { eventRoutes } from './routes.ts'

export { eventAnswer, eventResponses } from './event-answer.ts'
export {
  type EventChannel,
  type EventEffect,
  type EventFacts,
  type EventOutcome,
  type EventSource,
  failureText,
  recordFailure,
  recordingEvent,
} from './record-event.ts'
export { onEventRetry, type StoredEventSource } from './retry-event.ts'

/** What stores said and what became of it: every event once, and a log of all of them (storefronts contract 5.3 and 5.6). */
export function registerStoreEvents(app: FastifyInstance, services: Services): void {
  appliersOf(app)
  registerRoutes(app, services, restFrameworkDialect, eventRoutes)
}

import type { FastifyInstance } from 'fastify'
import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { isDatabaseAway, type Transaction } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import type { EventScope } from './event-log.ts'
import {
  closeEvent,
  type EventChannel,
  type EventEffect,
  type EventSource,
  failureText,
  millisecondsSince,
  retryingContested,
} from './record-event.ts'

/** An event from the log, as its feature once took it from a request. */
export interface StoredEvent {
  channel: EventChannel
  eventId: string
  eventType: string
  payload: Record<string, unknown>
}

/** Whose event it is, and what the token last knew of its store. */
export interface StoredEventSource extends EventSource {
  storeHost: string | null
  storeCurrency: string | null
  workspaceCurrency: string
}

/** Reads a stored event anew and applies it; throws a refusal when it fails again. */
export type EventApplier = (
  tx: Transaction,
  source: StoredEventSource,
  event: StoredEvent,
) => Promise<EventEffect>

declare module 'fastify' {
  interface FastifyInstance {
    storeEventAppliers: Map<EventChannel, EventApplier>
  }
}

/** Tells the log how failed WooCommerce events of a channel are processed again. */
export function onEventRetry(
  app: FastifyInstance,
  channels: readonly EventChannel[],
  apply: EventApplier,
): void {
  for (const channel of channels) appliersOf(app).set(channel, apply)
}

export function appliersOf(app: FastifyInstance): Map<EventChannel, EventApplier> {
  if (!app.hasDecorator('storeEventAppliers')) app.decorate('storeEventAppliers', new Map())
  return app.storeEventAppliers
}

interface FailedEvent {
  id: string
  token_id: string
  workspace_id: number
  user_id: number
  channel: EventChannel
  event_id: string
  event_type: string
  payload: Record<string, unknown> | null
  processed_successfully: boolean
  store_host: string | null
  store_currency: string | null
  workspace_currency: string
}

/**
 * Processes a failed event again from what the log kept of it. How it went stands in the log afterwards; refuses 404, and 409 for
 * events that were processed or whose payload is gone.
 */
export async function retryEvent(
  act: Act,
  appliers: Map<EventChannel, EventApplier>,
  scope: EventScope,
  id: string,
): Promise<void> {
  const begin = performance.now()
  const { db, log } = act.services
  try {
    await retryingContested(() =>
      db.transaction(async (tx) => {
        const event = await lockEvent(tx, scope, id)
        if (!event) throw notFound('Not found.')
        const { payload } = event
        const apply = appliers.get(event.channel)
        if (event.processed_successfully)
          throw new Refusal(409, 'This event was processed already.', { code: notRetried })
        if (!payload || !apply)
          throw new Refusal(409, 'What this event said is no longer kept.', { code: notRetried })
        const effect = await apply(tx, sourceOf(event), {
          channel: event.channel,
          eventId: event.event_id,
          eventType: event.event_type,
          payload,
        })
        await closeEvent(tx, id, effect, millisecondsSince(begin))
        await auditAct(tx, act, 'store-event.retried', { type: 'store-event', id })
      }),
    )
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    if (error instanceof Refusal && (error.status === 404 || error.code === notRetried)) throw error
    if (!(error instanceof Refusal)) log.error({ err: error, storeEvent: id }, 'a retried store event failed')
    await db.query(
      `update store_events set error_message = $2, processing_time_ms = $3 where id = $1 and not processed_successfully`,
      [id, failureText(error), millisecondsSince(begin)],
    )
  }
}

const notRetried = 'NOT_RETRIED'

async function lockEvent(tx: Transaction, scope: EventScope, id: string): Promise<FailedEvent | null> {
  const [row] = await tx.query<FailedEvent>(
    `select e.id, e.token_id, e.workspace_id, e.user_id, e.channel, e.event_id, e.event_type, e.payload, e.processed_successfully,
       t.store_host, t.store_currency, w.currency as workspace_currency
     from store_events e join workspaces w on w.id = e.workspace_id left join integration_tokens t on t.id = e.token_id
     where e.id = $1 and e.system = 'woocommerce' and ($2::integer is null or e.workspace_id = $2)
     for update of e`,
    [id, scope.workspaceId],
  )
  return row ?? null
}

function sourceOf(event: FailedEvent): StoredEventSource {
  return {
    id: event.token_id,
    workspaceId: event.workspace_id,
    userId: event.user_id,
    storeHost: event.store_host,
    storeCurrency: event.store_currency,
    workspaceCurrency: event.workspace_currency,
  }
}

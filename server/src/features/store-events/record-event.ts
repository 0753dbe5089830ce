import {
  type Executor,
  isDatabaseAway,
  sqlState,
  type Transaction,
  violatedConstraint,
} from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'

export type StoreSystem = 'woocommerce' | 'wordpress'
export type EventChannel = 'plugin' | 'native' | 'bulk'

/** For whom a store's program acts: a `StoreToken` is one. */
export interface EventSource {
  /** The integration token's. */
  id: string
  workspaceId: number
  userId: number
}

/** What the log keeps of an event (storefronts contract 5.6). */
export interface EventFacts {
  system: StoreSystem
  channel: EventChannel
  /** Unique in the workspace and system; at most 100 characters. */
  eventId: string
  eventType: string
  /** Null for what concerns no product. */
  wooProductId: number | null
  /** As received, storable as JSON (`isStorableJson`). */
  payload: object
  ip: string
  userAgent: string | undefined
}

/** What an event changed: nothing to say, or that it came too late. */
export type EventEffect = { skipped: 'stale' } | undefined

export type EventOutcome =
  | { status: 'accepted'; processingTimeMs: number }
  | { status: 'skipped'; reason: 'duplicate' | 'stale' }

type RecordingServices = Pick<Services, 'db' | 'clock' | 'log'>

export const staleMessage = 'A newer state of this is known already.'

const uniqueViolation = '23505'
/** Names that a writer elsewhere took between our look and our write: looked at again, they are seen. */
const contested: ReadonlySet<string> = new Set([
  'products_sku_key',
  'products_barcode_key',
  'products_external_key',
  'product_details_pkey',
  'product_details_identity_key',
])
const maxAttempts = 5

/**
 * Applies an event once: `apply` runs in one transaction with the line of the log. An event that was processed already is
 * skipped as a duplicate; of parallel calls with one id exactly one applies, the others wait for it and are duplicates. When
 * `apply` throws, nothing of it stays, the log tells of the failure, the error goes on, and the event may come again under its id.
 * `apply` may run more than once (conflicts), so it must have no effect outside of `tx`.
 */
export async function recordingEvent(
  services: RecordingServices,
  source: EventSource,
  facts: EventFacts,
  apply: (tx: Transaction) => Promise<EventEffect>,
): Promise<EventOutcome> {
  const begin = performance.now()
  try {
    return await retryingContested(() =>
      services.db.transaction(async (tx) => {
        const id = await claimEvent(tx, source, facts, services.clock.now())
        if (id === null) return { status: 'skipped', reason: 'duplicate' } as const
        const effect = await apply(tx)
        const processingTimeMs = millisecondsSince(begin)
        await closeEvent(tx, id, effect, processingTimeMs)
        return effect
          ? { status: 'skipped' as const, reason: effect.skipped }
          : { status: 'accepted' as const, processingTimeMs }
      }),
    )
  } catch (error) {
    if (!isDatabaseAway(error)) {
      await recordFailure(services, source, facts, failureText(error), millisecondsSince(begin)).catch(
        (failure) => services.log.error({ err: failure }, 'a failed store event could not be logged'),
      )
    }
    throw error
  }
}

/**
 * Tells the log that an event failed, for example because its fields were refused. An event that was processed under the same id
 * stays as it is.
 */
export async function recordFailure(
  services: Pick<Services, 'db' | 'clock'>,
  source: EventSource,
  facts: EventFacts,
  message: string,
  processingTimeMs: number | null = null,
): Promise<void> {
  await writeEvent(services.db, source, facts, services.clock.now(), {
    processed: false,
    message,
    processingTimeMs,
  })
}

export function retryingContested<T>(work: () => Promise<T>): Promise<T> {
  const attempt = async (left: number): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const isContested =
        sqlState(error) === uniqueViolation && contested.has(violatedConstraint(error) ?? '')
      if (left <= 1 || !isContested) throw error
      return attempt(left - 1)
    }
  }
  return attempt(maxAttempts)
}

/** What went wrong in words for the shop owner; internals stay inside. */
export function failureText(error: unknown): string {
  if (!(error instanceof Refusal)) return 'The event could not be processed because of an internal error.'
  if (error.fields.length === 0) return error.message
  return error.fields.map((field) => field.message).join('\n')
}

export function millisecondsSince(begin: number): number {
  return Math.round(performance.now() - begin)
}

/** The line's id; null when the event was processed before. Waits for a call that is processing it. */
async function claimEvent(
  tx: Transaction,
  source: EventSource,
  facts: EventFacts,
  now: Date,
): Promise<string | null> {
  return writeEvent(tx, source, facts, now, { processed: true, message: null, processingTimeMs: null })
}

async function writeEvent(
  db: Executor,
  source: EventSource,
  facts: EventFacts,
  now: Date,
  result: { processed: boolean; message: string | null; processingTimeMs: number | null },
): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(
    {
      name: 'store-event-write',
      text: `insert into store_events as e (workspace_id, user_id, token_id, system, channel, event_id, event_type, woo_product_id,
               payload, source_ip, user_agent, created_at, processed_successfully, error_message, processing_time_ms)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
             on conflict (workspace_id, system, event_id) do update set
               user_id = excluded.user_id, token_id = excluded.token_id, channel = excluded.channel,
               event_type = excluded.event_type, woo_product_id = excluded.woo_product_id, payload = excluded.payload,
               source_ip = excluded.source_ip, user_agent = excluded.user_agent, created_at = excluded.created_at,
               processed_successfully = excluded.processed_successfully, error_message = excluded.error_message,
               processing_time_ms = excluded.processing_time_ms
             where not e.processed_successfully
             returning id`,
    },
    [
      source.workspaceId,
      source.userId,
      source.id,
      facts.system,
      facts.channel,
      facts.eventId,
      facts.eventType,
      facts.wooProductId,
      JSON.stringify(facts.payload),
      facts.ip,
      facts.userAgent?.slice(0, 500) ?? null,
      now,
      result.processed,
      result.message,
      result.processingTimeMs,
    ],
  )
  return row?.id ?? null
}

/** Notes how the processing of a claimed event went. */
export async function closeEvent(
  tx: Transaction,
  id: string,
  effect: EventEffect,
  processingTimeMs: number,
): Promise<void> {
  await tx.query(
    {
      name: 'store-event-close',
      text: `update store_events set processed_successfully = true, reason = $2, error_message = $3, processing_time_ms = $4
             where id = $1`,
    },
    [id, effect?.skipped ?? null, effect ? staleMessage : null, processingTimeMs],
  )
}

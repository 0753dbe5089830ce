import type { Executor } from '../../kernel/database/database.ts'

/** Whose events are looked at; null: those of every workspace. */
export interface EventScope {
  workspaceId: number | null
}

export interface EventFilter extends EventScope {
  eventType?: string | undefined
  success?: boolean | undefined
  wooProductId?: number | undefined
  token?: string | undefined
  userId?: number | undefined
}

export interface EventRow {
  id: string
  event_id: string
  event_type: string
  user: number
  user_email: string
  token: string | null
  token_name: string | null
  woo_product_id: number | null
  payload: Record<string, unknown>
  processed_successfully: boolean
  error_message: string | null
  processing_time_ms: number | null
  source_ip: string | null
  user_agent: string | null
  created_at: string
  channel: string
}

export interface EventStatistics {
  total_events: number
  successful: number
  failed: number
  by_event_type: Record<string, number>
  average_processing_time_ms: number | null
}

/** Bytes as stored: a list leaves greater payloads to the detail, so that a page of them stays a page. */
const listedPayload = 100_000

const columns = (payload: string) =>
  `e.id, e.event_id, e.event_type, e.user_id as user, u.email as user_email, e.token_id as token, t.name as token_name, e.woo_product_id,
   coalesce(${payload}, '{}') as payload, e.processed_successfully, e.error_message, e.processing_time_ms, e.source_ip,
   e.user_agent, e.created_at, e.channel`
const tables = `store_events e join users u on u.id = e.user_id left join integration_tokens t on t.id = e.token_id`

export async function countEvents(db: Executor, filter: EventFilter): Promise<number> {
  const { text, values } = conditions(filter)
  const [row] = await db.query<{ count: number }>(`select count(*) from store_events e where ${text}`, values)
  return row?.count ?? 0
}

/** Newest first. */
export function listEvents(
  db: Executor,
  filter: EventFilter,
  limit: number,
  offset: number,
): Promise<EventRow[]> {
  const { text, values } = conditions(filter)
  return db.query<EventRow>(
    `select ${columns(`case when pg_column_size(e.payload) <= ${listedPayload} then e.payload end`)} from ${tables}
     where ${text} order by e.created_at desc, e.id desc limit $${values.push(limit)} offset $${values.push(offset)}`,
    values,
  )
}

export async function findEvent(db: Executor, scope: EventScope, id: string): Promise<EventRow | null> {
  const { text, values } = conditions({ workspaceId: scope.workspaceId })
  const [row] = await db.query<EventRow>(
    `select ${columns('e.payload')} from ${tables} where ${text} and e.id = $${values.push(id)}`,
    values,
  )
  return row ?? null
}

export async function readEventStatistics(db: Executor, filter: EventFilter): Promise<EventStatistics> {
  const { text, values } = conditions(filter)
  const [row] = await db.query<EventStatistics>(
    `with counted as (
       select e.event_type, count(*) as events, count(*) filter (where e.processed_successfully) as successful,
         sum(e.processing_time_ms) as time, count(e.processing_time_ms) as timed
       from store_events e where ${text} group by e.event_type)
     select coalesce(sum(events), 0)::integer as total_events, coalesce(sum(successful), 0)::integer as successful,
       coalesce(sum(events - successful), 0)::integer as failed,
       coalesce(jsonb_object_agg(event_type, events order by event_type), '{}') as by_event_type,
       round(sum(time) / nullif(sum(timed), 0), 2)::float8 as average_processing_time_ms
     from counted`,
    values,
  )
  return row!
}

function conditions(filter: EventFilter): { text: string; values: unknown[] } {
  const values: unknown[] = []
  const parts = [`e.system = 'woocommerce'`]
  const add = (column: string, value: unknown) => {
    if (value !== undefined && value !== null) parts.push(`e.${column} = $${values.push(value)}`)
  }
  add('workspace_id', filter.workspaceId)
  add('event_type', filter.eventType)
  add('processed_successfully', filter.success)
  add('woo_product_id', filter.wooProductId)
  add('token_id', filter.token)
  add('user_id', filter.userId)
  return { text: parts.join(' and '), values }
}

import type { Access } from '../../kernel/auth/caller.ts'
import { notFound } from '../../kernel/errors.ts'
import { type Input, parseFields } from '../../kernel/http/fields.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type Context, route } from '../../kernel/http/route.ts'
import { uuidParam } from '../../kernel/http/uuid.ts'
import {
  countEvents,
  type EventFilter,
  type EventScope,
  findEvent,
  listEvents,
  readEventStatistics,
} from './event-log.ts'
import { appliersOf, retryEvent } from './retry-event.ts'
import {
  eventFilterFields,
  eventSchema,
  eventStatisticsSchema,
  presentEvent,
  staffFields,
} from './schemas.ts'

const tag = 'Store events'
const access: Access = { kind: 'user', permission: 'integrations:manage', peopleOnly: true }
const paths = (path: string) => ({
  path: `/api/v1/integrations/woocommerce/events${path}`,
  aliases: [`/api/integrations/woocommerce/events${path}`],
})
const filters = { ...eventFilterFields, ...staffFields }
const scopeNote = 'Staff see every workspace with `all=true`.'

/** What the stores sent and what became of it (storefronts contract 5.6). */
export const eventRoutes = [
  route({
    method: 'GET',
    ...paths(''),
    summary: 'List the events of stores, newest first',
    description: scopeNote,
    tag,
    access,
    query: { ...numberedPageQuery(), ...filters },
    responses: { 200: numberedPageSchema(eventSchema) },
    async handle(context) {
      const { db, request, rawQuery } = context
      const filter = filterOf(context)
      return numberedPage(request, rawQuery, {
        count: () => countEvents(db, filter),
        rows: async (limit, offset) => (await listEvents(db, filter, limit, offset)).map(presentEvent),
      })
    },
  }),
  route({
    method: 'GET',
    ...paths('/stats'),
    summary: 'Count the events of stores',
    description: scopeNote,
    tag,
    access,
    query: filters,
    responses: { 200: eventStatisticsSchema },
    handle: (context) => readEventStatistics(context.db, filterOf(context)),
  }),
  route({
    method: 'GET',
    ...paths('/:id'),
    summary: 'Read an event of a store',
    description: scopeNote,
    tag,
    access,
    query: { all: staffFields.all },
    responses: { 200: eventSchema },
    handle: (context) => showEvent(context, scopeOf(context), uuidParam(context)),
  }),
  route({
    method: 'POST',
    ...paths('/:id/retry'),
    summary: 'Process a failed event of a store again',
    description:
      'From what the log kept, under the same `event_id`. Answers the event as it stands then: `processed_successfully` tells whether it worked. 409 for an event that was processed already or whose payload is gone.',
    tag,
    access,
    query: { all: staffFields.all },
    responses: { 200: eventSchema },
    async handle(context) {
      const scope = scopeOf(context)
      const id = uuidParam(context)
      await retryEvent(context, appliersOf(context.request.server), scope, id)
      return showEvent(context, scope, id)
    },
  }),
]

async function showEvent({ db }: Context, scope: EventScope, id: string) {
  const row = await findEvent(db, scope, id)
  if (!row) throw notFound('Not found.')
  return presentEvent(row)
}

function scopeOf({ caller, rawQuery }: Context): EventScope {
  const isEverywhere = caller.isStaff && parseFields({ all: staffFields.all }, rawQuery, 'query').all === true
  return { workspaceId: isEverywhere ? null : caller.workspaceId }
}

function filterOf(context: Context): EventFilter {
  const scope = scopeOf(context)
  const asked: Input<typeof eventFilterFields> = parseFields(eventFilterFields, context.rawQuery, 'query')
  const filter = {
    ...scope,
    eventType: asked.event_type,
    success: asked.success,
    wooProductId: asked.woo_product_id,
    token: asked.token,
  }
  if (scope.workspaceId !== null) return filter
  const { user_id: userId } = parseFields({ user_id: staffFields.user_id }, context.rawQuery, 'query')
  return { ...filter, userId }
}

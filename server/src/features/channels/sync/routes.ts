import { Type } from 'typebox'
import { addDays, calendarOf } from '../../../kernel/clock/calendar.ts'
import { withDefault } from '../../../kernel/http/fields.ts'
import { integerField } from '../../../kernel/http/rest-fields.ts'
import { type RouteSpec, route } from '../../../kernel/http/route.ts'
import { access, base, ownAccount, tag } from '../account-routes.ts'
import { validated } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { presentAccount } from '../present.ts'
import { actionRefusal } from '../provider-error.ts'
import { accountSchema, metricsSchema } from '../schemas.ts'
import { historyDays, insightDays } from './queries.ts'
import { syncAccount } from './sync-account.ts'

const syncedSchema = Type.Object({
  message: Type.String(),
  synced: Type.Unsafe<Record<string, number>>({
    type: 'object',
    properties: { posts: Type.Integer() },
    required: ['posts'],
    additionalProperties: { type: 'integer' },
  }),
  account: accountSchema,
})

const historySchema = Type.Object({
  results: Type.Array(Type.Object({ date: Type.String({ format: 'date' }), metrics: metricsSchema })),
})

/** Bringing accounts up to date, and what their figures were (channels contract 3.4). */
export function syncRoutes(channels: Channels): RouteSpec[] {
  return [
    route({
      method: 'POST',
      path: `${base}/:id/sync`,
      summary: 'Read the newest posts and the figures of an account now',
      tag,
      access,
      responses: { 200: syncedSchema },
      async handle(context) {
        const { account, counts } = await syncAccount(channels, await ownAccount(context))
        return {
          message: 'Sync completed successfully',
          synced: counts,
          account: presentAccount(account, channels.platforms, channels.services.clock),
        }
      },
    }),
    route({
      method: 'GET',
      path: `${base}/:id/insights/history`,
      summary: 'The figures of an account as they were at its last synchronisation of each day, oldest first',
      tag,
      access,
      query: { days: withDefault(integerField({ min: 1, max: historyDays }), 30) },
      responses: { 200: historySchema },
      async handle(context) {
        const account = await ownAccount(context)
        if (!channels.platforms.get(account.platform)?.adapter.insights) throw actionRefusal('not_supported')
        const { days } = validated(() => context.query())
        const { clock, config } = context.services
        const from = addDays(calendarOf(config.timeZone)(clock.now()), 1 - days)
        return { results: await insightDays(context.db, account, from) }
      },
    }),
  ]
}

import { integer } from '../../kernel/http/fields.ts'
import type { RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { readDashboard } from './dashboard.ts'
import { dashboardSchema } from './schemas.ts'

const defaultDays = 30
const days = integer({ min: 1, max: 366 })

/** Reports on sales (sales contract 8). */
export const reportRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/dashboard/stats',
    summary: 'The overview of the last days',
    description:
      '`period` is a number of days up to today, 1 to 366; anything else counts as 30. Revenue is that of delivered orders.',
    tag: 'Reports',
    // Described here, never refused: a period that is none counts as the default.
    query: { period: { ...days, parse: (raw) => okOr(days.parse(raw)) } },
    responses: { 200: dashboardSchema },
    handle(context) {
      const period = context.query().period ?? defaultDays
      return readDashboard(context.db, context.caller, period, context.services.clock.now())
    },
  }),
]

function okOr(parsed: ReturnType<typeof days.parse>): ReturnType<typeof days.parse> {
  return parsed.ok ? parsed : { ok: true, value: defaultDays }
}

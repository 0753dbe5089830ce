import { calendarOf } from '../../kernel/clock/calendar.ts'
import { sendCsv } from '../../kernel/csv/send-csv.ts'
import { salesPage, salesPageQuery } from '../../kernel/http/pagination.ts'
import type { Context, RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { endOfDayReport } from './end-of-day.ts'
import { eachRow, productPortions, sendPortions } from './product-report.ts'
import { choice, columnsOf, csvRows } from './report-csv.ts'
import { groupings } from './report-queries.ts'
import { rangeFields, reportDay } from './report-range.ts'
import {
  answer,
  daysOf,
  formatField,
  reportResponses,
  reportRoute,
  scopeOf,
  tableFields,
  tableRule,
} from './report-route.ts'
import {
  channelsReportSchema,
  customersReportSchema,
  endOfDayReportSchema,
  ordersReportSchema,
  productsReportSchema,
  revenueReportSchema,
  salesReportSchema,
} from './report-schemas.ts'
import { channelsReport, customersReport, ordersReport, revenueReport, salesReport } from './reports.ts'

/** The reports of the sales contract, 8. Revenue is that of delivered orders created in the range. */
export const salesReportRoutes: RouteSpec[] = [
  reportRoute({
    name: 'sales',
    summary: 'Delivered orders over time, with the best products and customers',
    description: 'Weeks begin on Monday; periods without a delivered order are left out.',
    schema: salesReportSchema,
    query: { group_by: choice(groupings) },
    read: ({ context, scope, query }) => salesReport(context.db, scope, query.group_by ?? 'day'),
  }),
  reportRoute({
    name: 'revenue',
    summary: 'What delivered orders brought, by payment method',
    schema: revenueReportSchema,
    read: ({ context, scope }) => revenueReport(context.db, scope),
  }),
  reportRoute({
    name: 'orders',
    summary: 'All orders by status and day',
    description:
      'Open orders are pending, confirmed, processing or shipped; completed ones are delivered. `amount` is the sum of final amounts.',
    schema: ordersReportSchema,
    read: ({ context, scope }) => ordersReport(context.db, scope),
  }),
  reportRoute({
    name: 'customers',
    summary: 'New customers and those who bought most',
    description:
      'Active customers had an order of the range delivered, returning ones several; `total_customers` counts all of today.',
    schema: customersReportSchema,
    read: ({ context, scope }) => customersReport(context.db, scope),
  }),
  reportRoute({
    name: 'sales-channels',
    summary: 'Orders by sales channel',
    description: 'Revenue and average are those of completed (delivered) orders.',
    schema: channelsReportSchema,
    read: ({ context, scope }) => channelsReport(context.db, scope),
  }),
  productsRoute(),
  endOfDayRoute(),
]

function productsRoute(): RouteSpec {
  return salesRoute({
    method: 'GET',
    path: '/api/reports/products',
    summary: 'Every active product, by revenue',
    description:
      'The whole catalogue as one array, streamed; with `page` or `limit` that part of it. Days as in the other reports. `format=csv` answers a file.',
    tag: 'Reports',
    query: { ...rangeFields(), ...salesPageQuery(), format: formatField() },
    responses: reportResponses(productsReportSchema),
    async handle(context) {
      const query = context.query()
      const scope = scopeOf(context as unknown as Context, query)
      const { page, limit } = context.rawQuery
      const portions = productPortions(context.db, scope, page || limit ? salesPage(context.rawQuery) : null)
      if (query.format !== 'csv') return sendPortions(context.reply, portions)
      const rows = csvRows(columnsOf(productsReportSchema), eachRow(portions))
      return sendCsv(context.reply, `products-${daysOf(scope)}`, rows)
    },
  })
}

function endOfDayRoute(): RouteSpec {
  return salesRoute({
    method: 'GET',
    path: '/api/reports/end-of-day',
    summary: 'The orders of one day as a shop closes it',
    description: `\`date\` is a calendar day in the workspace's time zone, today unless told. The orders created on it: by payment method with what is already paid (delivered ones), by seller, and the best sellers. ${tableRule(endOfDayReportSchema)}`,
    tag: 'Reports',
    query: { date: reportDay(), ...tableFields(endOfDayReportSchema) },
    responses: reportResponses(endOfDayReportSchema),
    async handle(context) {
      const { workspaceId, timeZone } = context.caller
      const query = context.query()
      const day = query.date || calendarOf(timeZone)(context.services.clock.now())
      const report = await endOfDayReport(context.db, workspaceId, timeZone, day)
      return answer(context.reply, endOfDayReportSchema, report, query, day)
    },
  })
}

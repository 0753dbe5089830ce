import { Type } from 'typebox'
import { addDays, startOfDay } from '../../kernel/clock/calendar.ts'
import { sendCsv } from '../../kernel/csv/send-csv.ts'
import { Refusal } from '../../kernel/errors.ts'
import { calendarDay, nullable, oneOf } from '../../kernel/http/fields.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { ownIdPrefix, ownIdWriter } from '../catalog/index.ts'
import { ErrorMessage } from '../imports/index.ts'
import { orderRows } from '../order-import/index.ts'
import { productRows } from './export-products.ts'

const tag = 'Import and export'
const day = () => nullable(calendarDay(), { blank: true })
const csv = Type.String({
  description:
    'CSV, UTF-8 with byte order mark; cells that begin like a formula are defused by an apostrophe.',
})

export const exportRoutes = [
  salesRoute({
    method: 'GET',
    path: '/api/products/export',
    summary: 'Download the catalogue as CSV',
    description: 'In the columns of a WooCommerce export; importing it again changes nothing.',
    tag,
    responses: { 200: csv },
    handle: async (c) => sendProducts(c as Context),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/reports/export',
    summary: 'Download orders or products as CSV',
    description:
      "`start_date` and `end_date` limit orders to those created on these days of the workspace's time zone, both included; all of them unless told.",
    tag,
    query: { type: oneOf(['orders', 'products']), start_date: day(), end_date: day() },
    responses: { 200: csv, 400: ErrorMessage },
    async handle(c) {
      const { type } = c.rawQuery
      if (type !== 'orders' && type !== 'products') throw new Refusal(400, 'Invalid export type')
      const { start_date, end_date } = c.query()
      if (type === 'products') return sendProducts(c as Context)
      const { workspaceId, timeZone } = c.caller
      const range = {
        start: start_date ? startOfDay(start_date, timeZone) : null,
        end: end_date ? startOfDay(addDays(end_date, 1), timeZone) : null,
      }
      const ownIds = ownIdPrefix(c.services.secretKey, workspaceId)
      return send(c as Context, 'orders', orderRows(c.db, workspaceId, ownIds, range))
    },
  }),
]

function sendProducts(c: Context) {
  const ownId = ownIdWriter(c.services.secretKey, c.caller.workspaceId)
  return send(c, 'products', productRows(c.db, c.caller.workspaceId, ownId))
}

function send(c: Context, name: string, rows: AsyncGenerator<string[]>) {
  return sendCsv(c.reply, `${name}-${c.services.clock.now().toISOString().slice(0, 10)}`, rows)
}

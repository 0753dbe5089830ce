import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import {
  defineImportJobs,
  type ImportRow,
  importRoutes,
  presentDetail,
  presentSummary,
} from '../imports/index.ts'
import { orderImports } from './order-imports.ts'
import { OrderImport, OrderImportSummary } from './schemas.ts'

export { orderRows } from './export-orders.ts'

/** Import of orders from the CSV that the export writes, and that export (sales contract 8). */
export function registerOrderImport(app: FastifyInstance, services: Services): void {
  defineImportJobs(services, orderImports)
  const routes = importRoutes({
    kind: orderImports,
    path: '/api/orders/imports',
    file: 'an order CSV',
    upload:
      'A CSV as the order export writes it, up to 200 MiB, in the field `file`. Orders keep number, time, states and amounts and never move stock; a number that is here already is left as it is. Nothing changes until the import is applied.',
    options: {},
    schema: OrderImport,
    present: (row) => ({ ...present(row), ...presentDetail(row) }),
    summarySchema: OrderImportSummary,
    presentSummary: present,
  })
  registerRoutes(app, services, salesDialect, routes)
}

function present(row: ImportRow) {
  const { counts } = row
  return {
    ...presentSummary(row),
    unchanged: counts.unchanged ?? 0,
    customers_new: counts.customers_new ?? 0,
    products_unknown: counts.products_unknown ?? 0,
  }
}

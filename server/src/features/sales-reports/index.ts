import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { salesReportRoutes } from './report-routes.ts'
import { reportRoutes } from './routes.ts'

/** What the shop sold, added up (sales contract 8). */
export function registerSalesReports(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, [...reportRoutes, ...salesReportRoutes])
}

import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { shopSettingsRoutes } from './routes.ts'

/** The lists that an order form offers: shipping methods, branches, staff (sales contract 8). */
export function registerShopSettings(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, shopSettingsRoutes)
}

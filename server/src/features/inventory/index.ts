import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { inventoryRoutes } from './routes.ts'

export { recordStockMovements, type StockMovement } from './stock-movements.ts'

/** Stock by hand, its ledger and what runs low (sales contract 8). */
export function registerInventory(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, inventoryRoutes)
}

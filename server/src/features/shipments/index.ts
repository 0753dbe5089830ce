import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { followOrder } from './follow-order.ts'
import { shipmentRoutes } from './routes.ts'

/** Shipments: how orders travel (sales contract 6). */
export function registerShipments(app: FastifyInstance, services: Services): void {
  services.events.within('order.status_changed', followOrder)
  registerRoutes(app, services, salesDialect, shipmentRoutes)
}

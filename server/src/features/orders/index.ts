import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { createPlaceOrder } from './place-order.ts'
import { orderRoutes } from './routes.ts'

export { changeLockedOrder, orderSearchText } from './change-order.ts'
export type { OrderStatusChanged } from './events.ts'
export { readNewestOrders } from './list-orders.ts'
export { findAndLockOrder, type LockedOrder, readOrdersOfCustomer } from './queries.ts'
export { orderRowSchema } from './schemas.ts'
export {
  deliveryOf,
  deliveryStatuses,
  type OrderStatus,
  orderMayBecome,
  orderStatuses,
  paymentStatuses,
  returnCodeOf,
} from './transitions.ts'

/** Orders: placing, changing, listing (sales contract 4). */
export function registerOrders(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, orderRoutes(createPlaceOrder(services.db)))
}

import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { groupRoutes } from './group-routes.ts'
import { customerRoutes } from './routes.ts'

export { customersByPhone } from './customers-by-phone.ts'
export { findOrAddCustomer, type Person } from './find-or-add-customer.ts'
export { customerSearchText, nextCustomerCodes } from './queries.ts'

/** Customers (sales contract 5) and their groups (8). */
export function registerCustomers(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, [...customerRoutes, ...groupRoutes])
}

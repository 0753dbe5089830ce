import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { bulkRoutes } from './bulk-routes.ts'
import { figureRoutes } from './figure-routes.ts'
import { readRoutes } from './read-routes.ts'
import { writeRoutes } from './write-routes.ts'

export { storeProducts } from './product-sql.ts'

/** The catalogue with what stores know of it, for the web app (storefronts contract 7). */
export function registerStoreProducts(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, restFrameworkDialect, [
    ...readRoutes,
    ...figureRoutes,
    ...bulkRoutes,
    ...writeRoutes,
  ])
}

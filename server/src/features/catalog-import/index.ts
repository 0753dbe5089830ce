import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { defineImportJobs } from '../imports/index.ts'
import { exportRoutes } from './export-routes.ts'
import { productImportRoutes } from './import-routes.ts'
import { productImports } from './product-imports.ts'

/** Import of products from CSV, export of products and orders (sales contract 8). */
export function registerCatalogImport(app: FastifyInstance, services: Services): void {
  defineImportJobs(services, productImports)
  registerRoutes(app, services, salesDialect, [...productImportRoutes, ...exportRoutes])
}

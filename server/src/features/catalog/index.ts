import type { FastifyInstance } from 'fastify'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { categoryRoutes } from './category-routes.ts'
import { productRoutes } from './product-routes.ts'
import { supplierRoutes } from './supplier-routes.ts'
import { variationRoutes } from './variation-routes.ts'

export { deleteProductsIn } from './delete-product.ts'
export { ownIdPrefix, ownIdReader, ownIdWriter } from './own-ids.ts'
export { productSearchText } from './product-search.ts'
export { createProductIn, updateProductIn } from './save-product.ts'

/** Products, categories and suppliers (sales contract 3 and 8). */
export function registerCatalog(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, [
    ...productRoutes,
    ...variationRoutes,
    ...categoryRoutes,
    ...supplierRoutes,
  ])
}

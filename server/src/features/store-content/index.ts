import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { contentRoutes, webhookPaths } from './routes.ts'

/** Pages and posts that WordPress sites send, for answers and to look at (storefronts contract 5.7). */
export function registerStoreContent(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, restFrameworkDialect, contentRoutes)
  // Without these `webhook` would be taken for a page's id, and a store's token refused before the method is.
  for (const url of [webhookPaths.path, ...webhookPaths.aliases]) {
    app.get(url, { config: { dialect: restFrameworkDialect }, schema: { hide: true } }, (request) => {
      throw restFrameworkDialect.methodNotAllowed!(['POST'], request.method)
    })
  }
}

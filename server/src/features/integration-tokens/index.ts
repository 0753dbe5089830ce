import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { adminTokenRoutes } from './admin-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { tokenRoutes } from './routes.ts'

export {
  failuresCounted,
  findHookToken,
  rememberStore,
  type StoreToken,
  storeAccess,
  storeHostOf,
  storeRefusal,
  storeTokenOf,
} from './store-access.ts'
export { countTokenUse } from './store-queries.ts'

/** Tokens by which stores are let in, and who a store is (storefronts contract 2 to 4 and 5.1). */
export async function registerIntegrationTokens(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(async (tokens) => {
    // Some answers hold a token; replays of keyed calls do as well, and their handler does not run.
    tokens.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
    registerRoutes(tokens, services, restFrameworkDialect, [...tokenRoutes, ...adminTokenRoutes])
  })
  registerRoutes(app, services, restFrameworkDialect, healthRoutes)
}

import type { FastifyInstance } from 'fastify'
import { createLastUse } from '../../kernel/auth/last-use.ts'
import { salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { createApiTokenAuthenticator } from './authenticator.ts'
import { apiTokenRoutes } from './routes.ts'

/** Tokens by which programs use the sales API (sales contract 2.2 and 7). */
export function registerApiTokens(app: FastifyInstance, services: Services): void {
  const lastUse = createLastUse(services.db, services.log, 'api_tokens')
  services.authenticators.push(createApiTokenAuthenticator(services, lastUse))
  app.addHook('onClose', () => lastUse.flush())
  registerRoutes(app, services, salesDialect, apiTokenRoutes)
}

import type { FastifyInstance } from 'fastify'
import { envelopeDialect, salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { listenForAuthChanges } from './auth-changes.ts'
import { createSessionAuthenticator } from './authenticator.ts'
import { defineIdentityJobs } from './jobs.ts'
import { createLiveSessions } from './live-sessions.ts'
import { accountRoutes } from './routes-account.ts'
import { authRoutes, salesAuthRoutes } from './routes-auth.ts'
import { optionsRoutes } from './routes-options.ts'
import { workspaceRoutes } from './routes-workspaces.ts'

export { createOwnerLink, ensureAdministrator } from './administrators.ts'
export type { UserDeleted } from './events.ts'
export { displayName } from './present.ts'

/** Everything about who somebody is: log-in, sessions, profile (marketplace contract 4 and 7, sales contract 2.1). */
export async function registerIdentity(app: FastifyInstance, services: Services): Promise<void> {
  installAuthenticator(app, services)
  defineIdentityJobs(services)
  registerRoutes(app, services, envelopeDialect, [
    ...authRoutes(services),
    ...accountRoutes,
    ...optionsRoutes,
    ...workspaceRoutes,
  ])
  registerRoutes(app, services, salesDialect, salesAuthRoutes)
}

/** Several processes share no memory, so sessions are remembered only where there is one (`REDIS_URL` unset). */
function installAuthenticator(app: FastifyInstance, services: Services): void {
  const sessions = createLiveSessions(services.db)
  services.authenticators.push(createSessionAuthenticator(services, sessions))
  if (services.config.redisUrl) return
  const listener = listenForAuthChanges(services, {
    onChange: sessions.forget,
    onAvailable: sessions.remember,
  })
  app.addHook('onClose', () => listener.close())
}

import type { FastifyInstance } from 'fastify'
import { envelopeDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { workspaceRoutes } from './routes.ts'

export { currencyField, localeField, locales, timeZoneField } from './settings.ts'
export { addMember, createWorkspace } from './workspaces.ts'

/** The shop that its members share: settings and first steps. */
export function registerWorkspaces(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, envelopeDialect, workspaceRoutes)
}

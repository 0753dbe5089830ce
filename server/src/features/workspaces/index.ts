import type { FastifyInstance } from 'fastify'
import { envelopeDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { workspaceRoutes } from './routes.ts'
import { teamRoutes } from './team-routes.ts'

export { findInvitation, redeemInvitation } from './invitations.ts'
export { currencyField, localeField, locales, timeZoneField } from './settings.ts'
export { linkFields } from './team-schemas.ts'
export { addMember, createWorkspace, listWorkspacesOf, readWorkspace } from './workspaces.ts'

/** The shop that its members share: settings, first steps, and who the members are. */
export function registerWorkspaces(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, envelopeDialect, [...workspaceRoutes, ...teamRoutes])
}

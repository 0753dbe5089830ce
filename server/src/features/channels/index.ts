import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { abandonWithOwner } from './abandon-accounts.ts'
import { accountRoutes, logRoutes } from './account-routes.ts'
import type { Adapter } from './adapter.ts'
import { adapters } from './adapters/index.ts'
import { connectRoutes } from './connect-routes.ts'
import { contentRoutes } from './content-routes.ts'
import { channelsDialect } from './dialect.ts'
import { cleanUpChannels, refreshTokensEvery } from './jobs.ts'
import { messageRoutes } from './messages/routes.ts'
import { noticeRoutes } from './notice-routes.ts'
import type { Channels } from './platforms.ts'
import { plannedPostRoutes } from './publishing/routes.ts'
import { publishPlannedPosts } from './publishing/runner.ts'
import { readPlatformSettings } from './settings.ts'
import { syncRoutes } from './sync/routes.ts'
import { syncEveryNight } from './sync/sync-all.ts'
import { lookAfterMessages } from './webhooks/jobs.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export { sealedVerifiers } from './connect-account.ts'
export { sealedTokens } from './vault.ts'

/** The accounts of a business on Meta and other platforms (channels contract). */
export const registerChannels = channelsOf(adapters)

/** The feature with these platforms; `pause` is how it waits between tries. */
export function channelsOf(platforms: readonly Adapter[], pause: Channels['pause'] = (ms) => sleep(ms)) {
  return async (app: FastifyInstance, services: Services): Promise<void> => {
    const settled = platforms.map((adapter) => {
      const settings = readPlatformSettings(adapter, services.config)
      return [adapter.id, { adapter, settings }] as const
    })
    const channels: Channels = { services, platforms: new Map(settled), pause, renewals: new Map() }
    const after = lookAfterMessages(app, channels)
    await app.register(async (scope) => {
      scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
      registerRoutes(scope, services, channelsDialect, [
        ...accountRoutes(channels),
        ...logRoutes,
        ...noticeRoutes(channels),
        ...connectRoutes(channels),
        ...contentRoutes(channels),
        ...messageRoutes(channels),
        ...webhookRoutes(channels, after),
        ...plannedPostRoutes(channels),
        ...syncRoutes(channels),
      ])
    })
    abandonWithOwner(app, channels)
    cleanUpChannels(services)
    refreshTokensEvery(app, channels)
    publishPlannedPosts(app, channels)
    syncEveryNight(channels)
  }
}

import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { onEventRetry } from '../store-events/index.ts'
import { applyTopic, topicOf } from './apply-topic.ts'
import { hookRoutes } from './routes.ts'

/** WooCommerce's own webhooks: shops without a plugin (storefronts contract 6). */
export function registerStoreHooks(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, restFrameworkDialect, hookRoutes)
  onEventRetry(app, ['native'], async (tx, source, { eventType, payload }) => {
    const topic = topicOf(eventType)
    if (topic === null) return undefined
    return applyTopic(tx, services, source, { requestId: null, ip: null }, { topic, payload })
  })
}

import type { FastifyInstance } from 'fastify'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { onEventRetry } from '../store-events/index.ts'
import { applyStoreProduct } from './apply-product.ts'
import { readProductEvent } from './read-event.ts'
import { syncRoutes } from './routes.ts'

export { applyStoreProduct } from './apply-product.ts'
export {
  cutText,
  filled,
  longText,
  nullCharacters,
  readId,
  readText,
  readTexts,
  webAddress,
} from './field-values.ts'
export { plainText, safeHtml } from './plain-text.ts'
export { readStoreProduct } from './read-product.ts'

/** Products in step with their stores, by the plugin (storefronts contract 5.2 to 5.5). */
export function registerStoreSync(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, restFrameworkDialect, syncRoutes)
  onEventRetry(app, ['plugin', 'bulk'], async (tx, source, { payload }) => {
    const read = readProductEvent(payload)
    if (!read.ok) throw read.refusal
    const scope = { source, now: services.clock.now() }
    return applyStoreProduct(tx, scope, read.event)
  })
}

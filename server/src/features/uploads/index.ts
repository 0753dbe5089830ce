import type { FastifyInstance } from 'fastify'
import { envelopeDialect, salesDialect } from '../../kernel/http/dialects.ts'
import { registerRoutes } from '../../kernel/http/route.ts'
import type { Services } from '../../kernel/services.ts'
import { mediaRoutes, salesUploadRoutes } from './routes.ts'

export { maxImageBytes } from './images.ts'
export { dropMedia, mediaUrl, storeMediaImage } from './media.ts'
export { readMultipart } from './multipart.ts'

/** Pictures: how they come in and how they are shown. */
export function registerUploads(app: FastifyInstance, services: Services): void {
  registerRoutes(app, services, salesDialect, salesUploadRoutes)
  registerRoutes(app, services, envelopeDialect, mediaRoutes)
}

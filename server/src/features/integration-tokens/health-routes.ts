import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { contentHealthSchema, storeHealthSchema } from './schemas.ts'
import { storeAccess, storeTokenOf } from './store-access.ts'

const tag = 'Store sync'
const both = (rest: string) => ({
  path: `/api/v1/integrations${rest}`,
  aliases: [`/api/integrations${rest}`],
})

/** The connection tests of the shop's plugin (storefronts contract 5.1). */
export const healthRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    ...both('/woocommerce/health'),
    summary: 'Test the connection of a store; counts as a use of its token',
    tag,
    access: storeAccess,
    responses: { 200: storeHealthSchema },
    async handle({ request, services }) {
      const token = storeTokenOf(request)
      return {
        status: 'ok',
        message: 'The connection works',
        user: { id: token.userId, email: token.userEmail, username: token.username },
        token: {
          id: token.id,
          integration_type: token.integrationType,
          name: token.name,
          last_used_at: token.lastUsedAt,
          usage_count: token.usageCount,
        },
        timestamp: services.clock.now().toISOString(),
      }
    },
  }),
  route({
    method: 'GET',
    ...both('/wordpress-content/health'),
    summary: 'Test the connection of a site that sends pages and posts; counts as a use of its token',
    tag,
    access: storeAccess,
    responses: { 200: contentHealthSchema },
    async handle({ request, services }) {
      const { userId, userEmail } = storeTokenOf(request)
      return {
        status: 'ok',
        message: 'The connection works',
        user: { id: userId, email: userEmail },
        timestamp: services.clock.now().toISOString(),
      }
    },
  }),
]

import { Type } from 'typebox'
import type { Access } from '../../kernel/auth/caller.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { findHookToken } from '../integration-tokens/index.ts'
import { eventResponses } from '../store-events/index.ts'
import { receiveDelivery } from './receive-delivery.ts'

const twoMebibytes = 2 * 1024 * 1024

/** Nothing but the address of the webhook at first; the signature is judged with the body. */
const hookAccess: Access = {
  kind: 'guarded',
  security: null,
  guard: (request, services) =>
    findHookToken(services, (request.params as { token_id?: string }).token_id ?? '', request.ip),
}

/** WooCommerce's own webhooks (storefronts contract 6). */
export const hookRoutes: RouteSpec[] = [
  route({
    method: 'POST',
    path: '/api/v1/integrations/woocommerce/hooks/:token_id',
    aliases: ['/api/integrations/woocommerce/hooks/:token_id'],
    summary: 'Take a delivery of a webhook that WooCommerce sends by itself',
    description:
      'The body is a product or an order of WooCommerce REST v3, signed in `X-WC-Webhook-Signature` with the secret that came with the token. `webhook_id=<digits>`, unsigned, is how WooCommerce tries the address.',
    tag: 'Store sync',
    access: hookAccess,
    raw: true,
    bodyLimit: twoMebibytes,
    throttle: 'none',
    responses: {
      200: Type.Object({
        status: Type.Unsafe<string>({ type: 'string', enum: ['ok', 'ignored', 'skipped'] }),
        message: Type.Optional(Type.String()),
        event_id: Type.Optional(Type.String()),
        reason: Type.Optional(Type.String()),
      }),
      202: eventResponses[202],
    },
    async handle({ services, request, reply, ip, requestId }) {
      const { code, body } = await receiveDelivery(services, {
        token: request.guarded as Awaited<ReturnType<typeof findHookToken>>,
        headers: request.headers,
        body: request.rawBody ?? Buffer.alloc(0),
        ip,
        requestId,
      })
      return reply.code(code).send(body)
    },
  }),
]

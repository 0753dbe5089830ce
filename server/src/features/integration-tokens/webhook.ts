import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'
import { requestedUrl } from '../../kernel/http/page-numbers.ts'
import type { IntegrationType } from './token-forms.ts'

/** The topics of WooCommerce's own webhooks that change something here (storefronts contract 6). */
export const webhookTopics = [
  'product.created',
  'product.updated',
  'product.deleted',
  'product.restored',
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
] as const

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
const secretLetters = 40

/**
 * What WooCommerce signs its deliveries with. It follows from the stored hash of the token, so a new or deleted token ends it and
 * nothing more is stored; only letters and digits, because WooCommerce decodes entities in it.
 */
export function webhookSecretOf(serverKey: Uint8Array, tokenId: string, tokenHash: Buffer): string {
  const digest = createHmac('sha256', serverKey).update(tokenId).update(tokenHash).digest('hex')
  let rest = BigInt(`0x${digest}`)
  let letters = ''
  for (let i = 0; i < secretLetters; i++) {
    letters += alphabet[Number(rest % 36n)]
    rest /= 36n
  }
  return `wcwh_${letters}`
}

type Requested = Pick<FastifyRequest, 'url' | 'protocol' | 'host'>

/** Where WooCommerce delivers for a token; null for types that have no webhooks here. */
export function deliveryUrlOf(
  config: Pick<Config, 'publicBaseUrl'>,
  request: Requested,
  token: { id: string; integration_type: IntegrationType },
): string | null {
  if (token.integration_type === 'shopify') return null
  const base = config.publicBaseUrl ?? requestedUrl(request).origin
  return `${base}/api/v1/integrations/woocommerce/hooks/${token.id}/`
}

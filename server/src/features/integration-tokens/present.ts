import type { Context } from '../../kernel/http/route.ts'
import type { TokenRow } from './queries.ts'
import type { FreshToken } from './save-token.ts'
import { typeNames } from './token-forms.ts'
import { deliveryUrlOf, webhookTopics } from './webhook.ts'

type Asked = Pick<Context, 'request' | 'services'>

const shownOnce = '⚠️ این token فقط یکبار نمایش داده می‌شود. لطفاً آن را کپی کنید.'

/** The token object of storefronts contract 2.1. */
export function presentToken(row: TokenRow, { request, services }: Asked) {
  const isExpired = row.expires_at !== null && Date.parse(row.expires_at) <= services.clock.now().getTime()
  return {
    id: row.id,
    user_id: row.user_id,
    user_email: row.user_email,
    integration_type: row.integration_type,
    integration_type_display: typeNames[row.integration_type],
    name: row.name,
    token_preview: row.token_preview,
    is_active: row.is_active,
    is_valid_status: row.is_active && !isExpired,
    last_used_at: row.last_used_at,
    usage_count: row.usage_count,
    allowed_ips: row.allowed_ips,
    created_at: row.created_at,
    expires_at: row.expires_at,
    webhook_url: deliveryUrlOf(services.config, request, row),
  }
}

/** The one answer that holds the token and its webhook secret (storefronts contract 2.4). */
export function presentFreshToken({ row, token, webhookSecret }: FreshToken, { request, services }: Asked) {
  const deliveryUrl = deliveryUrlOf(services.config, request, row)
  return {
    id: row.id,
    token,
    token_preview: row.token_preview,
    integration_type: row.integration_type,
    name: row.name,
    user: { id: row.user_id, email: row.user_email },
    created_at: row.created_at,
    message: shownOnce,
    webhook:
      deliveryUrl === null
        ? null
        : { delivery_url: deliveryUrl, secret: webhookSecret, topics: [...webhookTopics] },
  }
}

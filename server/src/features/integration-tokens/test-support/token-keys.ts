/** The fields of a token in every answer, in wire order (storefronts contract 2). */
export const tokenKeys = [
  'id',
  'user_id',
  'user_email',
  'integration_type',
  'integration_type_display',
  'name',
  'token_preview',
  'is_active',
  'is_valid_status',
  'last_used_at',
  'usage_count',
  'allowed_ips',
  'created_at',
  'expires_at',
  'webhook_url',
]

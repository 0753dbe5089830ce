import type { Answer, Call } from '../kit/http.ts'
import { bearer } from '../kit/oauth.ts'
import { type Granted, lookUp } from '../kit/tokens.ts'
import type { TikTok } from './state.ts'

const logId = '202601311000000102030405060708090A'

/** Status of each error code that the platform documents. */
const statuses = {
  access_token_invalid: 401,
  scope_not_authorized: 401,
  scope_permission_missed: 400,
  invalid_params: 400,
  invalid_publish_id: 400,
  privacy_level_option_mismatch: 400,
  spam_risk_too_many_posts: 403,
  spam_risk_user_banned_from_posting: 403,
  reached_active_user_cap: 403,
  unaudited_client_can_only_post_to_private_accounts: 403,
  url_ownership_unverified: 403,
  rate_limit_exceeded: 429,
  internal_error: 500,
} as const

export type TikTokErrorCode = keyof typeof statuses

export const isTikTokError = (what: unknown): what is TikTokErrorCode =>
  typeof what === 'string' && what in statuses

export function tiktokError(code: TikTokErrorCode, message = ''): Answer {
  return { status: statuses[code], body: { data: {}, error: { code, message, log_id: logId } } }
}

/** Success is the word, not the status. */
export const tiktokOk = (data: object): Answer => ({
  status: 200,
  body: { data, error: { code: 'ok', message: '', log_id: logId } },
})

/** An error of the token endpoint. */
export const tokenError = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description, log_id: logId },
})

/** Runs the work when the token lives, has one of the scopes, and has calls left in this minute. */
export function asUser(
  tiktok: TikTok,
  call: Call,
  { scopes, perMinute }: { scopes: string[]; perMinute: number },
  work: (grant: Granted) => Answer,
): Answer {
  const token = bearer(call)
  const now = tiktok.clock.now()
  const grant = lookUp(tiktok.state.tokens.access, token, now)
  if (typeof grant === 'string')
    return tiktokError('access_token_invalid', 'The access token is invalid or not found in the request.')
  if (!scopes.some((scope) => grant.scopes.includes(scope)))
    return tiktokError(
      'scope_not_authorized',
      'The user did not authorize the scope required for completing this request.',
    )
  const key = `${call.path} ${token}`
  const recent = (tiktok.state.used.get(key) ?? []).filter((time) => time > now - 60_000)
  if (recent.length >= perMinute)
    return tiktokError('rate_limit_exceeded', 'The API rate limit was exceeded. Please try again later.')
  tiktok.state.used.set(key, [...recent, now])
  return work(grant)
}

/** What actions are refused with (channels contract 1), why a connection failed (3.2), what became of a post. */
export const errorCodes = [
  'not_supported',
  'not_connected',
  'reconnect_required',
  'inactive',
  'platform_not_configured',
  'validation_error',
  'insufficient_scope',
  'provider_rejected',
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'access_denied',
  'provider_error',
  'invalid_state',
  'state_expired',
  'invalid_request',
  'account_not_found',
  'code_exchange_failed',
  'profile_failed',
  'no_whatsapp_number',
  'already_connected',
  'account_changed',
  'missed',
  'interrupted',
  'internal_error',
  'unconfirmed',
  'not_found',
] as const

type Code = (typeof errorCodes)[number]

/** The sentences that the server keeps with an account whose connection failed or ended, by what they mean. */
export const storedErrors: Partial<Record<string, Code | 'not_subscribed' | 'app_removed'>> = {
  'The connection has ended. Please reconnect the account.': 'reconnect_required',
  'Access was not granted.': 'access_denied',
  'The platform reported an error.': 'provider_error',
  'The platform refused the authorization code.': 'code_exchange_failed',
  'The platform is not available. Please try again later.': 'provider_unavailable',
  'The profile of the account could not be read.': 'profile_failed',
  'This connection link is not valid. Please start again.': 'invalid_state',
  'This connection link has expired. Please start again.': 'state_expired',
  'The platform sent no authorization code.': 'invalid_request',
  'The account does not exist any more.': 'account_not_found',
  'No WhatsApp phone number was found.': 'no_whatsapp_number',
  'This account is connected already.': 'already_connected',
  'The app was removed on the platform. Please reconnect the account.': 'app_removed',
  'Connected, but the platform does not tell of new messages: subscribing to them failed. Please reconnect the account.':
    'not_subscribed',
}

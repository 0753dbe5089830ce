import type { Answer } from '../kit/http.ts'

/** Failures of the Graph API that a test can order, each as the platform words it. */
export type GraphFailure =
  | 'expired-token'
  | 'revoked-app'
  | 'password-changed'
  | 'unparsable-token'
  | 'page-token-required'
  | 'missing-permission'
  | 'app-rate-limit'
  | 'user-rate-limit'
  | 'page-rate-limit'
  | 'calls-rate-limit'
  | 'business-rate-limit'
  | 'duplicate-post'
  | 'blocked-as-spam'
  | 'server-error'
  | 'unavailable'
  | `whatsapp-${WhatsAppCode}`

/** Status, title and details of the codes of the WhatsApp Cloud API. */
const whatsappErrors = {
  130429: [
    400,
    'Rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  ],
  131026: [400, 'Message undeliverable', 'Message Undeliverable.'],
  131037: [
    400,
    'WhatsApp provided number needs display name approval before message can be sent',
    'The display name of this phone number is not approved',
  ],
  131047: [
    400,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ],
  131049: [
    400,
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ],
  131056: [
    400,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time',
  ],
  132000: [
    400,
    'Number of parameters does not match the expected number of params',
    'body: number of localizable_params does not match the expected number of params',
  ],
  132001: [
    404,
    'Template name does not exist in the translation',
    'template name does not exist in the language',
  ],
  132015: [400, 'Template is paused', 'Template is paused due to low quality'],
  133010: [400, 'Account not registered', 'Phone number is not registered on the WhatsApp Business Platform'],
} as const

export type WhatsAppCode = keyof typeof whatsappErrors

/** `details` says more than the usual text where the platform names what it is about. */
export function whatsappError(code: WhatsAppCode, details?: string): Answer {
  const [status, title, usual] = whatsappErrors[code]
  return graphError(code, `(#${code}) ${title}`, { status, details: details ?? usual })
}

/** The same error as it comes in the webhook of a failed message. */
export function whatsappFailure(code: WhatsAppCode): object {
  const [, title, details] = whatsappErrors[code]
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}

interface GraphErrorValues {
  status?: number
  type?: string
  subcode?: number
  transient?: boolean
  title?: string
  explanation?: string
  /** WhatsApp only. */
  details?: string
  headers?: Record<string, string>
}

/** A Graph error body, and the challenge header that comes with dead tokens. */
export function graphError(code: number, message: string, values: GraphErrorValues = {}): Answer {
  const error: Record<string, unknown> = { message, type: values.type ?? 'OAuthException', code }
  if (values.details !== undefined)
    error.error_data = { messaging_product: 'whatsapp', details: values.details }
  if (values.subcode !== undefined) error.error_subcode = values.subcode
  if (values.transient !== undefined) error.is_transient = values.transient
  if (values.title !== undefined) error.error_user_title = values.title
  if (values.explanation !== undefined) error.error_user_msg = values.explanation
  const challenge: Record<string, string> =
    code === 190 ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${message}"` } : {}
  return {
    status: values.status ?? 400,
    body: { error: { ...error, fbtrace_id: 'AbCdEfGhIjKlMnOpQrStUv' } },
    headers: { ...challenge, ...values.headers },
  }
}

export const expiredToken = (endedAt: number, now: number): Answer =>
  graphError(
    190,
    `Error validating access token: Session has expired on ${wordyTime(endedAt)}. The current time is ${wordyTime(now)}.`,
    { subcode: 463 },
  )

export const appRemoved = (app: string): Answer =>
  graphError(190, `Error validating access token: The user has not authorized application ${app}.`, {
    subcode: 458,
  })

export const passwordChanged = (): Answer =>
  graphError(
    190,
    'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
    { subcode: 460 },
  )

export const unparsableToken = (): Answer =>
  graphError(190, 'Invalid OAuth access token - Cannot parse access token')

export const pageTokenRequired = (): Answer =>
  graphError(
    190,
    'User Access Token Is Not Supported: A Page access token is required for this call for the new Pages experience.',
    { subcode: 2069032 },
  )

/** Codes 10 and 200 to 299. */
export const missingPermission = (code: number, permission: string): Answer =>
  graphError(
    code,
    code === 10
      ? `(#10) This endpoint requires the '${permission}' permission or the 'Page Public Content Access' feature. Refer to https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages for details.`
      : `(#${code}) Requires ${permission} permission to manage the object`,
    { status: 403 },
  )

export const duplicatePost = (): Answer =>
  graphError(506, 'Duplicate status message', {
    subcode: 1455006,
    transient: false,
    title: 'Duplicate Status Update',
    explanation: 'This status update is identical to the last one you posted.',
  })

export const unknownObject = (id: string, method: string): Answer =>
  graphError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    { type: 'GraphMethodException', subcode: 33 },
  )

const businessUsage = (page: string, minutes: number) =>
  JSON.stringify({
    [page]: [
      {
        type: 'pages',
        call_count: 100,
        total_cputime: 25,
        total_time: 25,
        estimated_time_to_regain_access: minutes,
      },
    ],
  })

/** The answer to order with `fail`; `minutes` is what a business limit says about when to come back. */
export function graphFailure(failure: GraphFailure, now: number, minutes = 5): Answer {
  const full = JSON.stringify({ call_count: 100, total_time: 100, total_cputime: 100 })
  const answers: Record<Exclude<GraphFailure, `whatsapp-${number}`>, () => Answer> = {
    'expired-token': () => expiredToken(now - 60_000, now),
    'revoked-app': () => appRemoved('100200300'),
    'password-changed': passwordChanged,
    'unparsable-token': unparsableToken,
    'page-token-required': pageTokenRequired,
    'missing-permission': () => missingPermission(200, 'pages_manage_posts'),
    'app-rate-limit': () =>
      graphError(4, '(#4) Application request limit reached', {
        status: 403,
        transient: true,
        headers: { 'x-app-usage': full },
      }),
    'user-rate-limit': () => graphError(17, '(#17) User request limit reached', { subcode: 2446079 }),
    'page-rate-limit': () => graphError(32, '(#32) Page request limit reached', { status: 403 }),
    'calls-rate-limit': () => graphError(613, '(#613) Calls to this api have exceeded the rate limit.'),
    'business-rate-limit': () =>
      graphError(
        80001,
        '(#80001) There have been too many calls to this Page account. Wait a bit and try again.',
        {
          headers: { 'x-business-use-case-usage': businessUsage('1029384756', minutes) },
        },
      ),
    'duplicate-post': duplicatePost,
    'blocked-as-spam': () =>
      graphError(368, 'The action attempted has been deemed abusive or is otherwise disallowed', {
        subcode: 1390008,
      }),
    'server-error': () => graphError(1, 'An unknown error occurred', { status: 500, transient: false }),
    unavailable: () =>
      graphError(2, 'An unexpected error has occurred. Please retry your request later.', {
        status: 503,
        transient: true,
      }),
  }
  const own = Object.entries(answers).find(([name]) => name === failure)
  return own ? own[1]() : whatsappError(Number(failure.slice('whatsapp-'.length)) as WhatsAppCode)
}

/** As in `Friday, 20-Nov-26 10:00:00 PST`; the zone is UTC here. */
function wordyTime(milliseconds: number): string {
  const [weekday, day, month, year, time] = new Date(milliseconds).toUTCString().replace(',', '').split(' ')
  return `${weekday}, ${day}-${month}-${year?.slice(2)} ${time} UTC`
}

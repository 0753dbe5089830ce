import type { Answer, Call } from '../kit/http.ts'
import { bearer } from '../kit/oauth.ts'
import { type Granted, lookUp } from '../kit/tokens.ts'
import type { LinkedIn } from './state.ts'

/** Failures that a test can order, each as the platform words it. */
const failures = {
  'invalid-token': [401, 65600, 'INVALID_ACCESS_TOKEN', 'Invalid access token'],
  'revoked-token': [
    401,
    65601,
    'REVOKED_ACCESS_TOKEN',
    'The token used in the request has been revoked by the user',
  ],
  'expired-token': [401, 65602, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired'],
  'missing-permission': [403, 100, 'ACCESS_DENIED', 'Not enough permissions to access: posts.CREATE'],
  'rate-limit': [
    429,
    101,
    'TOO_MANY_REQUESTS',
    'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.',
  ],
  'server-error': [500, 0, 'INTERNAL_SERVER_ERROR', 'Internal Server Error'],
  unavailable: [503, 0, 'SERVICE_UNAVAILABLE', 'Service Unavailable'],
} as const

export type LinkedInFailure = keyof typeof failures

export const isLinkedInFailure = (what: unknown): what is LinkedInFailure =>
  typeof what === 'string' && what in failures

export function linkedinFailure(failure: LinkedInFailure, message?: string): Answer {
  const [status, serviceErrorCode, code, text] = failures[failure]
  return linkedinError(status, code, message ?? text, serviceErrorCode || undefined)
}

export const linkedinError = (
  status: number,
  code: string,
  message: string,
  serviceErrorCode?: number,
): Answer => ({
  status,
  body: { status, ...(serviceErrorCode ? { serviceErrorCode } : {}), code, message },
  headers: { 'x-li-uuid': 'AAYAbCdEfGhIjKlMnOpQrA==', 'x-li-fabric': 'prod-lva1' },
})

/** Runs the work when the token lives and has one of the scopes. `resource` stands in the refusal. */
export function asMember(
  { state, clock }: LinkedIn,
  call: Call,
  { scopes, resource }: { scopes: string[]; resource: string },
  work: (grant: Granted) => Answer,
): Answer {
  const grant = lookUp(state.tokens.access, bearer(call), clock.now())
  if (grant === 'expired') return linkedinFailure('expired-token')
  if (grant === 'revoked') return linkedinFailure('revoked-token')
  if (typeof grant === 'string') return linkedinFailure('invalid-token')
  if (scopes.some((scope) => grant.scopes.includes(scope))) return work(grant)
  return linkedinFailure('missing-permission', `Not enough permissions to access: ${resource}`)
}

/** What `/rest/` wants in the headers: a living version, and the protocol. */
export function headerFault({ state }: LinkedIn, call: Call): Answer | null {
  const version = call.headers['linkedin-version']
  if (typeof version !== 'string')
    return linkedinError(
      400,
      'VERSION_MISSING',
      'A version must be present. Please specify a version by adding the LinkedIn-Version header.',
    )
  const { oldest, newest } = state.versions
  if (!/^20\d\d(0[1-9]|1[0-2])$/.test(version) || version < oldest || version > newest)
    return linkedinError(426, 'NONEXISTENT_VERSION', `Requested version ${version}01 is not active`)
  if (call.headers['x-restli-protocol-version'] === '2.0.0') return null
  return linkedinError(400, 'ILLEGAL_ARGUMENT', 'X-Restli-Protocol-Version 2.0.0 is required')
}

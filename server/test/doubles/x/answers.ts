import type { Answer, Call } from '../kit/http.ts'
import { bearer } from '../kit/oauth.ts'
import { type Granted, lookUp } from '../kit/tokens.ts'
import type { X } from './state.ts'

/** Failures that a test can order, each as the platform words it. */
const failures = {
  unauthorized: [401, 'Unauthorized', 'Unauthorized'],
  forbidden: [403, 'Forbidden', 'Forbidden'],
  'duplicate-post': [403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.'],
  'too-long': [
    403,
    'Forbidden',
    'Your Tweet text is too long. For more information on how Twitter determines text length see https://github.com/twitter/twitter-text.',
  ],
  'rate-limit': [429, 'Too Many Requests', 'Too Many Requests'],
  'server-error': [500, 'Internal Server Error', 'Internal Server Error'],
  unavailable: [503, 'Service Unavailable', 'Service Unavailable'],
} as const

export type XFailure = keyof typeof failures

export const isXFailure = (what: unknown): what is XFailure => typeof what === 'string' && what in failures

/** `resetAt` (Unix seconds) is when a limit ends; there is no `Retry-After`. */
export function xFailure(failure: XFailure, resetAt: number): Answer {
  const [status, title, detail] = failures[failure]
  const headers: Record<string, string> =
    status === 429
      ? { 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(resetAt) }
      : {}
  return { status, headers, body: { title, type: 'about:blank', status, detail } }
}

/** The other form of refusals: what is wrong with which parameter. */
export const invalidRequest = (parameter: string, value: string, message: string): Answer => ({
  status: 400,
  body: {
    errors: [{ parameters: { [parameter]: [value] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  },
})

/** Runs the work when the token lives and has all the scopes; counts the call and tells what is left. */
export function asUser(
  { state, clock }: X,
  call: Call,
  scopes: string[],
  work: (grant: Granted) => Answer,
): Answer {
  const now = clock.now()
  const grant = lookUp(state.tokens.access, bearer(call), now)
  if (typeof grant === 'string') return xFailure('unauthorized', 0)
  const seconds = Math.floor(now / 1000)
  const key = `${call.method} ${call.path.replace(/\/\d+/g, '/:id')} ${grant.user}`
  let window = state.windows.get(key)
  if (!window || window.resetAt <= seconds) window = { used: 0, resetAt: seconds + 900 }
  state.windows.set(key, window)
  const headers = (remaining: number) => ({
    'x-rate-limit-limit': String(state.limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(window.resetAt),
  })
  if (window.used >= state.limit) return { ...xFailure('rate-limit', window.resetAt), headers: headers(0) }
  window.used += 1
  const granted = scopes.every((scope) => grant.scopes.includes(scope))
  const answer = granted ? work(grant) : xFailure('forbidden', 0)
  return { ...answer, headers: { ...headers(state.limit - window.used), ...answer.headers } }
}

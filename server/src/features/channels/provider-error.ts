import { Refusal } from '../../kernel/errors.ts'

export type FailureKind = 'auth' | 'scope' | 'rate' | 'rejected' | 'transient' | 'timeout'

/** What a platform said, redacted. */
export interface ProviderFacts {
  platform: string
  /** Null: it gave no answer. */
  status: number | null
  code: string | null
  message: string | null
  request_id: string | null
}

/** A platform that did not do what it was asked for. */
export class ProviderError extends Error {
  readonly kind: FailureKind
  readonly facts: ProviderFacts
  /** Of `rate`: how long the platform wants to be left alone; null: not told. */
  readonly waitMs: number | null

  constructor(kind: FailureKind, facts: ProviderFacts, waitMs: number | null = null) {
    super(facts.message ?? `${facts.platform}: ${kind}`)
    this.name = 'ProviderError'
    this.kind = kind
    this.facts = facts
    this.waitMs = waitMs
  }
}

const texts = {
  not_supported: 'Not supported',
  validation_error: 'The request is not valid',
  not_connected: 'Account is not connected',
  reconnect_required: 'The connection has ended. Please reconnect the account.',
  inactive: 'The account is switched off',
  platform_not_configured: 'This platform is not configured on the server',
  insufficient_scope: 'The platform says that a permission is missing. Reconnect the account and allow it.',
  provider_rejected: 'The platform refused the request',
  rate_limited: 'The platform allows no more calls for now',
  provider_unavailable: 'The platform is not available',
  provider_timeout: 'The platform did not answer in time',
  already_started: 'Publishing has begun',
  not_failed: 'Only what failed can be published again',
  not_unconfirmed: 'It is known what became of it',
} as const
export type ActionCode = keyof typeof texts
export const actionCodes = Object.keys(texts) as ActionCode[]

/** What people are told with a code. */
export const actionText = (code: ActionCode): string => texts[code]

const statuses: Partial<Record<ActionCode, number>> = {
  rate_limited: 429,
  provider_unavailable: 502,
  provider_timeout: 504,
  already_started: 409,
  not_failed: 409,
  not_unconfirmed: 409,
}

/** A refused action in the bytes of channels contract 1: `{error, code, …}`. */
export function actionRefusal(code: ActionCode, facts: Record<string, unknown> = {}): Refusal {
  return new Refusal(statuses[code] ?? 400, texts[code], { body: { error: texts[code], code, ...facts } })
}

/** 429 with the seconds to wait in body and header. */
export function rateLimited(waitMs: number, facts: Record<string, unknown> = {}): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const body = { error: texts.rate_limited, code: 'rate_limited', retry_after: seconds, ...facts }
  return new Refusal(429, texts.rate_limited, { body, headers: { 'retry-after': String(seconds) } })
}

const codes: Record<Exclude<FailureKind, 'rate'>, ActionCode> = {
  auth: 'reconnect_required',
  scope: 'insufficient_scope',
  rejected: 'provider_rejected',
  transient: 'provider_unavailable',
  timeout: 'provider_timeout',
}

/** So long a platform that names no time is left alone after it refused for its limit. */
export const usualRateWaitMs = 60_000

/** What callers of the API see of a platform's failure. */
export function refusalOf(error: ProviderError): Refusal {
  const facts = error.facts.status === null ? {} : { provider: error.facts }
  if (error.kind === 'rate') return rateLimited(error.waitMs ?? usualRateWaitMs, facts)
  return actionRefusal(codes[error.kind], facts)
}

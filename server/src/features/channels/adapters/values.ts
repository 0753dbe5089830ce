import type { TokenGrant } from '../adapter.ts'
import { actionRefusal, ProviderError } from '../provider-error.ts'

/** Reading what platforms answer: nothing in it is taken for granted. */

export function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : []
}

/** An object's members; of anything else, none. */
export function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A number of things; null: not told. */
export function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

/** ISO 8601 UTC of milliseconds since 1970, or of a time that is written out; null for neither. */
export function instant(value: unknown): string | null {
  const time = typeof value === 'string' || typeof value === 'number' ? new Date(value) : null
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/** An id as text, also where the platform writes it as a number. Throws for an answer without one. */
export function demandText(platform: string, value: unknown): string {
  const id = typeof value === 'number' ? String(value) : text(value)
  if (id === null) throw unexpectedAnswer(platform)
  return id
}

/** The answer of a token endpoint by RFC 6749, 5.1; scopes apart by blanks or commas. */
export function tokenGrant(platform: string, body: unknown): TokenGrant {
  const answer = members(body)
  const seconds = (value: unknown) => (Number(value) > 0 ? Number(value) : null)
  return {
    accessToken: demandText(platform, answer.access_token),
    tokenType: text(answer.token_type) ?? 'bearer',
    expiresInSeconds: seconds(answer.expires_in),
    refreshToken: text(answer.refresh_token),
    refreshExpiresInSeconds: seconds(answer.refresh_expires_in ?? answer.refresh_token_expires_in),
    scopes:
      text(answer.scope)
        ?.split(/[\s,]+/)
        .filter(Boolean) ?? null,
  }
}

/** An answer that is JSON and yet not what the platform's documentation says. */
export function unexpectedAnswer(platform: string): ProviderError {
  const facts = { platform, status: null, code: 'unexpected_answer', message: null, request_id: null }
  return new ProviderError('transient', facts)
}

/** What was sent here is no value that the platform could know; it is not asked. */
export const invalidInput = (field: string, message: string) =>
  actionRefusal('validation_error', { fields: { [field]: [message] } })

import { ApiError } from './api-error.ts'

/**
 * A fresh `Idempotency-Key`. Keep it while an answer is missing (network, 5xx), and take a new one after the server
 * has decided, for a corrected form is another request: see `keyAfter`. Works on plain http as well, unlike `crypto.randomUUID`.
 */
export function newRequestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The key of the next try: the same one while an answer is missing, a new one after a refusal (4xx). */
export function keyAfter(error: unknown, key: string): string {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500
  return refused ? newRequestKey() : key
}

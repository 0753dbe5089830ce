/**
 * A fresh `Idempotency-Key`. Keep it while an answer is missing (network, 5xx), and take a new one after the server
 * has decided, for a corrected form is another request. Works on plain http as well, unlike `crypto.randomUUID`.
 */
export function newRequestKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const hidden = '[redacted]'

const secretKeys =
  'access_token|refresh_token|client_secret|code_verifier|fb_exchange_token|input_token|appsecret_proof|authorization|id_token|token'
const secretKey = new RegExp(`^(${secretKeys})$`, 'i')
const secretPair = new RegExp(
  `\\b(${secretKeys})(["']?\\s*[=:]\\s*["']?)(?:Bearer\\s+)?[^\\s&"'<>#,}]+`,
  'gi',
)
/** In addresses and forms; in JSON it is the code of an error. */
const authorizationCode = /\bcode=[^\s&"'<>#,}]+/gi
const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=|-]{8,}/gi
/** Shorter ones would blot out ordinary words. */
const shortestSecret = 6

/**
 * A text without secrets (channels contract 6.2): the values of telling keys (`access_token=…`), bearer headers, and each of
 * `secrets` wherever it stands, also percent-encoded, since platforms echo tokens in their texts.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let safe = text
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue
    safe = safe.replaceAll(secret, hidden).replaceAll(encodeURIComponent(secret), hidden)
  }
  return safe
    .replace(bearer, `$1 ${hidden}`)
    .replace(secretPair, `$1$2${hidden}`)
    .replace(authorizationCode, `code=${hidden}`)
}

/** The same for JSON of any depth; under a telling key everything but a number is hidden. */
export function redactJson(value: unknown, secrets: readonly string[] = []): unknown {
  if (typeof value === 'string') return redactText(value, secrets)
  if (Array.isArray(value)) return value.map((one) => redactJson(one, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      redactText(key, secrets),
      secretKey.test(key) && typeof one !== 'number' && one !== null ? hidden : redactJson(one, secrets),
    ]),
  )
}

const hidden = '[redacted]'

/** A name that ends so tells a secret, whatever stands before: `page_access_token`, `oauth_token`. */
const telling = 'token|secret|code_?verifier|appsecret_proof|authorization'
const secretKey = new RegExp(`(?:${telling})$`, 'i')
/** Platforms echo addresses and JSON within addresses and JSON: percent-encoded, also twice, and with backslashes. */
const quotes = String.raw`(?:["'\\]|%(?:25)*2[27])*`
const equals = '%(?:25)*3[DA]'
const value = String.raw`[^\s&"'<>#,}]+`
const secretPair = new RegExp(
  String.raw`(${telling})(${quotes}\s*(?:[=:]|${equals})\s*${quotes})(?:Bearer(?:\s|\+|%20)+)?${value}`,
  'gi',
)
/** In addresses and forms; in JSON it is the code of an error. */
const authorizationCode = new RegExp(`(?<![a-z])((?:auth_|authorization_)?code)(=|%(?:25)*3D)${value}`, 'gi')
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
    safe = safe.replaceAll(secret, hidden).replaceAll(encodeURIComponent(secret.toWellFormed()), hidden)
  }
  return safe
    .replace(bearer, `$1 ${hidden}`)
    .replace(secretPair, `$1$2${hidden}`)
    .replace(authorizationCode, `$1$2${hidden}`)
}

/** The texts under telling keys, at any depth: what a platform gave and may echo later. */
export function secretsIn(json: unknown): string[] {
  if (Array.isArray(json)) return json.flatMap(secretsIn)
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([key, one]) =>
    typeof one === 'string' ? (secretKey.test(key) ? [one] : []) : secretsIn(one),
  )
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

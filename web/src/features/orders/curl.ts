/** A text as one word for a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** The request that the form would send, for a terminal. */
export function curlCommand(origin: string, body: unknown, token: string, idempotencyKey: string): string {
  return [
    `curl -X POST ${shellQuoted(`${origin}/api/orders`)}`,
    `-H ${shellQuoted(`Authorization: Bearer ${token}`)}`,
    `-H 'Content-Type: application/json'`,
    `-H ${shellQuoted(`Idempotency-Key: ${idempotencyKey}`)}`,
    `-d ${shellQuoted(JSON.stringify(body))}`,
  ].join(' \\\n  ')
}

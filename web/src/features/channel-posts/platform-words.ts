/** What the platform itself said of a failure: behind the server's own sentence, which the reader gets in another language. */
export function platformWords(message: string): string {
  const colon = message.indexOf(': ')
  return colon < 0 ? '' : message.slice(colon + 2)
}

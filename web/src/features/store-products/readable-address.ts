/** An address as people wrote it: shops percent-encode the letters of most languages. */
export function readableAddress(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** Whether a text is an address that the server takes as a link (channels contract 3): http or https. */
export function isWebAddress(text: string): boolean {
  const address = text.trim()
  return /^https?:\/\//i.test(address) && URL.canParse(address)
}

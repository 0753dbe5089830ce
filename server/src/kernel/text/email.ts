const emailForm =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/

/** An address in lower case, or undefined when the text is none. */
export function parseEmail(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined
  const email = raw.trim().toLowerCase()
  return email.length <= 254 && emailForm.test(email) ? email : undefined
}

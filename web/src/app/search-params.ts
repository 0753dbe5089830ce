/** Readers of raw query parameters, for `validateSearch`: whatever is malformed counts as absent. */
type Raw = Record<string, unknown>

/** A non-empty text; the router has already turned `?q=12` into a number. */
export function textParam(raw: Raw, name: string): string | undefined {
  const value = raw[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number of 1 or more. */
export function countParam(raw: Raw, name: string): number | undefined {
  const value = Number(raw[name])
  return Number.isSafeInteger(value) && value >= 1 ? value : undefined
}

export function choiceParam<const T extends string>(
  raw: Raw,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = String(raw[name])
  return choices.find((choice) => choice === value)
}

/** `YYYY-MM-DD`. */
export function dayParam(raw: Raw, name: string): string | undefined {
  const value = raw[name]
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
}

/** Leaves absent parameters out, so that they do not show in the address. */
export function present<T extends Record<string, unknown>>(
  parameters: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** The entries of `next` that differ from `before`: what a PATCH needs to send. */
export function changesOf<T extends Record<string, unknown>>(before: T, next: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(next).filter(([key, value]) => value !== before[key]),
  ) as Partial<T>
}

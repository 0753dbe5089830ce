/** A value of a feature or specification as text: shops put texts, numbers, lists and objects there. */
export function shownText(value: unknown): string {
  if (Array.isArray(value)) return value.map(shownText).join(', ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

import { isObject } from '../../kernel/http/fields.ts'
import { parseDatetime } from '../../kernel/http/rest-fields.ts'
import { parseMoney } from '../../kernel/money/money.ts'

/**
 * Reads the fields of a JSON object that a store sent. What is wrong is noted as `path: text` and read as nothing, so that one
 * pass finds every problem. Absent and null are the same.
 */
export interface Reader {
  readonly problems: string[]
  refuse(key: string, message: string): void
  /** False, with a problem, when the key is absent or null. */
  needed(key: string): boolean
  /** Text, or a number as text. */
  text(key: string): string
  /** A whole number from 1 (`positive`) or 0 to 2^53-1, also as text; null for 0 and nothing. */
  id(key: string, options?: { positive: boolean }): number | null
  /** A decimal number with sign, as text without exponent. */
  decimal(key: string): string | null
  /** An amount from 0 to `max` minor units. Nothing and blank text are 0. */
  amount(key: string, max: bigint): bigint
  /** As `amount`, but nothing and blank text are null. `belowZero: 'is 0'`: negative ones are no mistake. */
  optionalAmount(key: string, max: bigint, options?: { belowZero: 'is 0' }): bigint | null
  /** An ISO instant; null for what is none. */
  time(key: string): string | null
  /** An object below, or an empty one: PHP writes an empty object as a list. */
  section(key: string): Reader
  /** The objects of a list. */
  list(key: string): Reader[]
}

export function createReader(body: Record<string, unknown>, path = '', problems: string[] = []): Reader {
  const refuse = (key: string, message: string) => {
    problems.push(`${path}${key}: ${message}`)
  }
  const refuseAs = (key: string, message: string) => {
    refuse(key, message)
    return null
  }
  const read = (key: string): unknown => (Object.hasOwn(body, key) ? (body[key] ?? null) : null)
  const plainText = (key: string): string => {
    const value = read(key)
    if (value === null) return ''
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    refuse(key, 'Not a valid string.')
    return ''
  }
  const optionalAmount = (key: string, max: bigint, options?: { belowZero: 'is 0' }): bigint | null => {
    const value = read(key)
    if (value === null || (typeof value === 'string' && value.trim() === '')) return null
    const raw = typeof value === 'string' ? value.trim() : value
    const amount = parseMoney(raw, { max })
    if (amount !== null) return amount
    const number = typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN
    if (Number.isNaN(number)) return refuseAs(key, 'A valid number is required.')
    if (number < 0 && options) return 0n
    return refuseAs(
      key,
      number < 0 ? 'Ensure this value is greater than or equal to 0.' : 'Ensure this value is not too large.',
    )
  }
  return {
    problems,
    refuse,
    text: plainText,
    optionalAmount,
    amount: (key, max) => optionalAmount(key, max) ?? 0n,
    needed(key) {
      if (read(key) !== null) return true
      problems.push(`Missing required field: ${path}${key}`)
      return false
    },
    id(key, { positive } = { positive: false }) {
      const value = read(key)
      if (!positive && (value === null || value === '')) return null
      const isWhole = typeof value === 'number' || (typeof value === 'string' && /^\d{1,16}$/.test(value))
      const id = isWhole ? Number(value) : Number.NaN
      if (!Number.isSafeInteger(id) || id < (positive ? 1 : 0))
        return refuseAs(key, 'A valid integer is required.')
      return id === 0 ? null : id
    },
    decimal(key) {
      const value = read(key)
      if (value === null || value === '') return null
      const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
      if (/^-?\d{1,30}(\.\d{1,30})?$/.test(text)) return text
      return refuseAs(key, 'A valid number is required.')
    },
    time(key) {
      const value = read(key)
      return typeof value === 'string' ? parseDatetime(value) : null
    },
    section(key) {
      const value = read(key)
      return createReader(isObject(value) ? value : {}, `${path}${key}.`, problems)
    },
    list(key) {
      const value = read(key)
      if (value === null) return []
      if (!Array.isArray(value)) {
        refuse(key, 'Expected a list of items.')
        return []
      }
      return value.flatMap((one, index) => {
        if (isObject(one)) return [createReader(one, `${path}${key}[${index}].`, problems)]
        refuse(`${key}[${index}]`, 'Expected a dictionary of items.')
        return []
      })
    },
  }
}

import { pythonTypeName } from '../../kernel/http/dialects.ts'
import { isStorableText, type Parsed } from '../../kernel/http/fields.ts'
import { moneyToString, parseMoney } from '../../kernel/money/money.ts'

/** The values that stores send (storefronts contract 5.3). Absent keys are undefined. */

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value })
const fail = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: '', message }] })

export const invalidNumber = 'A valid number is required.'
const invalidInteger = 'A valid integer is required.'
const invalidText = 'Not a valid string.'
export const nullCharacters = 'Null characters are not allowed.'
const tooSmall = 'Ensure this value is greater than or equal to 0.'
const tooLarge = 'Ensure this value is less than or equal to 999999999999.99.'
const maxEntries = 500
const maxAddress = 2048

/** 1 to 2^53-1, also as decimal text. */
export function readId(raw: unknown): Parsed<number> {
  const isWhole = typeof raw === 'number' || (typeof raw === 'string' && /^\d{1,16}$/.test(raw.trim()))
  const id = isWhole ? Number(raw) : Number.NaN
  return Number.isSafeInteger(id) && id >= 1 ? ok(id) : fail(invalidInteger)
}

/** Text; numbers become text, nothing is empty. */
export function readText(raw: unknown): Parsed<string> {
  if (raw === undefined || raw === null) return ok('')
  return typeof raw === 'string' || typeof raw === 'number' ? ok(String(raw)) : fail(invalidText)
}

/** Text as `readText` takes it, of at most `max` code points. */
export function longText(max: number): (raw: unknown) => Parsed<string> {
  return (raw) => {
    const text = readText(raw)
    if (!text.ok || text.value.length <= max || [...text.value].length <= max) return text
    return fail(`Ensure this field has no more than ${max} characters.`)
  }
}

/** An amount with two places, half up; null for nothing and blank text. */
export function readAmount(raw: unknown): Parsed<string | null> {
  if (raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '')) return ok(null)
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plainDecimal(raw) ?? '')
  if (!parts || !(parts[2] || parts[3])) return fail(invalidNumber)
  const [, sign, whole = '', fraction = ''] = parts
  if (sign === '-' && /[1-9]/.test(whole + fraction)) return fail(tooSmall)
  const digits = whole.replace(/^0+/, '')
  // The third place decides how the second is rounded; those after it decide nothing.
  const amount = digits.length <= 12 ? parseMoney(`${digits || '0'}.${fraction.slice(0, 3)}0`) : null
  return amount === null ? fail(tooLarge) : ok(moneyToString(amount))
}

/** A quantity of the stock, floored; null for nothing. */
export function readQuantity(raw: unknown): Parsed<number | null> {
  if (raw === undefined || raw === null) return ok(null)
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(plainDecimal(raw) ?? '')
  if (!parts) return fail(invalidNumber)
  const [, sign, whole = '', fraction = ''] = parts
  const digits = whole.replace(/^0+/, '') || '0'
  const size = digits.length <= 10 ? Number(digits) : Number.POSITIVE_INFINITY
  const quantity = sign === '-' ? -size - (/[1-9]/.test(fraction) ? 1 : 0) : size
  if (quantity > 2147483647) return fail('Ensure this value is less than or equal to 2147483647.')
  if (quantity < -2147483648) return fail('Ensure this value is greater than or equal to -2147483648.')
  return ok(quantity + 0)
}

/** A JSON number in its shortest decimal form, without exponent; text as it is; null for anything else. */
function plainDecimal(raw: unknown): string | null {
  if (typeof raw === 'string') return raw.trim()
  if (typeof raw !== 'number' || !Number.isFinite(raw)) return null
  const size = Math.abs(raw)
  if (size >= 1e21) return raw < 0 ? '-1000000000000000000000' : '1000000000000000000000'
  return size > 0 && size < 1e-6 ? raw.toFixed(20) : String(raw)
}

/** Upper case; null for nothing and blank text. */
export function readCurrency(raw: unknown): Parsed<string | null> {
  if (raw === undefined || raw === null) return ok(null)
  if (typeof raw !== 'string') return fail(invalidText)
  const code = raw.trim()
  if (code === '') return ok(null)
  return /^[a-z]{3,8}$/i.test(code) ? ok(code.toUpperCase()) : fail('Enter a valid currency code.')
}

/** A list of texts, or an object whose values are texts: WordPress leaves gaps in the keys of filtered lists. */
export function readTexts(raw: unknown): Parsed<string[]> {
  if (raw === undefined || raw === null) return ok([])
  if (typeof raw !== 'object') return fail(`Expected a list of items but got type "${pythonTypeName(raw)}".`)
  const entries: unknown[] = Object.values(raw)
  if (entries.length > maxEntries) return fail(`Ensure this field has no more than ${maxEntries} elements.`)
  const isText = (entry: unknown) => typeof entry === 'string' || typeof entry === 'number'
  return entries.every(isText) ? ok(entries.map(String)) : fail(invalidText)
}

/** The texts that say something, trimmed. */
export function filled(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim()).filter((text) => text !== '')
}

/** The address if it is one of the web and not too long, else nothing. */
export function webAddress(text: string): string {
  const address = text.trim()
  const isWeb = address.length <= maxAddress && /^https?:\/\//i.test(address) && URL.canParse(address)
  return isWeb ? address : ''
}

/** Why the database cannot keep a text; null when it can. */
export function unstorable(text: string): string | null {
  if (text.includes('\u0000')) return nullCharacters
  return isStorableText(text) ? null : invalidText
}

/** The first `max` characters, counted as code points. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : [...text.slice(0, 2 * max)].slice(0, max).join('')
}

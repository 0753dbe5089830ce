import { Type } from 'typebox'
import { moneyToString, parseMoney } from '../money/money.ts'
import { pythonTypeName } from './dialects.ts'
import { type Field, isObject, isStorableText, type Parsed, type Problem } from './fields.ts'

/**
 * The input fields of the REST framework dialect: the same building stones as `fields.ts`, with that framework's rules
 * and texts (storefronts contract 1.1 and 2.4).
 */

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value })
const fail = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: '', message }] })
const notNull = 'This field may not be null.'

function optional<T>(schema: Field<T>['schema'], parse: (raw: unknown) => Parsed<T>): Field<T | undefined> {
  return {
    schema,
    parse: (raw) => (raw === null ? fail(notNull) : parse(raw)),
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** Absent is refused with "This field is required.". */
export function needed<T>(inner: Field<T | undefined>): Field<T> {
  return { ...(inner as Field<T>), absent: { kind: 'required', message: 'This field is required.' } }
}

export interface CharOptions {
  /** In code points, after trimming. */
  max: number
  min?: number
  /** The empty text is a value. */
  blank?: boolean
}

/** Text, trimmed; numbers become text. */
export function charField({ max, min = 0, blank = false }: CharOptions): Field<string | undefined> {
  return optional(Type.String({ maxLength: max, ...(min ? { minLength: min } : {}) }), (raw) => {
    if (typeof raw !== 'string' && typeof raw !== 'number') return fail('Not a valid string.')
    const value = String(raw).trim()
    if (value.includes('\u0000')) return fail('Null characters are not allowed.')
    if (!isStorableText(value)) return fail('Not a valid string.')
    if (value === '' && !blank) return fail('This field may not be blank.')
    const length = value.length > max || value.length < min * 2 ? [...value].length : value.length
    if (length > max) return fail(`Ensure this field has no more than ${max} characters.`)
    if (length < min && value !== '') return fail(`Ensure this field has at least ${min} characters.`)
    return ok(value)
  })
}

/** A web address: http or https, trimmed. */
export function urlField(options: { max: number }): Field<string | undefined> {
  const inner = charField(options)
  return {
    ...inner,
    schema: Type.String({ format: 'uri', maxLength: options.max }),
    parse(raw) {
      const parsed = inner.parse(raw)
      if (!parsed.ok || parsed.value === undefined) return parsed
      return isWebAddress(parsed.value) ? parsed : fail('Enter a valid URL.')
    },
  }
}

/** Whether people can open it in a browser: http or https, a host, no blanks and no password in it. */
export function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s/]/i.test(value) || /\s/.test(value) || !URL.canParse(value)) return false
  const { hostname, username, password } = new URL(value)
  return username === '' && password === '' && (hostname.includes('.') || hostname === 'localhost')
}

/** One of `values`; anything else is named in the refusal. */
export function choiceField<const T extends string>(values: readonly T[]): Field<T | undefined> {
  return optional(Type.Unsafe<T>({ type: 'string', enum: [...values] }), (raw) => {
    if ((values as readonly unknown[]).includes(raw)) return ok(raw as T)
    const shown = (typeof raw === 'string' ? raw : JSON.stringify(raw)).slice(0, 100)
    return fail(`"${shown}" is not a valid choice.`)
  })
}

const truths = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['1', true],
  [1, true],
  [false, false],
  ['false', false],
  ['0', false],
  [0, false],
])

/** True and false, also as text in any case or as 1 and 0. */
export function booleanField(): Field<boolean | undefined> {
  return optional(Type.Boolean(), (raw) => {
    const value = truths.get(typeof raw === 'string' ? raw.trim().toLowerCase() : raw)
    return value === undefined ? fail('Must be a valid boolean.') : ok(value)
  })
}

/** A whole number, also as text. */
export function integerField(options: { min?: number; max?: number } = {}): Field<number | undefined> {
  const { min = -2147483648, max = 2147483647 } = options
  return optional(Type.Integer({ minimum: min, maximum: max }), (raw) => {
    const isNumber = typeof raw === 'number' || (typeof raw === 'string' && /^\s*-?\d{1,15}\s*$/.test(raw))
    const value = isNumber ? Number(raw) : Number.NaN
    if (!Number.isInteger(value)) return fail('A valid integer is required.')
    if (value < min) return fail(`Ensure this value is greater than or equal to ${min}.`)
    if (value > max) return fail(`Ensure this value is less than or equal to ${max}.`)
    return ok(value + 0)
  })
}

/** An amount of money, 0 to 999,999,999,999.99, as a decimal string with two places; more are rounded half up. */
export function amountField(): Field<string | undefined> {
  return optional(Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,2})?$' }), (raw) => {
    // Zero has no sign, and the plus of any other amount says nothing.
    const written = typeof raw === 'string' ? raw.trim().replace(/^(\+(?=\d)|-(?=[0.]+$))/, '') : raw
    const amount = typeof written === 'string' || typeof written === 'number' ? parseMoney(written) : null
    if (amount !== null) return ok(moneyToString(amount))
    const number = typeof raw === 'boolean' || raw === '' ? Number.NaN : Number(raw)
    if (Number.isNaN(number) || typeof raw === 'object') return fail('A valid number is required.')
    if (number < 0) return fail('Ensure this value is greater than or equal to 0.')
    if (number > 999_999_999_999.99)
      return fail('Ensure this value is less than or equal to 999999999999.99.')
    return fail('A valid number is required.')
  })
}

const datetime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?([.,]\d{1,9})?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i
const wrongDatetime =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'

/** ISO 8601 with `Z`, an offset, or neither (UTC), as an instant in UTC; null when it is no such time. */
export function parseDatetime(raw: string): string | null {
  const match = datetime.exec(raw.trim())
  if (!match) return null
  const [, day = '', time = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match
  const offset = /^z$/i.test(zone) ? 'Z' : zone.length === 3 ? `${zone}:00` : zone.replace(/^(...):?/, '$1:')
  const milliseconds = fraction === '' ? '' : `.${fraction.slice(1, 4).padEnd(3, '0')}`
  const instant = new Date(`${day}T${time}${seconds}${milliseconds}${offset}`)
  // Days that do not exist (February 30th) roll over silently.
  const exists = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(instant.getTime()) || Number.isNaN(exists.getTime())) return null
  if (!exists.toISOString().startsWith(day)) return null
  const text = instant.toISOString()
  return text >= '0001' && text.length === 24 ? text : null
}

export function dateTimeField(): Field<string | undefined> {
  return optional(Type.String({ format: 'date-time' }), (raw) => {
    const instant = typeof raw === 'string' ? parseDatetime(raw) : null
    return instant === null ? fail(wrongDatetime) : ok(instant)
  })
}

/** A list; a bad item is reported under its index. */
export function listField<T>(item: Field<T | undefined>, options: { max: number }): Field<T[] | undefined> {
  return optional(Type.Array(item.schema, { maxItems: options.max }), (raw) => {
    if (!Array.isArray(raw)) return fail(`Expected a list of items but got type "${pythonTypeName(raw)}".`)
    if (raw.length > options.max) return fail(`Ensure this field has no more than ${options.max} elements.`)
    const values: T[] = []
    const problems: Problem[] = []
    raw.forEach((one, index) => {
      const parsed = item.parse(one)
      if (parsed.ok) values.push(parsed.value as T)
      else for (const p of parsed.problems) problems.push({ path: `[${index}]${p.path}`, message: p.message })
    })
    return problems.length > 0 ? { ok: false, problems } : ok(values)
  })
}

/** An object of any keys. */
export function dictField(): Field<Record<string, unknown> | undefined> {
  return optional(
    Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
    (raw) =>
      isObject(raw) ? ok(raw) : fail(`Expected a dictionary of items but got type "${pythonTypeName(raw)}".`),
  )
}

import { type TSchema, Type } from 'typebox'
import { type FieldError, invalid } from '../errors.ts'
import { parseMoney } from '../money/money.ts'

/** A failed rule: `path` is relative to the field (`''`, `[2]`, `[0].quantity`). */
export interface Problem {
  path: string
  message: string
}
export type Parsed<T> = { ok: true; value: T } | { ok: false; problems: Problem[] }
type Absent<T> = { kind: 'required'; message: string } | { kind: 'value'; value: T }

/**
 * One input field: its wire schema (for the API document) and its parser, written once. A field is optional unless
 * wrapped: `required`, `withDefault`, `nullable`.
 */
export interface Field<T> {
  schema: TSchema
  parse(raw: unknown): Parsed<T>
  absent: Absent<T>
  aliases: string[]
}
export type Fields = Record<string, Field<unknown>>
export type Input<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }
/** Input of a partial update: an absent key is absent in the result. */
export type PartialInput<F extends Fields> = {
  [K in keyof F]?: F[K] extends Field<infer T> ? Exclude<T, undefined> : never
}

export const defaultMessage = 'Invalid value'
const ok = <T>(value: T): Parsed<T> => ({ ok: true, value })
const fail = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: '', message }] })

/** Makes a field from a parser that returns the value or undefined for "invalid". */
export function field<T>(
  schema: TSchema,
  read: (raw: unknown) => T | undefined,
  message = defaultMessage,
): Field<T | undefined> {
  return {
    schema,
    parse: (raw) => {
      const value = read(raw)
      return value === undefined ? fail(message) : ok(value)
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** An object of JSON: no list, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text that PostgreSQL can store: no U+0000, no lone surrogate. */
export function isStorableText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed()
}

export interface TextOptions {
  min?: number
  /** In UTF-16 code units after trimming. */
  max: number
  trim?: boolean
  pattern?: RegExp
  message?: string
}

export function text(options: TextOptions): Field<string | undefined> {
  const { min = 0, max, trim = false, pattern, message } = options
  const inner = field(
    Type.String({ maxLength: max, ...(min ? { minLength: min } : {}) }),
    (raw) => {
      if (!isStorableText(raw)) return undefined
      const value = trim ? raw.trim() : raw
      if (value.length < min || value.length > max) return undefined
      return pattern && !pattern.test(value) ? undefined : value
    },
    message,
  )
  // What cannot be stored is refused in the same words everywhere (sales contract 1).
  const unstorable = (raw: unknown) => typeof raw === 'string' && !isStorableText(raw)
  return { ...inner, parse: (raw) => (unstorable(raw) ? fail(defaultMessage) : inner.parse(raw)) }
}

/** A whole number; plain decimal strings count too ("12"). */
export function integer(
  options: { min?: number; max?: number; message?: string } = {},
): Field<number | undefined> {
  const { min = -2147483648, max = 2147483647, message } = options
  return field(
    Type.Integer({ minimum: min, maximum: max }),
    (raw) => {
      const value =
        typeof raw === 'number'
          ? raw
          : typeof raw === 'string' && /^-?\d{1,15}$/.test(raw.trim())
            ? Number(raw)
            : NaN
      return Number.isInteger(value) && value >= min && value <= max ? value + 0 : undefined
    },
    message,
  )
}

/** Money as bigint minor units (hundredths), 0 to `max` (a decimal string); sales contract 1. */
export function money(options: { message?: string } = {}): Field<bigint | undefined> {
  return field(
    Type.Number({ minimum: 0, maximum: 999999999999.99 }),
    (raw) => parseMoney(raw) ?? undefined,
    options.message,
  )
}

export function boolean(message?: string): Field<boolean | undefined> {
  return field(
    Type.Boolean(),
    (raw) => {
      if (typeof raw === 'boolean') return raw
      return raw === 'true' ? true : raw === 'false' ? false : undefined
    },
    message,
  )
}

export function oneOf<const T extends string>(values: readonly T[], message?: string): Field<T | undefined> {
  return field<T>(
    Type.Unsafe<T>({ type: 'string', enum: [...values] }),
    (raw) => ((values as readonly unknown[]).includes(raw) ? (raw as T) : undefined),
    message,
  )
}

/** A calendar day `YYYY-MM-DD` that exists. */
export function calendarDay(message = 'Invalid date'): Field<string | undefined> {
  return field(Type.String({ format: 'date' }), (raw) => (isCalendarDay(raw) ? raw : undefined), message)
}

export function isCalendarDay(raw: unknown): raw is string {
  if (typeof raw !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(raw) || raw < '0001') return false
  const date = new Date(`${raw}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(raw)
}

/** An array; a bad element is reported as `name[i]` or `name[i].key`. */
export function list<T>(
  item: Field<T>,
  options: { max: number; message?: string; maxMessage?: string },
): Field<Exclude<T, undefined>[] | undefined> {
  const message = options.message ?? defaultMessage
  return {
    schema: Type.Array(item.schema, { maxItems: options.max }),
    parse(raw) {
      if (!Array.isArray(raw)) return fail(message)
      if (raw.length > options.max) return fail(options.maxMessage ?? message)
      const values: Exclude<T, undefined>[] = []
      const problems: Problem[] = []
      raw.forEach((element, index) => {
        const parsed = item.parse(element)
        if (parsed.ok) values.push(parsed.value as Exclude<T, undefined>)
        else
          for (const p of parsed.problems) problems.push({ path: `[${index}]${p.path}`, message: p.message })
      })
      return problems.length ? { ok: false, problems } : ok(values)
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** An object of fields, for the elements of a `list`. */
export function object<F extends Fields>(fields: F): Field<Input<F> | undefined> {
  return {
    schema: fieldsSchema(fields),
    parse(raw) {
      if (!isObject(raw)) return fail(defaultMessage)
      const result = readFields(fields, raw, false)
      if (result.problems.length === 0) return ok(result.values as Input<F>)
      return { ok: false, problems: result.problems.map((p) => ({ path: `.${p.path}`, message: p.message })) }
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** Absent and null are refused with `message`. */
export function required<T>(inner: Field<T>, message: string): Field<Exclude<T, undefined>> {
  return {
    ...inner,
    parse: (raw) => (raw === null ? fail(message) : inner.parse(raw)) as Parsed<Exclude<T, undefined>>,
    absent: { kind: 'required', message },
  }
}

/** Null is a value; with `blank`, so is the empty (or blank) string. */
export function nullable<T>(inner: Field<T>, options: { blank?: boolean } = {}): Field<T | null> {
  return {
    ...inner,
    schema: nullableSchema(inner.schema),
    parse: (raw) =>
      raw === null || (options.blank && typeof raw === 'string' && raw.trim() === '')
        ? ok(null)
        : inner.parse(raw),
    absent: inner.absent as Absent<T | null>,
  }
}

/** Absent becomes `value`; null is judged by the field. */
export function withDefault<T>(inner: Field<T>, value: Exclude<T, undefined>): Field<Exclude<T, undefined>> {
  return { ...(inner as Field<Exclude<T, undefined>>), absent: { kind: 'value', value } }
}

/** Other names under which a client may send the field; its own name wins. */
export function aliased<T>(inner: Field<T>, ...aliases: string[]): Field<T> {
  return { ...inner, aliases }
}

/** `{type: [..., 'null']}`: compact in the document and fast to serialise. */
export function nullableSchema(schema: TSchema): TSchema {
  const type = (schema as { type?: string }).type
  return type ? Type.Unsafe({ ...schema, type: [type, 'null'] }) : Type.Union([schema, Type.Null()])
}

export function fieldsSchema(fields: Fields, partial = false): TSchema {
  const properties: Record<string, TSchema> = {}
  const needed: string[] = []
  for (const [name, f] of Object.entries(fields)) {
    properties[name] = f.schema
    if (!partial && f.absent.kind === 'required') needed.push(name)
  }
  return Type.Unsafe({ type: 'object', properties, ...(needed.length ? { required: needed } : {}) })
}

function readFields(fields: Fields, raw: Record<string, unknown>, partial: boolean) {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [name, f] of Object.entries(fields)) {
    const key = [name, ...f.aliases].find(
      (candidate) => Object.hasOwn(raw, candidate) && raw[candidate] !== undefined,
    )
    if (key === undefined) {
      if (partial) continue
      if (f.absent.kind === 'required') problems.push({ path: name, message: f.absent.message })
      else values[name] = f.absent.value
      continue
    }
    const parsed = f.parse(raw[key])
    if (parsed.ok) values[name] = parsed.value
    else for (const p of parsed.problems) problems.push({ path: name + p.path, message: p.message })
  }
  return { values, problems }
}

/**
 * Reads declared fields from a body or query object; unknown keys are ignored.
 * Throws a validation refusal with the first failing rule of each field, in declaration order.
 */
export function parseFields<F extends Fields>(
  fields: F,
  raw: Record<string, unknown>,
  location: FieldError['location'] = 'body',
): Input<F> {
  const { values, problems } = readFields(fields, raw, false)
  if (problems.length) throw invalid(problems.map((p) => ({ ...p, location })))
  return values as Input<F>
}

/** As `parseFields` for a partial update: only keys that were sent are read and returned. */
export function parsePartial<F extends Fields>(fields: F, raw: Record<string, unknown>): PartialInput<F> {
  const { values, problems } = readFields(fields, raw, true)
  if (problems.length) throw invalid(problems.map((p) => ({ ...p, location: 'body' as const })))
  return values as PartialInput<F>
}

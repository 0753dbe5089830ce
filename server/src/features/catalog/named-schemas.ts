import { type TSchema, Type } from 'typebox'
import { type Field, nullableSchema, text } from '../../kernel/http/fields.ts'

/** Answer schemas of columns that may be null. */
export const nullableString = Type.Unsafe<string | null>(nullableSchema(Type.String()))
export const nullableNumber = Type.Unsafe<number | null>(nullableSchema(Type.Number()))
export const nullableInteger = Type.Unsafe<number | null>(nullableSchema(Type.Integer()))
export const timestamp = Type.String({ format: 'date-time' })

export const Message = Type.Object({ message: Type.String() })

/** A required name of 1 to 255 characters after trimming; absent, null and blank are `Name is required`. */
export function requiredName(): Field<string> {
  const message = 'Name is required'
  const inner = text({ min: 1, max: 255, trim: true }) as Field<string>
  return {
    ...inner,
    schema: inner.schema as TSchema,
    parse: (raw) =>
      raw === null || (typeof raw === 'string' && raw.trim() === '')
        ? { ok: false, problems: [{ path: '', message }] }
        : inner.parse(raw),
    absent: { kind: 'required', message },
  }
}

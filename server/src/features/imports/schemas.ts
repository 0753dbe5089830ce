import { Type } from 'typebox'
import { boolean, nullableSchema, withDefault } from '../../kernel/http/fields.ts'
import { importStatuses } from './imports.ts'

export const nullableString = Type.Unsafe<string | null>(nullableSchema(Type.String()))
export const nullableInteger = Type.Unsafe<number | null>(nullableSchema(Type.Integer()))
const timestamp = Type.String({ format: 'date-time' })

export const ErrorMessage = Type.Object({ message: Type.String() })

const Finding = Type.Object({
  line: Type.Unsafe<number | null>({
    ...nullableSchema(Type.Integer()),
    description: 'Line of the file; null when it is about the whole file.',
  }),
  column: Type.Unsafe<string | null>({
    ...nullableSchema(Type.String()),
    description: 'Header of the column, as the file has it.',
  }),
  severity: Type.Unsafe<string>({ type: 'string', enum: ['error', 'warning', 'info'] }),
  code: Type.String(),
  message: Type.String(),
  value: Type.Optional(Type.String()),
})

/** What every kind of import shows in its list. */
export const summaryProperties = {
  id: Type.String({ format: 'uuid' }),
  status: Type.Unsafe<string>({ type: 'string', enum: [...importStatuses] }),
  file_name: Type.String(),
  size: Type.Integer({ description: 'Bytes.' }),
  delimiter: nullableString,
  rows_total: Type.Unsafe<number | null>({
    ...nullableSchema(Type.Integer()),
    description: 'An estimate while analyzing.',
  }),
  rows_done: Type.Integer(),
  creates: Type.Integer(),
  updates: Type.Integer(),
  skips: Type.Integer({ description: 'Rows with an error.' }),
  errors_count: Type.Integer(),
  warnings_count: Type.Integer(),
  report: Type.Unsafe<unknown>({ type: ['object', 'null'], additionalProperties: true }),
  created_at: timestamp,
  updated_at: timestamp,
}

/** What every kind of import shows beside its summary and its preview. */
export const detailProperties = {
  columns: Type.Array(
    Type.Object({
      index: Type.Integer(),
      header: Type.String(),
      field: Type.Unsafe<string | null>({
        ...nullableSchema(Type.String()),
        description: 'Null: the cells fill no field.',
      }),
    }),
  ),
  missing_columns: Type.Array(Type.String()),
  finding_counts: Type.Record(Type.String(), Type.Integer()),
  findings: Type.Array(Finding, { description: 'The first 500; the others are counted in finding_counts.' }),
}

export const applyBody = { skip_invalid_rows: withDefault(boolean(), false) }

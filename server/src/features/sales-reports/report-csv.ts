import type { TObject, TSchema } from 'typebox'
import { type Field, nullable, oneOf } from '../../kernel/http/fields.ts'

/** A value of the query that may be absent or empty; anything else is the 400 `Invalid value`. */
export function choice<const T extends string>(values: readonly T[]): Field<T | null | undefined> {
  return nullable(oneOf(values), { blank: true })
}

/** The names of a report's tables: its arrays, in the order of the schema. */
export function tablesOf(schema: TObject): string[] {
  return Object.entries(schema.properties).flatMap(([name, part]) =>
    (part as { type?: string }).type === 'array' ? [name] : [],
  )
}

/** The columns of a table: its keys on the wire. */
export function columnsOf(table: TSchema): string[] {
  return Object.keys((table as unknown as { items: TObject }).items.properties)
}

/** Rows of the wire as cells under a line of their keys; null is an empty cell. */
export async function* csvRows(
  columns: string[],
  rows: Iterable<object> | AsyncIterable<object>,
): AsyncGenerator<string[]> {
  yield columns
  for await (const row of rows)
    yield columns.map((name) => String((row as Record<string, unknown>)[name] ?? ''))
}

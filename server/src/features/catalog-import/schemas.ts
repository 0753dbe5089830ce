import { Type } from 'typebox'
import {
  boolean,
  defaultMessage,
  type Field,
  integer,
  nullableSchema,
  oneOf,
} from '../../kernel/http/fields.ts'
import {
  type ColumnChoices,
  detailProperties,
  nullableInteger,
  nullableString,
  summaryProperties,
} from '../imports/index.ts'
import type { ImportOptions } from './import-options.ts'
import { parseFieldName } from './vocabulary.ts'

const PreviewRow = Type.Object({
  line: Type.Integer(),
  action: Type.Unsafe<string>({ type: 'string', enum: ['create', 'update', 'skip'] }),
  type: Type.String(),
  sku: nullableString,
  name: nullableString,
  price: Type.Unsafe<number | null>(nullableSchema(Type.Number())),
  stock: nullableInteger,
  categories: Type.Array(Type.Array(Type.String())),
  images: Type.Array(Type.String()),
  parent: nullableString,
  attributes: Type.Record(Type.String(), Type.String()),
  published: Type.Unsafe<boolean | null>(nullableSchema(Type.Boolean())),
})

const Options = Type.Object({
  publish_unpublished: Type.Boolean({ description: 'Put unpublished and private products on sale as well.' }),
  stock_when_uncounted: Type.Integer({
    description: 'Pieces for a product that is in stock but not counted by the shop.',
  }),
  decimal_separator: Type.Unsafe<string>({
    type: 'string',
    enum: ['auto', '.', ','],
    description: 'How "1,234" and "1.234" are read; auto refuses to guess.',
  }),
})

/** An import as the list shows it. */
export const ImportSummary = Type.Object({
  ...summaryProperties,
  variations: Type.Integer(),
  categories_new: Type.Integer(),
})

/** An import with everything the dry run found. */
export const Import = Type.Object({
  ...ImportSummary.properties,
  ...detailProperties,
  options: Options,
  preview: Type.Array(PreviewRow),
})

/** `{"3": "regular_price", "4": null}`: what a column is, by its index. */
function columnChoices(): Field<ColumnChoices | undefined> {
  return {
    schema: Type.Unsafe({ type: 'object', additionalProperties: { type: ['string', 'null'] } }),
    parse(raw) {
      const problem = (path: string, message: string) => ({
        ok: false as const,
        problems: [{ path, message }],
      })
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return problem('', defaultMessage)
      const used = new Set<string>()
      for (const [index, field] of Object.entries(raw)) {
        if (!/^\d{1,4}$/.test(index)) return problem(`.${index.slice(0, 40)}`, defaultMessage)
        if (field === null) continue
        if (typeof field !== 'string' || !parseFieldName(field)) return problem(`.${index}`, 'Unknown field')
        if (used.has(field)) return problem(`.${index}`, 'Another column is this field already')
        used.add(field)
      }
      return { ok: true, value: raw as ColumnChoices }
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** Options that are sent change, the others stay. */
function importOptions(): Field<Partial<ImportOptions> | undefined> {
  const parts = {
    publish_unpublished: boolean(),
    stock_when_uncounted: integer({ min: 0, max: 1_000_000 }),
    decimal_separator: oneOf(['auto', '.', ',']),
  }
  return {
    schema: Options,
    parse(raw) {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
        return { ok: false, problems: [{ path: '', message: defaultMessage }] }
      }
      const options: Record<string, unknown> = {}
      for (const [name, part] of Object.entries(parts)) {
        const value = (raw as Record<string, unknown>)[name]
        if (value === undefined) continue
        const parsed = part.parse(value)
        if (!parsed.ok)
          return { ok: false, problems: parsed.problems.map((p) => ({ ...p, path: `.${name}` })) }
        options[name] = parsed.value
      }
      return { ok: true, value: options as Partial<ImportOptions> }
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

export const mappingBody = { columns: columnChoices(), options: importOptions() }

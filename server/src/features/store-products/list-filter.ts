import { Type } from 'typebox'
import type { Input } from '../../kernel/http/fields.ts'
import { type Field, isStorableText } from '../../kernel/http/fields.ts'
import { numberedPageQuery } from '../../kernel/http/page-numbers.ts'
import { booleanField, charField } from '../../kernel/http/rest-fields.ts'
import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { requiredTrigrams } from '../../kernel/text/trigrams.ts'
import { storeProducts } from './product-sql.ts'

const orderings = ['created_at', 'updated_at', 'price', 'title', 'stock_quantity'] as const

const text = () => charField({ max: 16_384, blank: true })

/** A bound of prices as plain decimal text; no exponent, no NaN. */
function priceBound(): Field<string | undefined> {
  return {
    schema: Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' }),
    parse(raw) {
      const value = isStorableText(raw) ? raw.trim() : ''
      if (/^-?(\d+(\.\d*)?|\.\d+)$/.test(value) && value.length <= 1000) return { ok: true, value }
      return { ok: false, problems: [{ path: '', message: 'A valid number is required.' }] }
    },
    absent: { kind: 'value', value: undefined },
    aliases: [],
  }
}

/** What the list and all figures over it can be narrowed down by (storefronts contract 7.2). */
export const filterQuery = {
  search: text(),
  external_source: text(),
  product_type: text(),
  currency: text(),
  billing_period: text(),
  extraction_method: text(),
  category: text(),
  brand: text(),
  is_active: booleanField(),
  in_stock: booleanField(),
  has_discount: booleanField(),
  min_price: priceBound(),
  max_price: priceBound(),
  store: text(),
}
export type ListFilter = Input<typeof filterQuery>

export const listQuery = {
  ...numberedPageQuery(),
  ...filterQuery,
  ordering: {
    ...text(),
    schema: Type.Unsafe<string>({
      type: 'string',
      enum: orderings.flatMap((name) => [`-${name}`, name]),
      default: '-created_at',
      description: 'Anything else is the default. Products without the value come last.',
    }),
  },
}

/** `order by` of a list. Unknown names order as the default does. Ties go by id, so that pages neither repeat nor lose a row. */
export function orderOf(ordering: string | undefined): string {
  const name = orderings.find((one) => one === ordering?.replace(/^-/, ''))
  if (!name) return 's.created_at desc, s.id desc'
  const direction = ordering?.startsWith('-') ? 'desc' : 'asc'
  // A time is always there, and only without `nulls last` does the index have this order.
  const nulls = name === 'price' || name === 'stock_quantity' ? ' nulls last' : ''
  return `s.${name} ${direction}${nulls}, s.id ${direction}`
}

/** `from ... where ...` over the products `s` of workspace `$1` that pass the filter, with its values. */
export function filteredProducts(
  workspaceId: number,
  filter: ListFilter,
): { from: string; values: unknown[] } {
  const values: unknown[] = [workspaceId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const conditions = ['s.workspace_id = $1']
  for (const name of [
    'external_source',
    'product_type',
    'currency',
    'billing_period',
    'extraction_method',
  ] as const) {
    if (filter[name]) conditions.push(`s.${name} = ${bind(filter[name])}`)
  }
  for (const name of ['category', 'brand'] as const) {
    const folded = fold(filter[name] ?? '')
    if (folded) conditions.push(`s.${name}_folded like ${bind(`%${escapeLike(folded)}%`)}`)
  }
  for (const name of ['is_active', 'in_stock', 'has_discount'] as const) {
    if (filter[name] !== undefined) conditions.push(`${filter[name] ? '' : 'not '}s.${name}`)
  }
  if (filter.min_price !== undefined) conditions.push(`s.price >= ${bind(filter.min_price)}::numeric`)
  if (filter.max_price !== undefined) conditions.push(`s.price <= ${bind(filter.max_price)}::numeric`)
  if (filter.store) conditions.push(`s.store_host = ${bind(hostOf(filter.store))}`)
  const search = searchCondition(filter.search ?? '', bind)
  if (search) conditions.push(search)
  return { from: `from ${storeProducts} s where ${conditions.join(' and ')}`, values }
}

/** As stores are told apart: lower case, without `www.`. */
function hostOf(store: string): string {
  return store.toLowerCase().replace(/^www\./, '')
}

/**
 * Products in which the needle occurs: in the texts of the sales API (title, description, SKU), in the category, or in
 * short description, brand, tags and the store's own SKU. Each of the three has an index, so each is looked for by itself.
 */
function searchCondition(search: string, bind: (value: unknown) => string): string | null {
  const folded = fold(search)
  if (folded === '') return null
  const pattern = bind(`%${escapeLike(folded)}%`)
  const required = requiredTrigrams(folded)
  const keys =
    required &&
    `wanted_search_keys($1, ${bind(required.trigrams)}::text[], ${bind(required.windows)}::text[])`
  const holds = (column: string) =>
    `${keys ? `search_keys(workspace_id, ${column}) @> ${keys} and ` : ''}${column} like ${pattern}`
  const marked = hasVietnameseDiacritic(search) ? bind(foldKeepingMarks(search)) : null
  const withMarks = (texts: string) => (marked ? ` and strpos(${texts}, ${marked}) > 0` : '')
  const live = 'workspace_id = $1 and deleted_at is null'
  return `s.id in (
    select id from products
    where ${live} and ${holds('search_text')}${withMarks('search_marked')}
    union all
    select id from products
    where ${live} and category is not null and ${holds('category_folded')}${withMarks('fold_text(category, true)')}
    union all
    select product_id from product_details
    where workspace_id = $1 and ${holds('search_text')}${withMarks(
      'product_detail_search_text(short_description, brand, tags, extraction_metadata, true)',
    )})`
}

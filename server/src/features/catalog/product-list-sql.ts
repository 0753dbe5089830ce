import type { ListFigures } from '../../kernel/database/capped-search.ts'
import type { Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { type ProductRow, productColumns } from './present-product.ts'
import type { SearchNeedle } from './product-search.ts'

export interface ProductFilter {
  active: 'true' | 'false' | 'all'
  /** A category's name, in any case, or its id in digits. */
  category: string
  search: SearchNeedle | null
}

export interface ProductList {
  found: ProductRow[]
  /** All rows that match the filter; of a search no more than `searchTotalLimit`. */
  total: number
  /** More rows match than `total` says. */
  more: boolean
}

export type ListRow = ProductRow & ListFigures

export const listColumns = productColumns.map((name) => `p.${name}`).join(', ')

/**
 * Each combination of filters has its own text and so its own plan: one text with `$n is null or ...` would be planned once for all
 * of them, and badly for most. The usual page sizes are prepared.
 */
export function statementOf(name: string[], text: string, page: Page): Statement {
  return preparedPageSizes.has(page.limit) ? { name: `${name.join(':')}:${page.limit}`, text } : text
}

export interface Condition {
  text: string
  /** Tells apart the texts that a condition of this kind can have. */
  kind: string
}

/** By name in any case or, for digits, by id too; null without a category. Adds its values. */
export function categoryCondition(category: string, values: unknown[]): Condition | null {
  if (category === '') return null
  const asked = `lower(normalize($${values.push(category)}::text))`
  // The index knows the first 200 letters.
  const byName = `(left(lower(normalize(category)), 200) = left(${asked}, 200) and lower(normalize(category)) = ${asked})`
  const id = /^\d{1,10}$/.test(category) ? Number(category) : null
  if (id === null || id > 2147483647) return { text: byName, kind: 'category' }
  return { text: `(category_id = $${values.push(id)} or ${byName})`, kind: 'category-id' }
}

/** `and ...` for the state that is listed. */
export function stateCondition(active: ProductFilter['active']): string {
  return active === 'all' ? '' : ` and is_active = ${active}`
}

/**
 * The offset of a later page; a first page has none. As a subquery its value is hidden from the planner, so that the plan is the
 * same for every call and kept: planning for each takes longer than running.
 */
export function bindOffset(page: Page, values: unknown[]): string {
  return page.offset === 0 ? '' : `(select $${values.push(page.offset)}::bigint)`
}

/** `limit` and `offset` of a page, see `bindOffset`. */
export function windowOf(page: Page, offset: string): string {
  return `limit ${page.limit}${offset && ` offset ${offset}`}`
}

/**
 * One page in the order of the list, by walking `products_list_idx`; `condition` filters on the way. The limit is part of the
 * text: for an unknown one the planner expects a tenth of the table and reads all of it. `is_active=all` merges the heads of both
 * halves of the index. `$1` is the workspace,
 * `offset` the parameter of the offset, empty for a first page.
 */
export function walkList(
  columns: string,
  active: ProductFilter['active'],
  condition: string,
  page: Page,
  offset: string,
): string {
  const heads = (state: string, limits: string) =>
    `select ${columns} from products
     where workspace_id = $1 and is_active = ${state} and deleted_at is null${condition}
     order by created_at desc, id desc ${limits}`
  if (active !== 'all') return heads(active, windowOf(page, offset))
  const reach = offset === '' ? `limit ${page.limit}` : `limit ${page.limit}::bigint + ${offset}`
  return `select * from ((${heads('true', reach)}) union all (${heads('false', reach)})) both_states
    order by created_at desc, id desc ${windowOf(page, offset)}`
}

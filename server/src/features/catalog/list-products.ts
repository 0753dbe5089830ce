import type { Executor, Statement } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { type ProductRow, productColumns } from './present-product.ts'
import type { SearchPattern } from './product-search.ts'

export interface ProductFilter {
  active: 'true' | 'false' | 'all'
  /** A category's name, in any case, or its id in digits. */
  category: string
  search: SearchPattern | null
}

export interface ProductList {
  rows: ProductRow[]
  /** All rows that match the filter. */
  total: number
}

const columns = productColumns.map((name) => `p.${name}`).join(', ')

/** One page, newest first, and the exact total: one statement. */
export async function listProducts(
  db: Executor,
  workspaceId: number,
  filter: ProductFilter,
  page: Page,
): Promise<ProductList> {
  const [statement, values] = composeList(workspaceId, filter, page)
  const rows = await db.query<ProductRow & { list_total: number }>(statement, values)
  const total = rows[0]?.list_total ?? 0
  // A page without rows still brings its total, on one row of nulls.
  return { rows: rows[0]?.id == null ? [] : rows, total }
}

/**
 * The statement for a combination of filters. Each combination has its own text and so its own plan: one text with
 * `$n is null or ...` would be planned once for all of them, and badly for most.
 */
export function composeList(
  workspaceId: number,
  filter: ProductFilter,
  page: Page,
): [Statement & { name: string }, unknown[]] {
  const values: unknown[] = [workspaceId, page.limit, page.offset]
  const bind = (value: unknown) => `$${values.push(value)}`
  const name = ['product-list', filter.active]
  const conditions: string[] = []

  if (filter.category !== '') {
    const byName = `lower(normalize(category)) = lower(normalize(${bind(filter.category)}::text))`
    const id = /^\d{1,10}$/.test(filter.category) ? Number(filter.category) : null
    const isId = id !== null && id <= 2147483647
    name.push(isId ? 'category-id' : 'category')
    conditions.push(isId ? `(category_id = ${bind(id)} or ${byName})` : byName)
  }
  if (filter.search) {
    name.push(filter.search.short ? 'short' : 'search')
    conditions.push(`search_text like ${bind(filter.search.folded)}`)
    if (filter.search.marked) {
      name.push('marked')
      conditions.push(`search_marked like ${bind(filter.search.marked)}`)
    }
  }
  const text = conditions.length === 0 ? wholeList(filter.active) : filteredList(filter.active, conditions)
  return [{ name: name.join(':'), text }, values]
}

/** Without filters the total is kept by triggers and the page is the head of an index: nothing is counted. */
function wholeList(active: ProductFilter['active']): string {
  const kinds = active === 'all' ? `'products:active', 'products:inactive'` : `'products:${inWords(active)}'`
  const ids = (state: boolean, limits: string) =>
    `select id, created_at from products
     where workspace_id = $1 and is_active = ${state} and deleted_at is null
     order by created_at desc, id desc ${limits}`
  const pageIds =
    active === 'all'
      ? `select id, created_at from (
           (${ids(true, 'limit $2::bigint + $3::bigint')}) union all (${ids(false, 'limit $2::bigint + $3::bigint')})
         ) both_states order by created_at desc, id desc limit $2 offset $3`
      : ids(active === 'true', 'limit $2 offset $3')
  return `select t.list_total, ${columns}
    from (
      select coalesce(sum(total), 0)::bigint as list_total from workspace_totals
      where workspace_id = $1 and kind in (${kinds})
    ) t
    left join lateral (${pageIds}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

/** With filters the matching ids are gathered once, counted and cut; only the page's rows are read whole. */
function filteredList(active: ProductFilter['active'], conditions: string[]): string {
  const state = active === 'all' ? '' : ` and is_active = ${active}`
  return `with hits as materialized (
      select id, created_at from products
      where workspace_id = $1${state} and deleted_at is null and ${conditions.join(' and ')}
    )
    select t.list_total, ${columns}
    from (select count(*) as list_total from hits) t
    left join lateral (
      select id, created_at from hits order by created_at desc, id desc limit $2 offset $3
    ) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

function inWords(active: 'true' | 'false'): string {
  return active === 'true' ? 'active' : 'inactive'
}

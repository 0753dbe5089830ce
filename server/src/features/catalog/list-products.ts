import type { Executor, Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike } from '../../kernel/text/fold.ts'
import { type ProductRow, productColumns } from './present-product.ts'
import type { SearchNeedle } from './product-search.ts'

export interface ProductFilter {
  active: 'true' | 'false' | 'all'
  /** A category's name, in any case, or its id in digits. */
  category: string
  search: SearchNeedle | null
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
export function composeList(workspaceId: number, filter: ProductFilter, page: Page): [Statement, unknown[]] {
  const values: unknown[] = [workspaceId, page.offset]
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
    const { folded, marked, short } = filter.search
    name.push(short ? 'short' : 'search')
    // For less than a trigram, LIKE would walk the whole trigram index: three times the cost of reading the rows.
    conditions.push(
      short
        ? `strpos(search_text, ${bind(folded)}) > 0`
        : `search_text like ${bind(`%${escapeLike(folded)}%`)}`,
    )
    if (marked) {
      name.push('marked')
      conditions.push(`strpos(search_marked, ${bind(marked)}) > 0`)
    }
  }
  const text =
    conditions.length === 0
      ? wholeList(filter.active, page)
      : filteredList(filter.active, conditions, page.limit)
  if (conditions.length === 0 && page.offset === 0) values.pop()
  else if (conditions.length === 0) name.push('later')
  if (!preparedPageSizes.has(page.limit)) return [text, values]
  return [{ name: `${name.join(':')}:${page.limit}`, text }, values]
}

/**
 * Without filters the total is kept by triggers and the page is the head of an index: nothing is counted. The limit is part
 * of the text: for an unknown one the planner expects a tenth of the table and reads all of it. Later pages skip rows in
 * the index alone and read only their own.
 */
function wholeList(active: ProductFilter['active'], page: Page): string {
  const kinds = active === 'all' ? `'products:active', 'products:inactive'` : `'products:${inWords(active)}'`
  const rows = (wanted: string, state: boolean, limits: string) =>
    `select ${wanted} from products
     where workspace_id = $1 and is_active = ${state} and deleted_at is null
     order by created_at desc, id desc ${limits}`
  const reach = page.offset === 0 ? `limit ${page.limit}` : `limit ${page.limit}::bigint + $2::bigint`
  // Without an offset the plan is the same for every call, so PostgreSQL keeps it instead of planning anew.
  const window = page.offset === 0 ? `limit ${page.limit}` : `limit ${page.limit} offset $2`
  const pageOf = (wanted: string) =>
    active === 'all'
      ? `select * from (
           (${rows(wanted, true, reach)}) union all (${rows(wanted, false, reach)})
         ) both_states order by created_at desc, id desc ${window}`
      : rows(wanted, active === 'true', window)
  const total = `select coalesce(sum(total), 0)::bigint as list_total from workspace_totals
      where workspace_id = $1 and kind in (${kinds})`
  if (page.offset === 0) {
    return `select t.list_total, ${columns} from (${total}) t
      left join (${pageOf(productColumns.join(', '))}) p on true
      order by p.created_at desc, p.id desc`
  }
  return `select t.list_total, ${columns} from (${total}) t
    left join (${pageOf('id, created_at')}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

/** With filters the matching ids are gathered once, counted and cut; only the page's rows are read whole. */
function filteredList(active: ProductFilter['active'], conditions: string[], limit: number): string {
  const state = active === 'all' ? '' : ` and is_active = ${active}`
  return `with hits as materialized (
      select id, created_at from products
      where workspace_id = $1${state} and deleted_at is null and ${conditions.join(' and ')}
    )
    select t.list_total, ${columns}
    from (select count(*) as list_total from hits) t
    left join lateral (
      select id, created_at from hits order by created_at desc, id desc limit ${limit} offset $2
    ) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

function inWords(active: 'true' | 'false'): string {
  return active === 'true' ? 'active' : 'inactive'
}

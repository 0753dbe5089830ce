import { readFigures, type SearchMemory } from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { productColumns } from './present-product.ts'
import {
  bindOffset,
  categoryCondition,
  type ListRow,
  listColumns,
  type ProductFilter,
  type ProductList,
  stateCondition,
  statementOf,
  walkList,
  windowOf,
} from './product-list-sql.ts'
import { searchProducts } from './search-products.ts'

/** One page, newest first, and the total: one statement. A search may need a second one, see `searchProducts`. */
export async function listProducts(
  db: Executor,
  memory: SearchMemory,
  workspaceId: number,
  filter: ProductFilter,
  page: Page,
): Promise<ProductList> {
  if (filter.search)
    return searchProducts(db, memory, workspaceId, { ...filter, search: filter.search }, page)
  const values: unknown[] = [workspaceId]
  const category = categoryCondition(filter.category, values)
  const offset = bindOffset(page, values)
  const text = category
    ? filteredList(filter.active, category.text, windowOf(page, offset))
    : wholeList(filter.active, page, offset)
  const name = [
    'product-list',
    filter.active,
    ...(category ? [category.kind] : []),
    page.offset === 0 ? '' : 'later',
  ]
  return readFigures(await db.query<ListRow>(statementOf(name, text, page), values))
}

/**
 * Without filters the total is kept by triggers and the page is the head of an index: nothing is counted. A first page has no
 * offset: its plan is the same for every call, so PostgreSQL keeps it. Later pages skip rows in the index alone and read
 * only their own.
 */
function wholeList(active: ProductFilter['active'], page: Page, offset: string): string {
  const kinds = {
    all: `'products:active', 'products:inactive'`,
    true: `'products:active'`,
    false: `'products:inactive'`,
  }
  const total = `select coalesce(sum(total), 0)::bigint as list_total from workspace_totals
      where workspace_id = $1 and kind in (${kinds[active]})`
  if (offset === '') {
    return `select t.list_total, ${listColumns} from (${total}) t
      left join (${walkList(productColumns.join(', '), active, '', page, offset)}) p on true
      order by p.created_at desc, p.id desc`
  }
  return `select t.list_total, ${listColumns} from (${total}) t
    left join (${walkList('id, created_at', active, '', page, offset)}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

/** With a category the matching ids are gathered once, counted and cut; only the page's rows are read whole. */
function filteredList(active: ProductFilter['active'], condition: string, window: string): string {
  return `with hits as materialized (
      select id, created_at from products
      where workspace_id = $1${stateCondition(active)} and deleted_at is null and ${condition}
    )
    select t.list_total, ${listColumns}
    from (select count(*) as list_total from hits) t
    left join lateral (select id, created_at from hits order by created_at desc, id desc ${window}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
}

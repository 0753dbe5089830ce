import {
  cappedSearch,
  readFigures,
  rememberedSearch,
  type SearchMemory,
  versionColumns,
} from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { escapeLike } from '../../kernel/text/fold.ts'
import {
  bindOffset,
  categoryCondition,
  type ListRow,
  listColumns,
  type ProductFilter,
  type ProductList,
  stateCondition,
  walkList,
  windowOf,
} from './product-list-sql.ts'
import type { SearchNeedle } from './product-search.ts'

type Search = ProductFilter & { search: SearchNeedle }

const version = versionColumns('products:changes', ['products:active', 'products:inactive'])

/** One page of the products that hold the needle, newest first, and their exact number up to `searchTotalLimit`. */
export function searchProducts(
  db: Executor,
  memory: SearchMemory,
  workspaceId: number,
  filter: Search,
  page: Page,
): Promise<ProductList> {
  const { active, category, search } = filter
  // A product may leave a category in more ways than are counted as changes.
  if (category !== '') return gather(db, workspaceId, filter, page)
  return rememberedSearch(
    memory,
    `product-search:${workspaceId}:${active}:${JSON.stringify([search.folded, search.marked])}`,
    page,
    () => readPage(db, workspaceId, filter, page),
    () => gather(db, workspaceId, filter, page),
  )
}

/**
 * The page by walking the list, without a total. Searches are not prepared: the plan for workspaces in general would sort
 * all rows of a large one that has small neighbours.
 */
async function readPage(db: Executor, workspaceId: number, filter: Search, page: Page) {
  const values: unknown[] = [workspaceId]
  const condition = textCondition(filter.search, values)
  const offset = bindOffset(page, values)
  const walk = walkList('id, created_at', filter.active, ` and ${condition}`, page, offset)
  const text = `select t.*, ${listColumns} from (select ${version}) t
    left join (${walk}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
  return readFigures(await db.query<ListRow>(text, values))
}

/** The page and the total by gathering the hits. */
async function gather(db: Executor, workspaceId: number, filter: Search, page: Page) {
  const { active, search } = filter
  const values: unknown[] = [workspaceId]
  const category = categoryCondition(filter.category, values)
  const condition = textCondition(search, values)
  const inCategory = category ? ` and ${category.text}` : ''
  const indexed = search.required
    ? ` and search_keys(workspace_id, search_text)
          @> wanted_search_keys($1, $${values.push(search.required.trigrams)}::text[], $${values.push(search.required.windows)}::text[])`
    : ''
  const offset = bindOffset(page, values)
  const text = `${cappedSearch({
    hits: `select id, created_at from products
      where workspace_id = $1${stateCondition(active)} and deleted_at is null${inCategory}${indexed} and ${condition}`,
    walk: walkList('id, created_at', active, `${inCategory} and ${condition}`, page, offset),
    window: windowOf(page, offset),
  })}
    select page.list_total, page.list_more, ${version}, ${listColumns}
    from page left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
  return readFigures(await db.query<ListRow>(text, values))
}

/** Whether a product holds the needle, whatever an index says; adds its values. */
function textCondition(search: SearchNeedle, values: unknown[]): string {
  const folded = `search_text like $${values.push(`%${escapeLike(search.folded)}%`)}`
  if (!search.marked) return folded
  return `${folded} and strpos(search_marked, $${values.push(search.marked)}) > 0`
}

import type { Cache } from '../../kernel/cache/cache.ts'
import { cappedSearch, searchTotalLimit } from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { escapeLike } from '../../kernel/text/fold.ts'
import {
  bindOffset,
  categoryCondition,
  type ListRow,
  listColumns,
  listOf,
  type ProductFilter,
  type ProductList,
  stateCondition,
  statementOf,
  walkList,
  windowOf,
} from './product-list-sql.ts'
import type { SearchNeedle } from './product-search.ts'

/** Where searches with more hits than are counted are remembered. */
export type KnownFloors = Pick<Cache, 'get' | 'set' | 'delete'>

const floorSeconds = 3600

/** How often products had left searches when a search had more than `searchTotalLimit` hits. */
interface Floor {
  changes: number
}

/**
 * One page of the products that hold the needle, newest first, and their exact number up to `searchTotalLimit`.
 *
 * Counting ten thousand hits takes twenty times as long as finding a page of them, so a search that had more is remembered
 * with the number of changes at that time (`products:changes`, kept in the transactions that take products out of
 * searches). While that number stands still there are at least as many hits, and the page alone is read. Otherwise
 * one statement gathers, counts and cuts.
 */
export async function searchProducts(
  db: Executor,
  floors: KnownFloors,
  workspaceId: number,
  filter: ProductFilter & { search: SearchNeedle },
  page: Page,
): Promise<ProductList> {
  const { active, category, search } = filter
  const key = `product-search:${workspaceId}:${active}:${JSON.stringify([category, search.folded, search.marked])}`
  // A product may leave a category in more ways than are counted.
  const floor = category === '' ? await floors.get<Floor>(key) : null
  if (floor) {
    const list = await readPage(db, workspaceId, filter, page)
    if (list.changes === floor.changes) return { rows: list.rows, total: searchTotalLimit, more: true }
    await floors.delete(key)
  }
  const rows = await gather(db, workspaceId, filter, page)
  const list = listOf(rows)
  if (list.more && category === '') {
    await floors.set(key, { changes: rows[0]?.list_changes ?? 0 } satisfies Floor, floorSeconds)
  }
  return list
}

const changes = `(select coalesce(sum(total), 0)::bigint from workspace_totals
  where workspace_id = $1 and kind = 'products:changes') as list_changes`

/** The page by walking the list, without a total. */
async function readPage(
  db: Executor,
  workspaceId: number,
  filter: ProductFilter & { search: SearchNeedle },
  page: Page,
): Promise<{ rows: ListRow[]; changes: number }> {
  const values: unknown[] = [workspaceId]
  const condition = textCondition(filter.search, values)
  const offset = bindOffset(page, values)
  const walk = walkList('id, created_at', filter.active, ` and ${condition.text}`, page, offset)
  const text = `select t.list_changes, ${listColumns} from (select ${changes}) t
    left join (${walk}) page on true
    left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
  const name = ['product-walk', filter.active, condition.kind, page.offset === 0 ? '' : 'later']
  const rows = await db.query<ListRow>(statementOf(name, text, page), values)
  return { rows: listOf(rows).rows as ListRow[], changes: rows[0]?.list_changes ?? 0 }
}

function gather(
  db: Executor,
  workspaceId: number,
  filter: ProductFilter & { search: SearchNeedle },
  page: Page,
): Promise<ListRow[]> {
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
      where workspace_id = $1${stateCondition(active)} and deleted_at is null${inCategory}${indexed} and ${condition.text}`,
    walk: walkList('id, created_at', active, `${inCategory} and ${condition.text}`, page, offset),
    window: windowOf(page, offset),
  })}
    select page.list_total, page.list_more, ${changes}, ${listColumns}
    from page left join products p on p.id = page.id
    order by page.created_at desc, page.id desc`
  const name = [
    'product-search',
    active,
    category?.kind ?? '',
    condition.kind,
    search.required ? '' : 'short',
    page.offset === 0 ? '' : 'later',
  ]
  return db.query<ListRow>(statementOf(name, text, page), values)
}

/** Whether a product holds the needle, whatever an index says; adds its values. */
function textCondition(search: SearchNeedle, values: unknown[]) {
  const folded = `search_text like $${values.push(`%${escapeLike(search.folded)}%`)}`
  if (!search.marked) return { text: folded, kind: 'plain' }
  return { text: `${folded} and strpos(search_marked, $${values.push(search.marked)}) > 0`, kind: 'marked' }
}

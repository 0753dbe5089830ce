import type { Caller } from '../../kernel/auth/caller.ts'
import {
  cappedSearch,
  readFigures,
  rememberedSearch,
  type SearchMemory,
  searchTotalLimit,
  versionColumns,
} from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { requiredTrigrams } from '../../kernel/text/trigrams.ts'
import {
  type Conditions,
  filterOf,
  type ListRow,
  type OrderList,
  windowOf,
  within,
} from './order-list-sql.ts'

/**
 * One page of the orders whose codes or whose customer's name, e-mail or phone hold `asked`, newest first, and their exact number
 * up to `searchTotalLimit`. See sales contract 1.4 for marks.
 */
export function searchOrders(
  db: Executor,
  memory: SearchMemory,
  caller: Caller,
  conditions: Conditions,
  asked: string,
  page: Page,
): Promise<OrderList> {
  // An order may leave the other filters in more ways than are counted as changes.
  if (conditions.texts.length > 0) return gather(db, conditions, asked, page)
  const key = `order-search:${caller.workspaceId}:${JSON.stringify([fold(asked), marksOf(asked)])}`
  return rememberedSearch(
    memory,
    key,
    page,
    () => readPage(db, conditions, asked, page),
    () => gather(db, conditions, asked, page),
  )
}

/** An order that gets a tracking number may enter a search without being new: only what has too many hits is remembered. */
const version = versionColumns('orders:changes', [])

/**
 * The page by walking the list, without a total. Searches are not prepared: the plan for workspaces in general would sort
 * all rows of a large one that has small neighbours.
 */
async function readPage(db: Executor, conditions: Conditions, asked: string, page: Page) {
  const values = [...conditions.values]
  const needle = needleConditions(asked, values)
  const text = `select t.*, r.*
    from (select ${version}) t
    left join (${walk(conditions, needle, windowOf(page, values))}) page on true
    left join order_rows r on r.id = page.id
    order by page.created_at desc, page.id desc`
  return readFigures(await db.query<ListRow>(text, values))
}

/**
 * The page and the total. Hits by codes and hits by customer are gathered apart, each by its own index; either stops where
 * counting stops.
 */
async function gather(db: Executor, conditions: Conditions, asked: string, page: Page) {
  const values = [...conditions.values]
  const needle = needleConditions(asked, values)
  const required = requiredTrigrams(fold(asked))
  const customerKeys = required
    ? ` and search_keys(c.workspace_id, c.search_text || E'\\n' || lower(c.code))
          @> wanted_search_keys($1, $${values.push(required.trigrams)}::text[], $${values.push(required.windows)}::text[])`
    : ''
  const window = windowOf(page, values)
  const filter = filterOf(conditions.texts)
  const stop = `limit ${searchTotalLimit + 1}`
  const text = `${cappedSearch({
    hits: `select id, created_at from (
      (select o.id, o.created_at from orders o where ${filter} and ${needle.byCodes} ${stop})
      union
      (select o.id, o.created_at from customers c
       join orders o on o.workspace_id = c.workspace_id and o.customer_id = c.id
       where c.workspace_id = $1${customerKeys} and ${needle.byCustomer} and ${filter} ${stop})) either`,
    walk: walk(conditions, needle, window),
    window,
  })}
    select page.list_total, page.list_more, ${version}, r.*
    from page left join order_rows r on r.id = page.id
    order by page.created_at desc, page.id desc`
  return readFigures(await db.query<ListRow>(text, values))
}

interface Needle {
  /** On `orders o`. */
  byCodes: string
  /** On `customers c`. */
  byCustomer: string
}

function walk(conditions: Conditions, { byCodes, byCustomer }: Needle, window: string): string {
  return `select o.id, o.created_at from orders o left join customers c on c.id = o.customer_id
    where ${filterOf(conditions.texts)} and ((${byCodes}) or (${byCustomer}))
    order by o.created_at desc, o.id desc ${window}`
}

/** The needle with its marks; null when it carries none, so that marks do not count. */
function marksOf(asked: string): string | null {
  return hasVietnameseDiacritic(asked) ? foldKeepingMarks(asked) : null
}

function needleConditions(asked: string, values: unknown[]): Needle {
  const folded = `$${values.push(within(fold(asked)))}`
  const marks = marksOf(asked)
  if (marks === null) {
    return { byCodes: `o.search_text like ${folded}`, byCustomer: `c.search_text like ${folded}` }
  }
  const marked = `$${values.push(within(marks))}`
  return {
    byCodes: `o.search_text like ${folded} and lower(normalize(
      concat_ws(E'\\n', o.order_number, o.tracking_number, o.return_code, o.reconciliation_code))) like ${marked}`,
    byCustomer: `c.search_text like ${folded} and c.search_marked like ${marked}`,
  }
}

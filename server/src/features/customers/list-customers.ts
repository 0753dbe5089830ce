import {
  cappedSearch,
  type ListFigures,
  readFigures,
  rememberedSearch,
  type SearchMemory,
  versionColumns,
} from '../../kernel/database/capped-search.ts'
import type { Executor, Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { requiredTrigrams } from '../../kernel/text/trigrams.ts'
import { type CustomerRow, customerColumns } from './queries.ts'

export interface CustomerList {
  found: CustomerRow[]
  /** All customers that match; of a search no more than `searchTotalLimit`. */
  total: number
  /** More customers match than `total` says. */
  more: boolean
}

/** One page of customers, newest first, with the number of all that match: one statement. A search may need a second one. */
export function listCustomers(
  db: Executor,
  memory: SearchMemory,
  workspaceId: number,
  search: string,
  page: Page,
): Promise<CustomerList> {
  const needle = needleOf(search)
  if (!needle) return readPage(db, workspaceId, null, page)
  return rememberedSearch(
    memory,
    `customer-search:${workspaceId}:${JSON.stringify([needle.folded, needle.marked])}`,
    page,
    () => readPage(db, workspaceId, needle, page),
    () => gather(db, workspaceId, needle, page),
  )
}

interface Needle {
  folded: string
  /** With its marks; null when it carries no Vietnamese diacritic, so that marks do not count. */
  marked: string | null
}

const version = versionColumns('customers:changes', ['customers'])

/** The page by walking the list. Without a search the list's size is its total. */
async function readPage(db: Executor, workspaceId: number, needle: Needle | null, page: Page) {
  const values: unknown[] = [workspaceId]
  const condition = needle ? textCondition(needle, values) : ''
  const text = `select t.*, t.list_size as list_total, ${customerColumns}
    from (select ${version}) t
    left join (${walk(condition, windowOf(page, values))}) page on true
    left join customers c on c.id = page.id left join customer_groups g on g.id = c.group_id
    order by page.created_at desc, page.id desc`
  // Searches are not prepared: the plan for workspaces in general would sort all rows of a large one with small neighbours.
  const prepared = needle === null && preparedPageSizes.has(page.limit)
  const name = `customer-list:${page.offset === 0 ? 'first' : 'later'}:${page.limit}`
  return read(db, prepared ? { name, text } : text, values)
}

/** The page and the total by gathering the hits. */
async function gather(db: Executor, workspaceId: number, needle: Needle, page: Page) {
  const values: unknown[] = [workspaceId]
  const condition = textCondition(needle, values)
  const required = requiredTrigrams(needle.folded)
  const keys = required
    ? ` and search_keys(c.workspace_id, c.search_text || E'\\n' || lower(c.code))
          @> wanted_search_keys($1, $${values.push(required.trigrams)}::text[], $${values.push(required.windows)}::text[])`
    : ''
  const window = windowOf(page, values)
  const text = `${cappedSearch({
    hits: `select c.id, c.created_at from customers c
      where c.workspace_id = $1 and c.deleted_at is null${keys}${condition}`,
    walk: walk(condition, window),
    window,
  })}
    select page.list_total, page.list_more, ${version}, ${customerColumns}
    from page left join customers c on c.id = page.id left join customer_groups g on g.id = c.group_id
    order by page.created_at desc, page.id desc`
  return read(db, text, values)
}

async function read(db: Executor, statement: Statement, values: unknown[]) {
  return readFigures(await db.query<CustomerRow & ListFigures>(statement, values))
}

/** A first page has no offset, and that of a later one is hidden from the planner: the plan is the same for every call. */
function windowOf(page: Page, values: unknown[]): string {
  return `limit ${page.limit}${page.offset === 0 ? '' : ` offset (select $${values.push(page.offset)}::bigint)`}`
}

function walk(condition: string, window: string): string {
  return `select c.id, c.created_at from customers c where c.workspace_id = $1 and c.deleted_at is null${condition}
    order by c.created_at desc, c.id desc ${window}`
}

/** Null when there is nothing to search for. */
function needleOf(search: string): Needle | null {
  const asked = search.trim()
  const folded = fold(asked)
  if (folded === '') return null
  return { folded, marked: hasVietnameseDiacritic(asked) ? foldKeepingMarks(asked) : null }
}

/** Over name, e-mail, phone and code (sales contract 1.4 and 5), as `and ...`. Codes carry no marks. */
function textCondition({ folded, marked }: Needle, values: unknown[]): string {
  const like = (text: string) => `like $${values.push(`%${escapeLike(text)}%`)}`
  const plain = like(folded)
  if (marked === null) return ` and (c.search_text ${plain} or lower(c.code) ${plain})`
  return ` and c.search_text ${plain} and c.search_marked ${like(marked)}`
}

import type { Caller } from '../../kernel/auth/caller.ts'
import { cappedSearch } from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { requiredTrigrams } from '../../kernel/text/trigrams.ts'

/** A customer as columns give it: amounts are decimal texts. */
export interface CustomerRow {
  id: number
  code: string
  name: string
  email: string | null
  phone: string | null
  address: string | null
  group_id: number | null
  group_name: string | null
  group_discount: string | null
  credit_limit: string
  tags: string[]
  created_at: string
  updated_at: string
}

const columns = `c.id, c.code, c.name, c.email, c.phone, c.address, c.group_id, g.name as group_name,
  g.discount_percentage as group_discount, c.credit_limit, c.tags, c.created_at, c.updated_at`

/** One customer that is not deleted, or null; `lock` holds its row until the end of the transaction. */
export async function readCustomer(
  db: Executor,
  workspaceId: number,
  id: number,
  options: { lock?: boolean } = {},
): Promise<CustomerRow | null> {
  const [row] = await db.query<CustomerRow>(
    `select ${columns} from customers c left join customer_groups g on g.id = c.group_id
     where c.workspace_id = $1 and c.id = $2 and c.deleted_at is null ${options.lock ? 'for update of c' : ''}`,
    [workspaceId, id],
  )
  return row ?? null
}

export interface CustomerList {
  customers: CustomerRow[]
  /** All customers that match; of a search no more than `searchTotalLimit`. */
  total: number
  /** More customers match than `total` says. */
  more: boolean
}

/** One page of customers, newest first, with the number of all that match, in one statement. */
export async function listCustomers(
  db: Executor,
  caller: Caller,
  search: string,
  page: Page,
): Promise<CustomerList> {
  const values: unknown[] = [caller.workspaceId]
  const condition = searchCondition(search, values)
  // A first page has no offset: its plan is the same for every call, so PostgreSQL keeps it.
  const window = `limit ${page.limit}${page.offset === 0 ? '' : ` offset $${values.push(page.offset)}`}`
  const select = (wanted: string, filter: string, cut: string) =>
    `select ${wanted} from customers c where c.workspace_id = $1 and c.deleted_at is null${filter} ${cut}`
  const walk = (filter: string) =>
    select('c.id, c.created_at', filter, `order by c.created_at desc, c.id desc ${window}`)
  const pages = condition
    ? cappedSearch({
        hits: select('c.id, c.created_at', condition.keys + condition.text, ''),
        walk: walk(condition.text),
        window,
      })
    : `with page as (
        select t.list_total, false as list_more, cut.id, cut.created_at
        from (select coalesce(sum(total), 0)::bigint as list_total from workspace_totals
          where workspace_id = $1 and kind = 'customers') t
        left join (${walk('')}) cut on true)`
  const text = `${pages}
    select page.list_total, page.list_more, ${columns}
    from page left join customers c on c.id = page.id left join customer_groups g on g.id = c.group_id
    order by page.created_at desc, page.id desc`
  const name = ['customer-list', condition?.kind ?? 'all', page.offset === 0 ? 'first' : 'later', page.limit]
  const rows = await db.query<CustomerRow & { list_total: number; list_more: boolean }>(
    preparedPageSizes.has(page.limit) ? { name: name.join(':'), text } : text,
    values,
  )
  const [first] = rows
  // A page without rows still brings its total, on one row of nulls.
  return {
    customers: first?.id == null ? [] : rows,
    total: first?.list_total ?? 0,
    more: first?.list_more ?? false,
  }
}

/** Over name, e-mail, phone and code (sales contract 1.4 and 5). Codes carry no marks. */
function searchCondition(search: string, values: unknown[]) {
  const asked = search.trim()
  const folded = fold(asked)
  if (folded === '') return null
  const like = (text: string) => `like $${values.push(`%${escapeLike(text)}%`)}`
  const plain = like(folded)
  const required = requiredTrigrams(folded)
  const keys = required
    ? ` and search_keys(c.workspace_id, c.search_text || E'\\n' || lower(c.code))
          @> wanted_search_keys($1, $${values.push(required.trigrams)}::text[], $${values.push(required.windows)}::text[])`
    : ''
  const kind = required ? 'search' : 'search-short'
  if (!hasVietnameseDiacritic(asked)) {
    return { keys, kind, text: ` and (c.search_text ${plain} or lower(c.code) ${plain})` }
  }
  const marked = like(foldKeepingMarks(asked))
  return { keys, kind: `${kind}-marked`, text: ` and c.search_text ${plain} and c.search_marked ${marked}` }
}

/** The two search columns: name, e-mail and phone, the phone also without its separators, one a line. */
export function customerSearchText(customer: { name: string; email: string | null; phone: string | null }) {
  const digits = customer.phone?.replace(/[ .-]/g, '') ?? null
  const lines = [customer.name, customer.email, customer.phone, digits === customer.phone ? null : digits]
  const text = lines.filter((line) => line !== null).join('\n')
  return { search_text: fold(text), search_marked: foldKeepingMarks(text) }
}

/** The next `CUS<n>` of the workspace; holds the counter until the end of the transaction. */
export async function nextCustomerCode(tx: Executor, workspaceId: number): Promise<string> {
  const [row] = await tx.query<{ last_number: number }>(
    `insert into number_sequences as s (workspace_id, kind, last_number) values ($1, 'customers', 1)
     on conflict (workspace_id, kind, year) do update set last_number = s.last_number + 1
     returning last_number`,
    [workspaceId],
  )
  return `CUS${String(row?.last_number).padStart(3, '0')}`
}

/** True when the group exists; it cannot be deleted then until the end of the transaction. */
export async function holdGroup(tx: Executor, workspaceId: number, groupId: number): Promise<boolean> {
  const rows = await tx.query(
    'select from customer_groups where workspace_id = $1 and id = $2 for key share',
    [workspaceId, groupId],
  )
  return rows.length > 0
}

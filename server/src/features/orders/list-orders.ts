import type { Caller } from '../../kernel/auth/caller.ts'
import { addDays, startOfDay } from '../../kernel/clock/calendar.ts'
import { cappedSearch, searchTotalLimit } from '../../kernel/database/capped-search.ts'
import type { Executor, Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { requiredTrigrams } from '../../kernel/text/trigrams.ts'
import { type OrderRow, presentOrderRow } from './present.ts'

/** The filters of the order list, as text; absent and empty ones do not filter (sales contract 4.2). */
export interface OrderFilters {
  status?: string | undefined
  delivery_status?: string | undefined
  payment_status?: string | undefined
  sales_channel?: string | undefined
  return_code?: string | undefined
  reconciliation_code?: string | undefined
  customer_id?: string | undefined
  seller_id?: string | undefined
  tracking_number?: string | undefined
  search?: string | undefined
  /** First and last calendar day in the workspace's time zone, both included. */
  start_date?: string | undefined
  end_date?: string | undefined
}

/** Conditions on `orders o`, where `$1` is the workspace; `add` numbers a value's parameter. */
interface Conditions {
  texts: string[]
  values: unknown[]
  /** Which filters take part: the identity of the statement's text. */
  kinds: string[]
  search: Search | null
}

/** A search as conditions on `orders o` and on `customers c`. */
interface Search {
  byCodes: string
  byCustomer: string
  /** What the customers' index is asked first, as `and ...`; empty for a needle too short for it. */
  customerKeys: string
}

const exactTexts = [
  'status',
  'delivery_status',
  'payment_status',
  'sales_channel',
  'return_code',
  'reconciliation_code',
] as const
const exactIds = ['customer_id', 'seller_id'] as const

export interface OrderList {
  orders: OrderRow[]
  /** All orders that match; of a search no more than `searchTotalLimit`. */
  total: number
  /** More orders match than `total` says. */
  more: boolean
}

type ListRow = OrderRow & { list_total: number; list_more?: boolean }

/** One page of orders, newest first, with the number of all that match: one statement. */
export async function listOrders(
  db: Executor,
  caller: Caller,
  filters: OrderFilters,
  page: Page,
): Promise<OrderList> {
  const conditions = conditionsOf(caller, filters)
  const { values, search } = conditions
  const offset = page.offset === 0 ? '' : ` offset $${values.push(page.offset)}`
  const window = `limit ${page.limit}${offset}`
  const text = search ? searchedList(conditions, search, window) : wholeList(conditions, window)
  const rows = await db.query<ListRow>(statementOf(conditions, text, page), values)
  const [first] = rows
  // A page without rows still brings its total, on one row of nulls.
  return {
    orders: first?.id == null ? [] : rows,
    total: first?.list_total ?? 0,
    more: first?.list_more ?? false,
  }
}

/** The newest orders as list rows of the wire. */
export async function readNewestOrders(db: Executor, caller: Caller, limit: number) {
  const { orders } = await listOrders(db, caller, {}, { page: 1, limit, offset: 0 })
  return orders.map(presentOrderRow)
}

/**
 * The limit is written out: with a parameter the planner expects a tenth of the table on each page and reads all of it.
 * A first page has no offset at all: its plan is then the same for every call, so PostgreSQL keeps it instead of planning
 * seven tables anew. Rare combinations of filters are not prepared.
 */
function statementOf({ kinds }: Conditions, text: string, page: Page): Statement {
  if (!preparedPageSizes.has(page.limit) || kinds.length > 1) return text
  return { name: `order-list-${page.offset > 0 ? 'later-' : ''}${page.limit}-${kinds[0] ?? 'all'}`, text }
}

/** Page ids first, then the rows that an order shows of others. Without filters nothing is counted. */
function wholeList({ texts }: Conditions, window: string): string {
  const filter = filterOf(texts)
  const total =
    texts.length === 0
      ? `select coalesce(sum(total), 0)::bigint from workspace_totals where workspace_id = $1 and kind = 'orders'`
      : `select count(*) from orders o where ${filter}`
  return `select t.total as list_total, r.*
    from (select (${total}) as total) t
    left join (select o.id from orders o where ${filter}
      order by o.created_at desc, o.id desc ${window}) page on true
    left join order_rows r on r.id = page.id
    order by r.created_at desc, r.id desc`
}

/**
 * Hits by the order's codes and hits by its customer are gathered apart, each by its own index; either stops where counting
 * stops. The walk looks at both on the way.
 */
function searchedList({ texts }: Conditions, search: Search, window: string): string {
  const filter = filterOf(texts)
  const { byCodes, byCustomer, customerKeys } = search
  const stop = `limit ${searchTotalLimit + 1}`
  return `${cappedSearch({
    hits: `select id, created_at from (
      (select o.id, o.created_at from orders o where ${filter} and ${byCodes} ${stop})
      union
      (select o.id, o.created_at from customers c
       join orders o on o.workspace_id = c.workspace_id and o.customer_id = c.id
       where c.workspace_id = $1${customerKeys} and ${byCustomer} and ${filter} ${stop})) either`,
    walk: `select o.id, o.created_at from orders o left join customers c on c.id = o.customer_id
      where ${filter} and ((${byCodes}) or (${byCustomer})) order by o.created_at desc, o.id desc ${window}`,
    window,
  })}
    select page.list_total, page.list_more, r.*
    from page left join order_rows r on r.id = page.id
    order by page.created_at desc, page.id desc`
}

function filterOf(texts: string[]): string {
  return ['o.workspace_id = $1', ...texts].join(' and ')
}

function conditionsOf(caller: Caller, filters: OrderFilters): Conditions {
  const conditions: Conditions = { texts: [], values: [caller.workspaceId], kinds: [], search: null }
  const add = (value: unknown): string => `$${conditions.values.push(value)}`
  const use = (kind: string, text: string): void => {
    conditions.kinds.push(kind)
    conditions.texts.push(text)
  }

  for (const name of exactTexts) {
    const value = filters[name]
    if (value) use(name, `o.${name} = ${add(value)}`)
  }
  for (const name of exactIds) {
    const value = filters[name]
    if (!value) continue
    const id = idOf(value)
    use(id === null ? 'none' : name, id === null ? 'false' : `o.${name} = ${add(id)}`)
  }
  if (filters.start_date) {
    use('start', `o.created_at >= ${add(startOfDay(filters.start_date, caller.timeZone))}`)
  }
  if (filters.end_date) {
    use('end', `o.created_at < ${add(startOfDay(addDays(filters.end_date, 1), caller.timeZone))}`)
  }
  const tracking = filters.tracking_number?.trim()
  if (tracking) use('tracking', `lower(o.tracking_number) like ${add(pattern(tracking.toLowerCase()))}`)
  const search = filters.search?.trim() ?? ''
  if (fold(search) !== '') useSearch(conditions, search, add)
  return conditions
}

/** Over the order's codes and its customer's name, e-mail and phone; see sales contract 1.4 for marks. */
function useSearch(conditions: Conditions, asked: string, add: (value: unknown) => string): void {
  const needle = fold(asked)
  const folded = add(pattern(needle))
  const required = requiredTrigrams(needle)
  const customerKeys = required
    ? ` and search_keys(c.workspace_id, c.search_text || E'\\n' || lower(c.code))
          @> wanted_search_keys($1, ${add(required.trigrams)}::text[], ${add(required.windows)}::text[])`
    : ''
  const kind = `search${required ? '' : '-short'}`
  if (!hasVietnameseDiacritic(asked)) {
    conditions.kinds.push(kind)
    conditions.search = {
      byCodes: `o.search_text like ${folded}`,
      byCustomer: `c.search_text like ${folded}`,
      customerKeys,
    }
    return
  }
  const marked = add(pattern(foldKeepingMarks(asked)))
  conditions.kinds.push(`${kind}-marked`)
  conditions.search = {
    byCodes: `o.search_text like ${folded} and lower(normalize(
      concat_ws(E'\\n', o.order_number, o.tracking_number, o.return_code, o.reconciliation_code))) like ${marked}`,
    byCustomer: `c.search_text like ${folded} and c.search_marked like ${marked}`,
    customerKeys,
  }
}

function pattern(text: string): string {
  return `%${escapeLike(text)}%`
}

/** Null for anything that cannot be an id: nothing matches it. */
function idOf(value: string): number | null {
  if (!/^\d{1,15}$/.test(value)) return null
  const id = Number(value)
  return id > 0 && id <= 2147483647 ? id : null
}

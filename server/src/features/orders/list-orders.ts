import type { Caller } from '../../kernel/auth/caller.ts'
import { addDays, startOfDay } from '../../kernel/clock/calendar.ts'
import type { Executor, Statement } from '../../kernel/database/database.ts'
import { type Page, preparedPageSizes } from '../../kernel/http/pagination.ts'
import { escapeLike, fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
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

/** One page of orders, newest first, with the exact number of all that match: one statement. */
export async function listOrders(
  db: Executor,
  caller: Caller,
  filters: OrderFilters,
  page: Page,
): Promise<{ orders: OrderRow[]; total: number }> {
  const conditions = conditionsOf(caller, filters)
  const values = page.offset === 0 ? conditions.values : [...conditions.values, page.offset]
  const rows = await db.query<OrderRow & { list_total: number }>(statementOf(conditions, page), values)
  const total = rows[0]?.list_total ?? 0
  // A page without rows still brings its total, on one row of nulls.
  return { orders: rows[0]?.id == null ? [] : rows, total }
}

/** The newest orders as list rows of the wire. */
export async function readNewestOrders(db: Executor, caller: Caller, limit: number) {
  const { orders } = await listOrders(db, caller, {}, { page: 1, limit, offset: 0 })
  return orders.map(presentOrderRow)
}

/**
 * The limit is written out: with a parameter the planner expects a tenth of the table on each page and reads all of it.
 * A first page has no offset at all: its plan is then the same for every call, so PostgreSQL keeps it instead of planning
 * seven tables anew. Searches are planned for their value, and rare combinations of filters are not prepared.
 */
function statementOf(conditions: Conditions, page: Page): Statement {
  const { kinds, values } = conditions
  const filter = ['o.workspace_id = $1', ...conditions.texts].join(' and ')
  const total =
    kinds.length === 0
      ? `select coalesce(sum(total), 0)::bigint from workspace_totals where workspace_id = $1 and kind = 'orders'`
      : `select count(*) from orders o where ${filter}`
  const later = page.offset > 0
  const window = later ? `limit ${page.limit} offset $${values.length + 1}` : `limit ${page.limit}`
  const text = `select t.total as list_total, r.*
    from (select (${total}) as total) t
    left join (select o.id from orders o where ${filter}
      order by o.created_at desc, o.id desc ${window}) page on true
    left join order_rows r on r.id = page.id
    order by r.created_at desc, r.id desc`
  const prepared = preparedPageSizes.has(page.limit) && kinds.length <= 1 && !kinds.includes('search')
  const name = `order-list-${later ? 'later-' : ''}${page.limit}-${kinds.join('-') || 'all'}`
  return prepared ? { name, text } : text
}

function conditionsOf(caller: Caller, filters: OrderFilters): Conditions {
  const conditions: Conditions = { texts: [], values: [caller.workspaceId], kinds: [] }
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
  if (fold(search) !== '') use('search', searchCondition(search, add))
  return conditions
}

/** Over the order's codes and its customer's name, e-mail and phone; see sales contract 1.4 for marks. */
function searchCondition(search: string, add: (value: unknown) => string): string {
  const folded = add(pattern(fold(search)))
  if (!hasVietnameseDiacritic(search)) {
    return `(o.search_text like ${folded} or o.customer_id in (
      select c.id from customers c where c.workspace_id = $1 and c.search_text like ${folded}))`
  }
  const marked = add(pattern(foldKeepingMarks(search)))
  return `((o.search_text like ${folded} and lower(normalize(
        concat_ws(E'\\n', o.order_number, o.tracking_number, o.return_code, o.reconciliation_code))) like ${marked})
    or o.customer_id in (
      select c.id from customers c
      where c.workspace_id = $1 and c.search_text like ${folded} and c.search_marked like ${marked}))`
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

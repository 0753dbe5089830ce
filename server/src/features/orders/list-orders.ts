import type { Caller } from '../../kernel/auth/caller.ts'
import { addDays, startOfDay } from '../../kernel/clock/calendar.ts'
import { readFigures, type SearchMemory } from '../../kernel/database/capped-search.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { fold } from '../../kernel/text/fold.ts'
import {
  type Conditions,
  filterOf,
  type ListRow,
  type OrderList,
  statementOf,
  windowOf,
  within,
} from './order-list-sql.ts'
import { presentOrderRow } from './present.ts'
import { searchOrders } from './search-orders.ts'

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

const exactTexts = [
  'status',
  'delivery_status',
  'payment_status',
  'sales_channel',
  'return_code',
  'reconciliation_code',
] as const
const exactIds = ['customer_id', 'seller_id'] as const

/** One page of orders, newest first, with the number of all that match: one statement. A search may need a second one. */
export function listOrders(
  db: Executor,
  memory: SearchMemory,
  caller: Caller,
  filters: OrderFilters,
  page: Page,
): Promise<OrderList> {
  const conditions = conditionsOf(caller, filters)
  const search = filters.search?.trim() ?? ''
  if (fold(search) !== '') return searchOrders(db, memory, caller, conditions, search, page)
  return readList(db, conditions, page)
}

/** The newest orders as list rows of the wire. */
export async function readNewestOrders(db: Executor, caller: Caller, limit: number) {
  const { found } = await readList(db, conditionsOf(caller, {}), { page: 1, limit, offset: 0 })
  return found.map(presentOrderRow)
}

/** Page ids first, then the rows that an order shows of others. Without filters nothing is counted. */
async function readList(db: Executor, { texts, values, kinds }: Conditions, page: Page): Promise<OrderList> {
  const filter = filterOf(texts)
  const window = windowOf(page, values)
  const total =
    texts.length === 0
      ? `select coalesce(sum(total), 0)::bigint from workspace_totals where workspace_id = $1 and kind = 'orders'`
      : `select count(*) from orders o where ${filter}`
  const text = `select t.total as list_total, r.*
    from (select (${total}) as total) t
    left join (select o.id from orders o where ${filter}
      order by o.created_at desc, o.id desc ${window}) page on true
    left join order_rows r on r.id = page.id
    order by r.created_at desc, r.id desc`
  return readFigures(await db.query<ListRow>(statementOf(text, kinds, page), values))
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
  if (tracking) use('tracking', `lower(o.tracking_number) like ${add(within(tracking.toLowerCase()))}`)
  return conditions
}

/** Null for anything that cannot be an id: nothing matches it. */
function idOf(value: string): number | null {
  if (!/^\d{1,15}$/.test(value)) return null
  const id = Number(value)
  return id > 0 && id <= 2147483647 ? id : null
}

import type { Executor } from '../../kernel/database/database.ts'
import type { Period } from './period.ts'

/** Delivered orders of one local day. */
export interface DayFigures {
  date: string
  revenue: number
  order_count: number
}

/** Delivered orders by local day, oldest first; days without any are left out. */
export function readDeliveredDays(
  db: Executor,
  workspaceId: number,
  timeZone: string,
  start: Date,
  end: Date,
): Promise<DayFigures[]> {
  return db.query<DayFigures>(
    `select (created_at at time zone $4)::date as date, sum(final_amount)::float8 as revenue, count(*) as order_count
     from orders where workspace_id = $1 and status = 'delivered' and created_at >= $2 and created_at < $3
     group by 1 order by 1`,
    [workspaceId, start, end, timeZone],
  )
}

/** The orders of a period that agree in what the overview counts by. */
export interface OrderKind {
  status: string
  delivery_status: string
  payment_method: string
  channel: string | null
  count: number
  amount: number
}

/** All orders of the period by kind. */
export function readOrderKinds(db: Executor, workspaceId: number, period: Period): Promise<OrderKind[]> {
  return db.query<OrderKind>(
    `select status, delivery_status, payment_method, sales_channel as channel, count(*) as count,
       sum(final_amount)::float8 as amount
     from orders where workspace_id = $1 and created_at >= $2 and created_at < $3 group by 1, 2, 3, 4`,
    [workspaceId, period.start, period.end],
  )
}

/** Number of orders of the preceding period, and the revenue of its delivered ones. */
export async function readPrevious(
  db: Executor,
  workspaceId: number,
  period: Period,
): Promise<{ orders: number; revenue: number }> {
  const [row] = await db.query<{ orders: number; revenue: number }>(
    `select count(*) as orders, coalesce(sum(final_amount) filter (where status = 'delivered'), 0)::float8 as revenue
     from orders where workspace_id = $1 and created_at >= $2 and created_at < $3`,
    [workspaceId, period.previousStart, period.start],
  )
  return row ?? { orders: 0, revenue: 0 }
}

export interface ShopFigures {
  products: number
  low_stock: number
  customers: number
}

/** Active products, those of them that run low, and customers that came in the period. The first two are kept by the writers. */
export async function readShopFigures(
  db: Executor,
  workspaceId: number,
  period: Period,
): Promise<ShopFigures> {
  const [row] = await db.query<ShopFigures>(
    `select
       coalesce(sum(total) filter (where kind = 'products:active'), 0)::bigint as products,
       coalesce(sum(total) filter (where kind = 'products:low'), 0)::bigint as low_stock,
       (select count(*) from customers
        where workspace_id = $1 and deleted_at is null and created_at >= $2 and created_at < $3) as customers
     from workspace_totals where workspace_id = $1 and kind in ('products:active', 'products:low')`,
    [workspaceId, period.start, period.end],
  )
  return row ?? { products: 0, low_stock: 0, customers: 0 }
}

import type { Executor } from '../../kernel/database/database.ts'
import type { Period } from './period.ts'

export interface Counted {
  status: string
  count: number
}

/** What the orders of a period add up to. Revenue is that of delivered orders only. */
export interface OrderFigures {
  orders: number
  previous_orders: number
  delivered: number
  revenue: number
  previous_revenue: number
  by_day: { date: string; revenue: number }[]
  by_status: Counted[]
  by_delivery: Counted[]
  by_payment: { payment_method: string; count: number; revenue: number }[]
  by_channel: { channel: string | null; count: number; revenue: number }[]
}

/** One statement, whatever the period; JSON keeps the exact amounts as numbers. */
export async function readOrderFigures(
  db: Executor,
  workspaceId: number,
  timeZone: string,
  period: Period,
): Promise<OrderFigures> {
  const [row] = await db.query<{ figures: OrderFigures }>(
    `with both_periods as materialized (
       select created_at >= $3 as current, status, delivery_status, payment_method, sales_channel,
         case when status = 'delivered' then final_amount end as revenue, created_at
       from orders where workspace_id = $1 and created_at >= $2 and created_at < $4
     ), o as (select * from both_periods where current)
     select json_build_object(
       'orders', (select count(*) from o),
       'previous_orders', (select count(*) from both_periods where not current),
       'delivered', (select count(revenue) from o),
       'revenue', (select coalesce(sum(revenue), 0) from o),
       'previous_revenue', (select coalesce(sum(revenue), 0) from both_periods where not current),
       'by_day', (select json_agg(json_build_object('date', d.day::date, 'revenue', coalesce(s.revenue, 0)) order by d.day)
         from generate_series($6::date, $7::date, interval '1 day') d (day)
         left join (select (created_at at time zone $5)::date as day, sum(revenue) as revenue from o group by 1) s
           on s.day = d.day::date),
       'by_status', (select coalesce(json_agg(s), '[]') from (
         select status, count(*) as count from o group by 1 order by 2 desc, 1) s),
       'by_delivery', (select coalesce(json_agg(s), '[]') from (
         select delivery_status as status, count(*) as count from o group by 1 order by 2 desc, 1) s),
       'by_payment', (select coalesce(json_agg(s), '[]') from (
         select payment_method, count(*) as count, coalesce(sum(revenue), 0) as revenue from o
         group by 1 order by 2 desc, 1) s),
       'by_channel', (select coalesce(json_agg(s), '[]') from (
         select sales_channel as channel, count(*) as count, coalesce(sum(revenue), 0) as revenue from o
         group by 1 order by 2 desc, 1) s)
     ) as figures`,
    [workspaceId, period.previousStart, period.start, period.end, timeZone, period.firstDay, period.lastDay],
  )
  if (!row) throw new Error('The order figures came back empty')
  return row.figures
}

export interface MonthFigures {
  month: string
  revenue: number
  order_count: number
}

/** Revenue and number of delivered orders of twelve months, oldest first, empty ones included. */
export function readMonthFigures(
  db: Executor,
  workspaceId: number,
  timeZone: string,
  months: { firstMonth: string; start: Date },
): Promise<MonthFigures[]> {
  return db.query<MonthFigures>(
    `select to_char(m.month, 'YYYY-MM') as month, coalesce(s.revenue, 0)::float8 as revenue, coalesce(s.n, 0) as order_count
     from generate_series($4::date, $4::date + interval '11 months', interval '1 month') m (month)
     left join (
       select date_trunc('month', created_at at time zone $2) as month, sum(final_amount) as revenue, count(*) as n
       from orders where workspace_id = $1 and status = 'delivered' and created_at >= $3 group by 1) s
       on s.month = m.month
     order by m.month`,
    [workspaceId, timeZone, months.start, months.firstMonth],
  )
}

export interface TopProduct {
  id: number
  name: string
  price: number
  total_sold: number
  total_revenue: number
}

/** The ten products of which delivered orders of the period sold most. */
export function readTopProducts(db: Executor, workspaceId: number, period: Period): Promise<TopProduct[]> {
  return db.query<TopProduct>(
    `select p.id, p.name, p.price::float8 as price, s.total_sold, s.total_revenue::float8 as total_revenue
     from (
       select i.product_id, sum(i.quantity) as total_sold, sum(i.subtotal) as total_revenue
       from orders o join order_items i on i.order_id = o.id
       where o.workspace_id = $1 and o.status = 'delivered' and o.created_at >= $2 and o.created_at < $3
       group by 1 order by 2 desc, 3 desc, 1 limit 10) s
     join products p on p.id = s.product_id
     order by s.total_sold desc, s.total_revenue desc, p.id`,
    [workspaceId, period.start, period.end],
  )
}

export interface TopCustomer {
  id: number
  name: string
  email: string | null
  phone: string | null
  order_count: number
  total_revenue: number
}

/** The ten customers with the largest sum of delivered orders in the period. */
export function readTopCustomers(db: Executor, workspaceId: number, period: Period): Promise<TopCustomer[]> {
  return db.query<TopCustomer>(
    `select c.id, c.name, c.email, c.phone, s.order_count, s.total_revenue::float8 as total_revenue
     from (
       select customer_id, count(*) as order_count, sum(final_amount) as total_revenue
       from orders
       where workspace_id = $1 and status = 'delivered' and customer_id is not null and created_at >= $2 and created_at < $3
       group by 1 order by 3 desc, 1 limit 10) s
     join customers c on c.id = s.customer_id
     order by s.total_revenue desc, c.id`,
    [workspaceId, period.start, period.end],
  )
}

export interface ShopFigures {
  products: number
  low_stock: number
  customers: number
}

/** Active products, those of them that run low, and customers that came in the period. */
export async function readShopFigures(
  db: Executor,
  workspaceId: number,
  period: Period,
): Promise<ShopFigures> {
  const [row] = await db.query<ShopFigures>(
    `select
       (select coalesce(sum(total), 0)::bigint from workspace_totals
        where workspace_id = $1 and kind = 'products:active') as products,
       (select count(*) from products
        where workspace_id = $1 and is_active and deleted_at is null and type in ('simple', 'variation')
          and stock <= low_stock_threshold) as low_stock,
       (select count(*) from customers
        where workspace_id = $1 and deleted_at is null and created_at >= $2 and created_at < $3) as customers`,
    [workspaceId, period.start, period.end],
  )
  return row ?? { products: 0, low_stock: 0, customers: 0 }
}

import type { Executor } from '../../kernel/database/database.ts'
import type { ReportRange } from './report-range.ts'
import type { Snapshot } from './snapshot.ts'

/** Whose orders, in which days. */
export interface ReportScope {
  workspaceId: number
  timeZone: string
  range: ReportRange
}

export const groupings = ['day', 'week', 'month'] as const
export type Grouping = (typeof groupings)[number]

/** What a group of delivered orders is called: a day, the Monday of a week, a month. */
const labels: Record<Grouping, string> = { day: 'YYYY-MM-DD', week: 'YYYY-MM-DD', month: 'YYYY-MM' }

const inRange = 'workspace_id = $1 and created_at >= $2 and created_at < $3'
const delivered = `${inRange} and status = 'delivered'`

/** What `$1` to `$3` of the statements stand for. */
export function valuesOf({ workspaceId, range }: ReportScope): unknown[] {
  return [workspaceId, range.start, range.end]
}

export interface SalesRow {
  period: string
  order_count: number
  revenue: number
  avg_order_value: number
  unique_customers: number
}

/**
 * Delivered orders by day, week or month, oldest first; periods without any are left out. The rows come in the order of
 * time, so that sorting them by period costs next to nothing.
 */
export function readSales(db: Executor, scope: ReportScope, grouping: Grouping): Promise<SalesRow[]> {
  return db.query<SalesRow>(
    `select to_char(period, '${labels[grouping]}') as period, order_count, revenue::float8 as revenue,
       round(revenue / order_count, 2)::float8 as avg_order_value, unique_customers
     from (
       select date_trunc('${grouping}', created_at at time zone $4) as period, count(*) as order_count,
         sum(final_amount) as revenue, count(distinct customer_id) as unique_customers
       from (
         select created_at, final_amount, customer_id from orders where ${delivered} order by created_at) o
       group by 1) s
     order by s.period`,
    [...valuesOf(scope), scope.timeZone],
  )
}

export interface SoldProduct {
  id: number
  name: string
  sku: string | null
  price: number
  total_sold: number
  revenue: number
}

/** What delivered orders of a scope sold, by product: `product_id`, `total_sold` and `hundredths` of revenue. */
export const soldByProduct = `select product_id, sum(quantity) as total_sold, sum(revenue) as hundredths
  from sold_items where workspace_id = $1 and sold_at >= $2 and sold_at < $3 group by product_id`

/** The ten products of which delivered orders sold most. */
export async function readTopProducts(tx: Snapshot, scope: ReportScope): Promise<SoldProduct[]> {
  await tx.groupInOrder()
  return tx.query<SoldProduct>(
    `select p.id, p.name, p.sku, p.price::float8 as price, s.total_sold, (s.hundredths / 100)::float8 as revenue
     from (${soldByProduct} order by 2 desc, 3 desc, 1 limit 10) s
     join products p on p.workspace_id = $1 and p.id = s.product_id
     order by s.total_sold desc, s.hundredths desc, p.id`,
    valuesOf(scope),
  )
}

export interface BuyingCustomer {
  id: number
  name: string
  email: string | null
  phone: string | null
  order_count: number
  total_spent: number
}

/** The ten customers with the largest sum of delivered orders. */
export async function readTopCustomers(tx: Snapshot, scope: ReportScope): Promise<BuyingCustomer[]> {
  await tx.groupInOrder()
  return tx.query<BuyingCustomer>(
    `select c.id, c.name, c.email, c.phone, s.order_count, s.total_spent::float8 as total_spent
     from (
       select customer_id, count(*) as order_count, sum(final_amount) as total_spent
       from orders where ${delivered} and customer_id is not null
       group by 1 order by 3 desc, 2 desc, 1 limit 10) s
     join customers c on c.workspace_id = $1 and c.id = s.customer_id
     order by s.total_spent desc, s.order_count desc, c.id`,
    valuesOf(scope),
  )
}

/** Delivered orders of one payment method. Amounts are numbers of the workspace's currency. */
export interface PaymentMethodFigures {
  payment_method: string
  order_count: number
  revenue: number
  shipping: number
  discounts: number
}

/** Delivered orders by payment method, the largest revenue first. */
export function readPaymentMethods(db: Executor, scope: ReportScope): Promise<PaymentMethodFigures[]> {
  return db.query<PaymentMethodFigures>(
    `select payment_method, count(*) as order_count, sum(final_amount)::float8 as revenue,
       sum(shipping_fee)::float8 as shipping, sum(discount_amount)::float8 as discounts
     from orders where ${delivered} group by 1 order by sum(final_amount) desc, 1`,
    valuesOf(scope),
  )
}

export interface ChannelRow {
  channel: string | null
  order_count: number
  revenue: number
  completed_orders: number
  avg_order_value: number
}

/** All orders by sales channel; revenue and average are those of the delivered ones. The largest revenue first. */
export function readChannels(db: Executor, scope: ReportScope): Promise<ChannelRow[]> {
  return db.query<ChannelRow>(
    `select sales_channel as channel, sum(n)::int8 as order_count, coalesce(sum(amount) filter (where done), 0)::float8 as revenue,
       coalesce(sum(n) filter (where done), 0)::int8 as completed_orders,
       coalesce(round(sum(amount) filter (where done) / sum(n) filter (where done), 2), 0)::float8 as avg_order_value
     from (
       select sales_channel, status = 'delivered' as done, count(*) as n, sum(final_amount) as amount
       from orders where ${inRange} group by 1, 2) s
     group by 1 order by 3 desc, 2 desc, 1`,
    valuesOf(scope),
  )
}

/** Orders of one day and status. */
export interface DayStatusFigures {
  date: string
  status: string
  count: number
  amount: number
}

/** All orders by local day and status, oldest first; empty ones are left out. */
export function readDayStatuses(db: Executor, scope: ReportScope): Promise<DayStatusFigures[]> {
  return db.query<DayStatusFigures>(
    `select (created_at at time zone $4)::date as date, status, count(*) as count, sum(final_amount)::float8 as amount
     from orders where ${inRange} group by 1, 2 order by 1, 2`,
    [...valuesOf(scope), scope.timeZone],
  )
}

export interface CustomerFigures {
  total_customers: number
  new_customers: number
  active_customers: number
  returning_customers: number
}

/** Customers of today, those created in the range, and those who got one or several orders of the range delivered. */
export async function readCustomerFigures(tx: Snapshot, scope: ReportScope): Promise<CustomerFigures> {
  await tx.groupInOrder()
  const [row] = await tx.query<CustomerFigures>(
    `select
       (select coalesce(sum(total), 0)::bigint from workspace_totals
        where workspace_id = $1 and kind = 'customers') as total_customers,
       (select count(*) from customers where ${inRange} and deleted_at is null) as new_customers,
       count(*) as active_customers, count(*) filter (where n > 1) as returning_customers
     from (
       select customer_id, count(*) as n from orders where ${delivered} and customer_id is not null group by 1) s`,
    valuesOf(scope),
  )
  if (!row) throw new Error('The customer figures came back empty')
  return row
}

export interface DayCount {
  date: string
  count: number
}

/** Customers created on each local day, oldest first; days without any are left out. */
export function readNewCustomersByDay(db: Executor, scope: ReportScope): Promise<DayCount[]> {
  return db.query<DayCount>(
    `select (created_at at time zone $4)::date as date, count(*) as count
     from customers where ${inRange} and deleted_at is null group by 1 order by 1`,
    [...valuesOf(scope), scope.timeZone],
  )
}

import type { Database } from '../../kernel/database/database.ts'
import { average, groupBy, total } from './figures.ts'
import {
  type DayStatusFigures,
  type Grouping,
  type ReportScope,
  readChannels,
  readCustomerFigures,
  readDayStatuses,
  readNewCustomersByDay,
  readPaymentMethods,
  readSales,
  readTopCustomers,
  readTopProducts,
} from './report-queries.ts'
import { onSnapshot } from './snapshot.ts'

const periodOf = ({ range }: ReportScope) => ({ start: range.firstDay, end: range.lastDay })

/** Delivered orders over time, with the best products and customers: `GET /reports/sales` (sales contract 8). */
export function salesReport(db: Database, scope: ReportScope, grouping: Grouping) {
  return onSnapshot(db, async (tx) => ({
    period: { ...periodOf(scope), group_by: grouping },
    sales: await readSales(tx, scope, grouping),
    top_products: await readTopProducts(tx, scope),
    top_customers: await readTopCustomers(tx, scope),
  }))
}

/** What delivered orders brought, and how they were paid: `GET /reports/revenue`. */
export async function revenueReport(db: Database, scope: ReportScope) {
  const methods = await onSnapshot(db, (tx) => readPaymentMethods(tx, scope))
  const revenue = total(methods, 'revenue')
  const orders = total(methods, 'order_count')
  return {
    period: periodOf(scope),
    summary: {
      total_revenue: revenue,
      total_shipping: total(methods, 'shipping'),
      total_discounts: total(methods, 'discounts'),
      total_orders: orders,
      avg_order_value: average(revenue, orders),
    },
    by_payment_method: methods,
  }
}

/** All orders by status and day: `GET /reports/orders`. */
export async function ordersReport(db: Database, scope: ReportScope) {
  const figures = await onSnapshot(db, (tx) => readDayStatuses(tx, scope))
  const statuses = [...groupBy(figures, (row) => row.status)]
    .map(([status, rows]) => ({ status, count: total(rows, 'count'), amount: total(rows, 'amount') }))
    .sort((a, b) => b.count - a.count || (a.status < b.status ? -1 : 1))
  return {
    period: periodOf(scope),
    summary: orderSummary(figures),
    orders_by_status: statuses,
    orders_by_day: [...groupBy(figures, (row) => row.date)].map(([date, rows]) => {
      const done = rows.filter((row) => row.status === 'delivered')
      return {
        date,
        order_count: total(rows, 'count'),
        completed_orders: total(done, 'count'),
        revenue: total(done, 'amount'),
      }
    }),
  }
}

/** How many orders are in which state, and what the delivered ones brought. */
export function orderSummary(figures: Pick<DayStatusFigures, 'status' | 'count' | 'amount'>[]) {
  const of = (...statuses: string[]) => figures.filter((row) => statuses.includes(row.status))
  const revenue = total(of('delivered'), 'amount')
  const completed = total(of('delivered'), 'count')
  return {
    total_orders: total(figures, 'count'),
    open_orders: total(of('pending', 'confirmed', 'processing', 'shipped'), 'count'),
    completed_orders: completed,
    cancelled_orders: total(of('cancelled'), 'count'),
    returned_orders: total(of('returned'), 'count'),
    total_revenue: revenue,
    avg_order_value: average(revenue, completed),
  }
}

/** Who came and who bought: `GET /reports/customers`. */
export function customersReport(db: Database, scope: ReportScope) {
  return onSnapshot(db, async (tx) => ({
    period: periodOf(scope),
    new_customers_by_day: await readNewCustomersByDay(tx, scope),
    summary: await readCustomerFigures(tx, scope),
    top_customers: await readTopCustomers(tx, scope),
  }))
}

/** Orders by sales channel: `GET /reports/sales-channels`. */
export async function channelsReport(db: Database, scope: ReportScope) {
  return { period: periodOf(scope), sales_by_channel: await onSnapshot(db, (tx) => readChannels(tx, scope)) }
}

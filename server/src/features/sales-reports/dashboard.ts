import type { Caller } from '../../kernel/auth/caller.ts'
import { addDays } from '../../kernel/clock/calendar.ts'
import type { Database } from '../../kernel/database/database.ts'
import { readNewestOrders } from '../orders/index.ts'
import {
  type DayFigures,
  type OrderKind,
  readDeliveredDays,
  readOrderKinds,
  readPrevious,
  readShopFigures,
} from './dashboard-queries.ts'
import { average, groupBy, total } from './figures.ts'
import { growth, lastDays, type Period, startOfYearOfMonths } from './period.ts'
import { readTopCustomers, readTopProducts } from './report-queries.ts'
import { onSnapshot } from './snapshot.ts'

/** The overview of the last `days` days, today included, in the workspace's time zone (sales contract 8). */
export async function readDashboard(db: Database, caller: Caller, days: number, now: Date) {
  const { workspaceId, timeZone } = caller
  const period = lastDays(days, now, timeZone)
  const months = startOfYearOfMonths(period.lastDay, timeZone)
  const scope = { workspaceId, timeZone, range: period }
  const [orders, top, shop, recentOrders] = await Promise.all([
    onSnapshot(db, async (tx) => {
      const since = new Date(Math.min(months.start.getTime(), period.start.getTime()))
      return {
        days: await readDeliveredDays(tx, workspaceId, timeZone, since, period.end),
        kinds: await readOrderKinds(tx, workspaceId, period),
        previous: await readPrevious(tx, workspaceId, period),
      }
    }),
    onSnapshot(db, async (tx) => ({
      products: await readTopProducts(tx, scope),
      customers: await readTopCustomers(tx, scope),
    })),
    readShopFigures(db, workspaceId, period),
    readNewestOrders(db, caller, 10),
  ])
  const { kinds, previous } = orders
  const delivered = kinds.filter((kind) => kind.status === 'delivered')
  const revenue = total(delivered, 'amount')
  const count = total(kinds, 'count')
  return {
    overview: {
      totalRevenue: revenue,
      totalOrders: count,
      totalCustomers: shop.customers,
      totalProducts: shop.products,
      lowStockProducts: shop.low_stock,
      avgOrderValue: average(revenue, total(delivered, 'count')),
      revenueGrowth: growth(revenue, previous.revenue),
      ordersGrowth: growth(count, previous.orders),
    },
    revenueByDay: everyDay(orders.days, period),
    revenueByMonth: everyMonth(orders.days, months.firstMonth),
    ordersByStatus: countBy(kinds, (kind) => kind.status).map(([status, n]) => ({ status, count: n.count })),
    deliveryStatus: countBy(kinds, (kind) => kind.delivery_status).map(([status, n]) => ({
      status,
      count: n.count,
    })),
    paymentMethods: countBy(kinds, (kind) => kind.payment_method).map(([payment_method, n]) => ({
      payment_method,
      ...n,
    })),
    salesChannels: countBy(kinds, (kind) => kind.channel).map(([channel, n]) => ({ channel, ...n })),
    topProducts: top.products.map(({ revenue, ...product }) => ({ ...product, total_revenue: revenue })),
    topCustomers: top.customers.map(({ total_spent, ...customer }) => ({
      ...customer,
      total_revenue: total_spent,
    })),
    recentOrders,
  }
}

/** The revenue of each day of the period, also of those without any. */
function everyDay(figures: DayFigures[], { firstDay, lastDay }: Period) {
  const revenues = new Map(figures.map((day) => [day.date, day.revenue]))
  const days = []
  for (let date = firstDay; date <= lastDay; date = addDays(date, 1)) {
    days.push({ date, revenue: revenues.get(date) ?? 0 })
  }
  return days
}

/** Revenue and number of delivered orders of twelve months, oldest first, empty ones included. */
function everyMonth(figures: DayFigures[], firstMonth: string) {
  const byMonth = groupBy(figures, (day) => day.date.slice(0, 7))
  const [year, first] = firstMonth.split('-').map(Number) as [number, number]
  return Array.from({ length: 12 }, (_, index) => {
    const month = new Date(Date.UTC(year, first - 1 + index)).toISOString().slice(0, 7)
    const days = byMonth.get(month) ?? []
    return { month, revenue: total(days, 'revenue'), order_count: total(days, 'order_count') }
  })
}

/** All orders and the revenue of the delivered ones by some property, the most frequent first. */
function countBy<Key extends string | null>(kinds: OrderKind[], keyOf: (kind: OrderKind) => Key) {
  return [...groupBy(kinds, keyOf)]
    .map(([key, own]): [Key, { count: number; revenue: number }] => {
      const delivered = own.filter((kind) => kind.status === 'delivered')
      return [key, { count: total(own, 'count'), revenue: total(delivered, 'amount') }]
    })
    .sort(([a, m], [b, n]) => n.count - m.count || compareNames(a, b))
}

/** By name, those without one last. */
function compareNames(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -1 : 1
}

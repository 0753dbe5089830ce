import type { Caller } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { readNewestOrders } from '../orders/index.ts'
import {
  readMonthFigures,
  readOrderFigures,
  readShopFigures,
  readTopCustomers,
  readTopProducts,
} from './dashboard-queries.ts'
import { growth, lastDays, startOfYearOfMonths } from './period.ts'

/** The overview of the last `days` days, today included, in the workspace's time zone (sales contract 8): six statements. */
export async function readDashboard(db: Executor, caller: Caller, days: number, now: Date) {
  const { workspaceId, timeZone } = caller
  const period = lastDays(days, now, timeZone)
  const [orders, months, topProducts, topCustomers, shop, recentOrders] = await Promise.all([
    readOrderFigures(db, workspaceId, timeZone, period),
    readMonthFigures(db, workspaceId, timeZone, startOfYearOfMonths(period.lastDay, timeZone)),
    readTopProducts(db, workspaceId, period),
    readTopCustomers(db, workspaceId, period),
    readShopFigures(db, workspaceId, period),
    readNewestOrders(db, caller, 10),
  ])
  return {
    overview: {
      totalRevenue: orders.revenue,
      totalOrders: orders.orders,
      totalCustomers: shop.customers,
      totalProducts: shop.products,
      lowStockProducts: shop.low_stock,
      avgOrderValue: orders.delivered === 0 ? 0 : Math.round((orders.revenue / orders.delivered) * 100) / 100,
      revenueGrowth: growth(orders.revenue, orders.previous_revenue),
      ordersGrowth: growth(orders.orders, orders.previous_orders),
    },
    revenueByDay: orders.by_day,
    revenueByMonth: months,
    ordersByStatus: orders.by_status,
    deliveryStatus: orders.by_delivery,
    paymentMethods: orders.by_payment,
    salesChannels: orders.by_channel,
    topProducts,
    topCustomers,
    recentOrders,
  }
}

import { Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { orderRowSchema } from '../orders/index.ts'

const maybeText = nullableSchema(Type.String())

/** The overview of a shop (sales contract 8). Growth is in percent. */
export const dashboardSchema = Type.Object({
  overview: Type.Object({
    totalRevenue: Type.Number(),
    totalOrders: Type.Integer(),
    totalCustomers: Type.Integer(),
    totalProducts: Type.Integer(),
    lowStockProducts: Type.Integer(),
    avgOrderValue: Type.Number(),
    revenueGrowth: Type.Number(),
    ordersGrowth: Type.Number(),
  }),
  revenueByDay: Type.Array(Type.Object({ date: Type.String({ format: 'date' }), revenue: Type.Number() })),
  revenueByMonth: Type.Array(
    Type.Object({ month: Type.String(), revenue: Type.Number(), order_count: Type.Integer() }),
  ),
  ordersByStatus: Type.Array(Type.Object({ status: Type.String(), count: Type.Integer() })),
  deliveryStatus: Type.Array(Type.Object({ status: Type.String(), count: Type.Integer() })),
  paymentMethods: Type.Array(
    Type.Object({ payment_method: Type.String(), count: Type.Integer(), revenue: Type.Number() }),
  ),
  salesChannels: Type.Array(
    Type.Object({ channel: maybeText, count: Type.Integer(), revenue: Type.Number() }),
  ),
  topProducts: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      price: Type.Number(),
      total_sold: Type.Integer(),
      total_revenue: Type.Number(),
    }),
  ),
  topCustomers: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      email: maybeText,
      phone: maybeText,
      order_count: Type.Integer(),
      total_revenue: Type.Number(),
    }),
  ),
  recentOrders: Type.Array(orderRowSchema),
})

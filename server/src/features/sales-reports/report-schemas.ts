import { type TSchema, Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { groupings } from './report-queries.ts'

const integer = Type.Integer()
const amount = Type.Number()
const text = Type.String()
const maybeText = nullableSchema(Type.String())
const day = Type.String({ format: 'date' })
const period = Type.Object({ start: day, end: day })
const rows = (properties: Record<string, TSchema>) => Type.Array(Type.Object(properties))

const soldProducts = rows({ id: integer, name: text, sku: maybeText, total_sold: integer, revenue: amount })

const orderSummary = {
  total_orders: integer,
  open_orders: integer,
  completed_orders: integer,
  cancelled_orders: integer,
  returned_orders: integer,
  total_revenue: amount,
  avg_order_value: amount,
}

export const salesReportSchema = Type.Object({
  period: Type.Object({
    start: day,
    end: day,
    group_by: Type.Unsafe<string>({ type: 'string', enum: [...groupings] }),
  }),
  sales: rows({
    period: Type.String({ description: 'YYYY-MM-DD of the day or of the Monday of the week, or YYYY-MM.' }),
    order_count: integer,
    revenue: amount,
    avg_order_value: amount,
    unique_customers: integer,
  }),
  top_products: soldProducts,
  top_customers: rows({
    id: integer,
    name: text,
    email: maybeText,
    order_count: integer,
    total_spent: amount,
  }),
})

export const revenueReportSchema = Type.Object({
  period,
  summary: Type.Object({
    total_revenue: amount,
    total_shipping: amount,
    total_discounts: amount,
    total_orders: integer,
    avg_order_value: amount,
  }),
  by_payment_method: rows({ payment_method: text, order_count: integer, revenue: amount }),
})

export const productsReportSchema = rows({
  id: integer,
  name: text,
  sku: maybeText,
  category: maybeText,
  price: amount,
  stock: integer,
  total_sold: integer,
  revenue: amount,
})

export const ordersReportSchema = Type.Object({
  period,
  summary: Type.Object(orderSummary),
  orders_by_status: rows({ status: text, count: integer, amount }),
  orders_by_day: rows({ date: day, order_count: integer, completed_orders: integer, revenue: amount }),
})

export const customersReportSchema = Type.Object({
  period,
  summary: Type.Object({
    total_customers: integer,
    new_customers: integer,
    active_customers: integer,
    returning_customers: integer,
  }),
  top_customers: rows({
    id: integer,
    name: text,
    email: maybeText,
    phone: maybeText,
    order_count: integer,
    total_spent: amount,
  }),
  new_customers_by_day: rows({ date: day, count: integer }),
})

export const channelsReportSchema = Type.Object({
  period,
  sales_by_channel: rows({
    channel: maybeText,
    order_count: integer,
    revenue: amount,
    completed_orders: integer,
    avg_order_value: amount,
  }),
})

export const endOfDayReportSchema = Type.Object({
  date: day,
  summary: Type.Object({
    ...orderSummary,
    items_sold: integer,
    total_discounts: amount,
    total_shipping: amount,
    paid_amount: amount,
    unpaid_amount: amount,
  }),
  by_payment_method: rows({
    payment_method: text,
    order_count: integer,
    revenue: amount,
    paid_amount: amount,
  }),
  by_seller: rows({
    seller_id: nullableSchema(Type.Integer()),
    seller_name: maybeText,
    order_count: integer,
    completed_orders: integer,
    revenue: amount,
  }),
  top_products: soldProducts,
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerSalesReports } from './index.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerCustomers, registerSalesReports],
    now: '2026-03-10T18:00:00.000Z',
  })
})
afterAll(() => app.close())

const period = { start: '2026-02-10', end: '2026-03-11' }
const noOrders = {
  total_orders: 0,
  open_orders: 0,
  completed_orders: 0,
  cancelled_orders: 0,
  returned_orders: 0,
  total_revenue: 0,
  avg_order_value: 0,
}

test.each<[string, unknown]>([
  ['sales', { period: { ...period, group_by: 'day' }, sales: [], top_products: [], top_customers: [] }],
  [
    'revenue',
    {
      period,
      summary: {
        total_revenue: 0,
        total_shipping: 0,
        total_discounts: 0,
        total_orders: 0,
        avg_order_value: 0,
      },
      by_payment_method: [],
    },
  ],
  ['products', []],
  ['orders', { period, summary: noOrders, orders_by_status: [], orders_by_day: [] }],
  [
    'customers',
    {
      period,
      summary: { total_customers: 0, new_customers: 0, active_customers: 0, returning_customers: 0 },
      top_customers: [],
      new_customers_by_day: [],
    },
  ],
  ['sales-channels', { period, sales_by_channel: [] }],
  [
    'end-of-day',
    {
      date: '2026-03-11',
      summary: {
        ...noOrders,
        items_sold: 0,
        total_discounts: 0,
        total_shipping: 0,
        paid_amount: 0,
        unpaid_amount: 0,
      },
      by_payment_method: [],
      by_seller: [],
      top_products: [],
    },
  ],
])('of an empty workspace %s has every key, and the last thirty days up to its today', async (name, body) => {
  const shop = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  const answer = await app.get(`/api/reports/${name}`, shop.token)
  expect([answer.status, answer.body]).toEqual([200, body])
})

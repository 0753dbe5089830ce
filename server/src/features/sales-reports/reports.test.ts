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

const names = ['sales', 'revenue', 'products', 'orders', 'customers', 'sales-channels']
const invalidQuery = (param: string, msg: string) => ({ errors: [{ msg, param, location: 'query' }] })

test.each([
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '2026-3-1',
  '20260301',
  '2026-03-01T00:00:00Z',
  ' 2026-03-01',
  '0000-01-01',
  '10000-01-01',
  "2026-03-01';--",
  '%00',
  '-2026-03-01',
])('the date "%s" is refused by every report', async (date) => {
  const shop = await createOwner(app.services)
  for (const name of names) {
    for (const param of ['start_date', 'end_date']) {
      const answer = await app.get(`/api/reports/${name}?${param}=${date}`, shop.token)
      expect([answer.status, answer.body]).toEqual([400, invalidQuery(param, 'Invalid date')])
    }
  }
  const answer = await app.get(`/api/reports/end-of-day?date=${date}`, shop.token)
  expect([answer.status, answer.body]).toEqual([400, invalidQuery('date', 'Invalid date')])
})

test('two bad dates are told together, the start first', async () => {
  const shop = await createOwner(app.services)
  const { body } = await app.get('/api/reports/revenue?end_date=x&start_date=y', shop.token)
  expect(body.errors.map((error: { param: string }) => error.param)).toEqual(['start_date', 'end_date'])
})

test.each([
  ['sales?group_by=year', 'group_by'],
  ['sales?group_by=DAY', 'group_by'],
  ['sales?format=xml', 'format'],
  ['sales?format=csv&table=orders', 'table'],
  ['products?format=pdf', 'format'],
  ['end-of-day?format=csv&table=summary', 'table'],
])('%s is refused by name', async (query, param) => {
  const shop = await createOwner(app.services)
  const answer = await app.get(`/api/reports/${query}`, shop.token)
  expect([answer.status, answer.body]).toEqual([400, invalidQuery(param, 'Invalid value')])
})

test.each([
  ['', period],
  ['start_date=&end_date=', period],
  ['start_date=2026-03-01', { start: '2026-03-01', end: '2026-03-11' }],
  ['end_date=2026-01-31', { start: '2026-01-02', end: '2026-01-31' }],
  ['start_date=2026-03-05&end_date=2026-03-01', { start: '2026-03-05', end: '2026-03-01' }],
  ['start_date=2026-03-01&start_date=x', { start: '2026-03-01', end: '2026-03-11' }],
  ['start_date=0001-01-01&end_date=9999-12-31', { start: '0001-01-01', end: '9999-12-31' }],
])('the query "%s" is about the days %j', async (query, expected) => {
  const shop = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  for (const name of names.filter((name) => name !== 'products')) {
    const { status, body } = await app.get(`/api/reports/${name}?${query}`, shop.token)
    expect([status, body.period]).toEqual([200, expect.objectContaining(expected)])
  }
  expect((await app.get(`/api/reports/products?${query}`, shop.token)).body).toEqual([])
})

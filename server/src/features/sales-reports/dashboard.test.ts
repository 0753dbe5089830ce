import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerShopSettings } from '../shop-settings/index.ts'
import { registerSalesReports } from './index.ts'
import { growth, startOfYearOfMonths } from './period.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp({
    features: [
      registerIdentity,
      registerOrders,
      registerCustomers,
      registerShopSettings,
      registerSalesReports,
    ],
    now: '2026-03-10T10:00:00.000Z',
  })
})
afterAll(() => app.close())

test('the dashboard adds up delivered orders only, by days of the workspace', async () => {
  const clock = app.services.clock as FixedClock
  const shop = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  const product = await insertProduct(app, shop, { name: 'Tea', stock: 100, price: 70 })
  await insertProduct(app, shop, { name: 'Rare', stock: 3 })
  const customer = (await app.post('/api/customers', { name: 'Ali' }, shop.token)).body
  const sell = async (at: string, quantity: number, body: object = {}) => {
    clock.set(at)
    const items = [{ product_id: product, quantity, price: 19.99 }]
    const placed = await app.post('/api/orders', { items, status: 'delivered', ...body }, shop.token)
    expect(placed.status).toBe(201)
    return placed.body
  }
  await sell('2026-03-02T12:00:00.000Z', 10)
  // 17:00 UTC is already the next day in Ho Chi Minh City.
  await sell('2026-03-08T17:00:00.000Z', 1, { customer_id: customer.id, sales_channel: 'store' })
  await sell('2026-03-10T01:00:00.000Z', 3)
  const pending = await sell('2026-03-10T02:00:00.000Z', 50, { status: 'pending' })
  clock.set('2026-03-10T10:00:00.000Z')

  const { status, body } = await app.get('/api/dashboard/stats?period=7', shop.token)
  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual([
    'overview',
    'revenueByDay',
    'revenueByMonth',
    'ordersByStatus',
    'deliveryStatus',
    'paymentMethods',
    'salesChannels',
    'topProducts',
    'topCustomers',
    'recentOrders',
  ])
  expect(body.overview).toEqual({
    totalRevenue: 79.96,
    totalOrders: 3,
    totalCustomers: 1,
    totalProducts: 2,
    lowStockProducts: 1,
    avgOrderValue: 39.98,
    revenueGrowth: -60,
    ordersGrowth: 200,
  })
  expect(body.revenueByDay).toEqual([
    { date: '2026-03-04', revenue: 0 },
    { date: '2026-03-05', revenue: 0 },
    { date: '2026-03-06', revenue: 0 },
    { date: '2026-03-07', revenue: 0 },
    { date: '2026-03-08', revenue: 0 },
    { date: '2026-03-09', revenue: 19.99 },
    { date: '2026-03-10', revenue: 59.97 },
  ])
  expect(body.revenueByMonth).toHaveLength(12)
  expect(body.revenueByMonth.at(-1)).toEqual({ month: '2026-03', revenue: 279.86, order_count: 3 })
  expect(body.ordersByStatus).toEqual([
    { status: 'delivered', count: 2 },
    { status: 'pending', count: 1 },
  ])
  expect(body.deliveryStatus).toEqual(body.ordersByStatus)
  expect(body.paymentMethods).toEqual([{ payment_method: 'cash', count: 3, revenue: 79.96 }])
  expect(body.salesChannels).toEqual([
    { channel: null, count: 2, revenue: 59.97 },
    { channel: 'store', count: 1, revenue: 19.99 },
  ])
  expect(body.topProducts).toEqual([
    { id: product, name: 'Tea', price: 70, total_sold: 4, total_revenue: 79.96 },
  ])
  expect(body.topCustomers).toEqual([
    { id: customer.id, name: 'Ali', email: null, phone: null, order_count: 1, total_revenue: 19.99 },
  ])
  expect(body.recentOrders).toHaveLength(4)
  expect(body.recentOrders[0]).toMatchObject({ id: pending.id, total_quantity: 50 })
})

test.each(['', '0', '367', 'abc', '1.5'])('the period "%s" counts as thirty days', async (period) => {
  const shop = await createOwner(app.services)
  const { body } = await app.get(`/api/dashboard/stats?period=${period}`, shop.token)
  expect(body.revenueByDay).toHaveLength(30)
  expect(body.overview.avgOrderValue).toBe(0)
})

test('growth is in percent of what was, and 0 when there was nothing', () => {
  expect(growth(150, 100)).toBe(50)
  expect(growth(0, 100)).toBe(-100)
  expect(growth(5, 0)).toBe(0)
})

test('a year of months starts eleven months before the month of the day', () => {
  expect(startOfYearOfMonths('2026-03-31', 'UTC')).toEqual({
    firstMonth: '2025-04-01',
    start: new Date('2025-04-01T00:00:00Z'),
  })
})

test('shipping methods, branches and staff of the own workspace are listed by name', async () => {
  const shop = await createOwner(app.services, { fullName: 'Lan' })
  const { db } = app.services
  await db.query(
    `insert into shipping_methods (workspace_id, name, cost, is_active) values ($1, 'Slow', 5, false), ($1, 'Fast', 30000, true)`,
    [shop.workspaceId],
  )
  await db.query(`insert into branches (workspace_id, code, name) values ($1, 'BR001', 'Centre')`, [
    shop.workspaceId,
  ])
  const names = async (path: string) =>
    (await app.get(path, shop.token)).body.map(
      (row: { name?: string; full_name?: string }) => row.name ?? row.full_name,
    )
  expect(await names('/api/shipping')).toEqual(['Fast', 'Slow'])
  expect(await names('/api/shipping?active_only=true')).toEqual(['Fast'])
  expect((await app.get('/api/shipping', shop.token)).body[0]).toMatchObject({
    cost: 30000,
    estimated_days: null,
  })
  expect(await names('/api/branches')).toEqual(['Centre'])
  expect(await names('/api/users')).toEqual(['Lan'])
  expect((await app.get('/api/users', shop.token)).body[0]).toMatchObject({ id: shop.userId, role: 'admin' })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerSalesReports } from './index.ts'

let app: TestApp
let shop: SignedInUser
let tea: number
let formula: number
let customer: number

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerCustomers, registerSalesReports],
    now: '2026-03-10T10:00:00.000Z',
  })
  shop = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  tea = await insertProduct(app, shop, { name: 'Trà, "xanh"', price: 70 })
  formula = await insertProduct(app, shop, { name: '=1+1', price: 5, stock: 7 })
  customer = (await app.post('/api/customers', { name: '@An', email: 'an@example.com' }, shop.token)).body.id
  for (const body of [
    { status: 'delivered', customer_id: customer, shipping_fee: 10, discount_amount: 5.5 },
    { status: 'delivered', sales_channel: '-online', payment_method: 'card', payment_status: 'paid' },
    { status: 'pending' },
  ]) {
    const items = [{ product_id: tea, quantity: 2, price: 19.99 }]
    expect((await app.post('/api/orders', { items, ...body }, shop.token)).status).toBe(201)
  }
})
afterAll(() => app.close())

const days = '2026-02-09-2026-03-10'

test.each<[string, string, string[]]>([
  [
    'sales',
    `sales-${days}`,
    ['period,order_count,revenue,avg_order_value,unique_customers', '2026-03-10,2,84.46,42.23,1'],
  ],
  [
    'sales?group_by=week&table=top_products',
    `top-products-${days}`,
    ['id,name,sku,total_sold,revenue', 'TEA,"Trà, ""xanh""",,4,79.96'],
  ],
  [
    'sales?table=top_customers',
    `top-customers-${days}`,
    ['id,name,email,order_count,total_spent', "CUSTOMER,'@An,an@example.com,1,44.48"],
  ],
  [
    'revenue',
    `by-payment-method-${days}`,
    ['payment_method,order_count,revenue', 'cash,1,44.48', 'card,1,39.98'],
  ],
  [
    'products',
    `products-${days}`,
    [
      'id,name,sku,category,price,stock,total_sold,revenue',
      'TEA,"Trà, ""xanh""",,,70,94,4,79.96',
      "FORMULA,'=1+1,,,5,7,0,0",
    ],
  ],
  ['orders', `orders-by-status-${days}`, ['status,count,amount', 'delivered,2,84.46', 'pending,1,39.98']],
  [
    'orders?table=orders_by_day',
    `orders-by-day-${days}`,
    ['date,order_count,completed_orders,revenue', '2026-03-10,3,2,84.46'],
  ],
  ['customers?table=new_customers_by_day', `new-customers-by-day-${days}`, ['date,count', '2026-03-10,1']],
  [
    'sales-channels',
    `sales-by-channel-${days}`,
    [
      'channel,order_count,revenue,completed_orders,avg_order_value',
      ',2,44.48,1,44.48',
      "'-online,1,39.98,1,39.98",
    ],
  ],
  [
    'end-of-day',
    'by-payment-method-2026-03-10',
    ['payment_method,order_count,revenue,paid_amount', 'cash,1,44.48,0', 'card,1,39.98,39.98'],
  ],
  [
    'end-of-day?date=2026-03-09&table=by_seller',
    'by-seller-2026-03-09',
    ['seller_id,seller_name,order_count,completed_orders,revenue'],
  ],
])('%s is to be had as a CSV file with BOM, its formulas defused', async (query, name, lines) => {
  const path = `/api/reports/${query}${query.includes('?') ? '&' : '?'}format=csv`
  const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${shop.token}` } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}.csv"`)
  const ids = { TEA: tea, FORMULA: formula, CUSTOMER: customer }
  const expected = Object.entries(ids).reduce(
    (text, [word, id]) => text.replace(word, String(id)),
    lines.map((line) => `${line}\r\n`).join(''),
  )
  expect(Buffer.from(await response.arrayBuffer()).toString()).toBe(`\uFEFF${expected}`)
})

test('an API without a token is refused before its query is judged', async () => {
  const answer = await app.get('/api/reports/sales?format=csv&start_date=x')
  expect([answer.status, answer.body]).toEqual([401, { message: 'No token provided' }])
})

test('the products report pages on demand, every product once, and skips hidden and deleted ones', async () => {
  const { db } = app.services
  const owner = await createOwner(app.services)
  const ids: number[] = []
  for (let n = 0; n < 7; n++) ids.push(await insertProduct(app, owner, { name: `P${n}` }))
  await insertProduct(app, owner, { is_active: false })
  await db.query('update products set deleted_at = now() where id = $1', [
    await insertProduct(app, owner, { name: 'Gone' }),
  ])
  const items = [
    { product_id: ids[4], quantity: 1, price: 0.07 },
    { product_id: ids[2], quantity: 3, price: 0.1 },
    { product_id: ids[2], quantity: 1, price: 0.2 },
  ]
  await app.post('/api/orders', { items, status: 'delivered' }, owner.token)
  const read = async (query: string) => (await app.get(`/api/reports/products${query}`, owner.token)).body

  const all = await read('')
  expect(all.map((row: { id: number }) => row.id)).toEqual([
    ids[2],
    ids[4],
    ids[0],
    ids[1],
    ids[3],
    ids[5],
    ids[6],
  ])
  expect(all[0]).toEqual({
    id: ids[2],
    name: 'P2',
    sku: null,
    category: null,
    price: 100,
    stock: 96,
    total_sold: 4,
    revenue: 0.5,
  })
  const pages = await Promise.all(
    ['?limit=3', '?limit=3&page=2', '?page=3&limit=3', '?page=4&limit=3'].map(read),
  )
  expect(pages.map((page) => page.length)).toEqual([3, 3, 1, 0])
  expect(pages.flat()).toEqual(all)
  expect(await read('?limit=abc')).toEqual(all)
})

test('a catalogue of several portions is one array without gaps', async () => {
  const owner = await createOwner(app.services)
  await app.services.db.query(
    `insert into products (workspace_id, name, price) select $1, 'P' || n, n from generate_series(1, 2500) n`,
    [owner.workspaceId],
  )
  const { body } = await app.get('/api/reports/products', owner.token)
  expect(body.map((row: { price: number }) => row.price)).toEqual(
    Array.from({ length: 2500 }, (_, index) => index + 1),
  )
  const csv = await app.get('/api/reports/products?format=csv', owner.token)
  expect(csv.text.split('\r\n')).toHaveLength(2502)
})

test('the largest amounts that orders may have are added exactly', async () => {
  const owner = await createOwner(app.services)
  const product = await insertProduct(app, owner, { stock: 100 })
  const items = [{ product_id: product, quantity: 9, price: 999_999_999_999.99 }]
  for (let n = 0; n < 2; n++)
    expect((await app.post('/api/orders', { items, status: 'delivered' }, owner.token)).status).toBe(201)
  const { body } = await app.get('/api/reports/sales', owner.token)
  expect(body.sales[0]).toMatchObject({
    revenue: 17_999_999_999_999.82,
    avg_order_value: 8_999_999_999_999.91,
  })
  expect(body.top_products[0]).toMatchObject({ total_sold: 18, revenue: 17_999_999_999_999.82 })
  const revenue = await app.get('/api/reports/revenue', owner.token)
  expect(revenue.body.summary.total_revenue).toBe(17_999_999_999_999.82)
})

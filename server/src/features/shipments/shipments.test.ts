import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { createCarrier, insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerShopSettings } from '../shop-settings/index.ts'
import { registerShipments } from './index.ts'

const now = '2026-03-01T20:00:00.000Z'
let app: TestApp
let owner: SignedInUser
let carrier: number
let tea: number
let numbers = 0

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerCustomers, registerOrders, registerShopSettings, registerShipments],
    now,
  })
  owner = await createOwner(app.services)
  carrier = await createCarrier(app, owner.token, { name: 'Fast Post', description: 'By bike' })
  tea = await insertProduct(app, owner, { stock: 100_000 })
})
afterAll(() => app.close())

async function place(body: object = {}, user = owner, product = tea): Promise<number> {
  const items = [{ product_id: product, quantity: 2, price: 250_000 }]
  const answer = await app.post('/api/orders', { items, ...body }, user.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

const create = (body: object, token = owner.token) => app.post('/api/shipments', body, token)

async function ship(body: object = {}) {
  const defaults = { order_id: await place(), carrier_id: carrier, tracking_number: `T-${++numbers}` }
  const answer = await create({ ...defaults, ...body })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const orderOf = async (id: number) => (await app.get(`/api/orders/${id}`, owner.token)).body

async function expectUnchanged(
  call: () => Promise<{ status: number; body: unknown }>,
  status: number,
  body: object,
) {
  const before = await snapshotSales(app)
  const answer = await call()
  expect([answer.status, answer.body]).toEqual([status, body])
  expect(await snapshotSales(app)).toEqual(before)
}

test('a shipment shows its order, customer and carrier; the order gets its number and carrier, and keeps its status', async () => {
  const customer = await app.post(
    '/api/customers',
    { name: 'Lan', phone: '0901', address: '1 Tea Street' },
    owner.token,
  )
  const order_id = await place({
    customer_id: customer.body.id,
    discount_amount: 50_000,
    shipping_fee: 30_000,
    sales_channel: 'tiktok',
  })
  const order = await orderOf(order_id)
  const created = await create({
    order_id,
    carrier_id: String(carrier),
    tracking_number: '  VN 123 ',
    estimated_delivery_date: '2026-03-04',
    status: 'delivered',
    id: 5,
  })
  const row = {
    id: expect.any(Number),
    order_id,
    order_number: order.order_number,
    customer_id: customer.body.id,
    customer_name: 'Lan',
    customer_phone: '0901',
    carrier_id: carrier,
    carrier_name: 'Fast Post',
    tracking_number: 'VN 123',
    status: 'pending',
    estimated_delivery_date: '2026-03-04',
    actual_delivery_date: null,
    notes: null,
    sales_channel: 'tiktok',
    created_at: now,
    updated_at: now,
  }
  expect([created.status, created.body]).toEqual([201, row])
  expect((await app.get(`/api/shipments/${created.body.id}`, owner.token)).body).toEqual({
    ...row,
    customer_address: '1 Tea Street',
    total_amount: 480_000,
    carrier_description: 'By bike',
  })
  expect(await orderOf(order_id)).toEqual({
    ...order,
    tracking_number: 'VN 123',
    shipping_method_id: carrier,
    shipping_method_name: 'Fast Post',
  })
  const found = await app.get('/api/orders?search=vn%20123', owner.token)
  expect(found.body.orders.map((o: { id: number }) => o.id)).toEqual([order_id])
})

test('an order keeps the shipping method that it had, and a shipment the channel and notes that were sent', async () => {
  const other = await createCarrier(app, owner.token, { name: 'Other' })
  const order_id = await place({ shipping_method_id: other, sales_channel: 'store' })
  const shipment = await ship({ order_id, notes: 'By <hand>', sales_channel: 'shopee' })
  expect(shipment).toMatchObject({ carrier_id: carrier, notes: 'By <hand>', sales_channel: 'shopee' })
  expect((await orderOf(order_id)).shipping_method_id).toBe(other)
})

const bad = (msg: string, param: string) => ({ errors: [{ msg, param, location: 'body' }] })
test.each([
  [{ order_id: undefined }, bad('Order ID is required', 'order_id')],
  [{ order_id: null }, bad('Order ID is required', 'order_id')],
  [{ order_id: [1] }, bad('Order ID is required', 'order_id')],
  [{ order_id: 1.5 }, bad('Order ID is required', 'order_id')],
  [{ order_id: '99999999999999999999' }, bad('Order ID is required', 'order_id')],
  [{ carrier_id: undefined }, bad('Carrier ID is required', 'carrier_id')],
  [{ carrier_id: { a: 1 } }, bad('Carrier ID is required', 'carrier_id')],
  [{ carrier_id: 2147483648 }, bad('Carrier ID is required', 'carrier_id')],
  [{ tracking_number: undefined }, bad('Tracking number is required', 'tracking_number')],
  [{ tracking_number: '  ' }, bad('Tracking number is required', 'tracking_number')],
  [{ tracking_number: 5 }, bad('Tracking number is required', 'tracking_number')],
  [{ tracking_number: 'x'.repeat(101) }, bad('Tracking number is required', 'tracking_number')],
  [{ tracking_number: 'a\u0000b' }, bad('Invalid value', 'tracking_number')],
  [{ notes: ['a'] }, bad('Invalid value', 'notes')],
  [{ notes: '\u0000' }, bad('Invalid value', 'notes')],
  [{ sales_channel: true }, bad('Invalid value', 'sales_channel')],
  [{ estimated_delivery_date: '2026-02-30' }, bad('Invalid date', 'estimated_delivery_date')],
  [{ estimated_delivery_date: 20260301 }, bad('Invalid date', 'estimated_delivery_date')],
  [{ estimated_delivery_date: ['2026-03-01'] }, bad('Invalid date', 'estimated_delivery_date')],
  [{ order_id: 999_999 }, { message: 'Order not found' }],
  [{ order_id: -1, carrier_id: 999_999 }, { message: 'Order not found' }],
  [{ carrier_id: 999_999 }, { message: 'Carrier not found' }],
])('a shipment with %j is refused', async (changes, body) => {
  const valid = { order_id: await place(), carrier_id: carrier, tracking_number: `T-${++numbers}` }
  await expectUnchanged(() => create({ ...valid, ...changes }), 400, body)
})

test('all failing fields are told at once, in the order of the contract', async () => {
  const { body } = await create({ estimated_delivery_date: 'soon', notes: 5 })
  expect(body.errors.map((e: { param: string }) => e.param)).toEqual([
    'order_id',
    'carrier_id',
    'tracking_number',
    'notes',
    'estimated_delivery_date',
  ])
})

test('a cancelled or returned order cannot be shipped', async () => {
  for (const [from, to] of [
    ['pending', 'cancelled'],
    ['delivered', 'returned'],
  ]) {
    const order_id = await place({ status: from })
    await app.patch(`/api/orders/${order_id}/status`, { status: to }, owner.token)
    const body = { order_id, carrier_id: carrier, tracking_number: `T-${++numbers}` }
    await expectUnchanged(() => create(body), 400, { message: 'Order cannot be shipped' })
  }
})

test('an order has one shipment that is not cancelled, and a tracking number one shipment', async () => {
  const first = await ship()
  const again = { order_id: first.order_id, carrier_id: carrier, tracking_number: first.tracking_number }
  await expectUnchanged(() => create(again), 400, { message: 'Order already has a shipment' })
  const elsewhere = { ...again, order_id: await place() }
  await expectUnchanged(() => create(elsewhere), 400, { message: 'Tracking number already exists' })
  await app.patch(`/api/shipments/${first.id}/status`, { status: 'cancelled' }, owner.token)
  expect((await create({ ...again, tracking_number: `T-${++numbers}` })).status).toBe(201)
})

test('the same tracking number in another workspace is no duplicate', async () => {
  const mine = await ship()
  const stranger = await createOwner(app.services)
  const theirs = {
    order_id: await place({}, stranger, await insertProduct(app, stranger)),
    carrier_id: await createCarrier(app, stranger.token),
    tracking_number: mine.tracking_number,
  }
  expect((await create(theirs, stranger.token)).status).toBe(201)
  const foreign = { order_id: mine.order_id, carrier_id: carrier, tracking_number: 'X' }
  await expectUnchanged(() => create(foreign, stranger.token), 400, { message: 'Order not found' })
  const borrowed = { ...theirs, carrier_id: carrier, tracking_number: 'X' }
  await expectUnchanged(() => create(borrowed, stranger.token), 400, { message: 'Carrier not found' })
})

test('nobody ships without a token', async () => {
  const order_id = await place()
  const body = { order_id, carrier_id: carrier, tracking_number: 'secret' }
  await expectUnchanged(() => app.post('/api/shipments', body), 401, { message: 'No token provided' })
})

test('a keyed request that is repeated ships once', async () => {
  const body = { order_id: await place(), carrier_id: carrier, tracking_number: `T-${++numbers}` }
  const headers = { 'idempotency-key': 'ship-once' }
  const first = await app.post('/api/shipments', body, owner.token, headers)
  const second = await app.post('/api/shipments', body, owner.token, headers)
  expect([first.status, second.status, second.body]).toEqual([201, 201, first.body])
})

test('PUT changes the keys that are sent; a new tracking number goes to the order too', async () => {
  const other = await createCarrier(app, owner.token, { name: 'Slow Post' })
  const shipment = await ship()
  const path = `/api/shipments/${shipment.id}`
  const changed = await app.put(
    path,
    {
      carrier_id: other,
      notes: 'n',
      estimated_delivery_date: '2026-04-01',
      status: 'delivered',
      order_id: 1,
    },
    owner.token,
  )
  expect([changed.status, changed.body]).toEqual([
    200,
    {
      ...shipment,
      carrier_id: other,
      carrier_name: 'Slow Post',
      notes: 'n',
      estimated_delivery_date: '2026-04-01',
      customer_address: null,
      total_amount: 500_000,
      carrier_description: null,
    },
  ])
  const renamed = await app.put(
    path,
    { tracking_number: ' NEW-1 ', estimated_delivery_date: null },
    owner.token,
  )
  expect(renamed.body).toEqual({
    ...changed.body,
    tracking_number: 'NEW-1',
    estimated_delivery_date: null,
  })
  expect((await orderOf(shipment.order_id)).tracking_number).toBe('NEW-1')
})

test('a new number of a cancelled shipment leaves the order the number of its next shipment', async () => {
  const first = await ship()
  await app.patch(`/api/shipments/${first.id}/status`, { status: 'cancelled' }, owner.token)
  const second = await ship({ order_id: first.order_id })
  await app.put(`/api/shipments/${first.id}`, { tracking_number: `T-${++numbers}` }, owner.token)
  expect((await orderOf(first.order_id)).tracking_number).toBe(second.tracking_number)
})

test.each([
  [{}, { message: 'No fields to update' }],
  [{ order_id: 5, status: 'delivered' }, { message: 'No fields to update' }],
  [{ carrier_id: 999_999 }, { message: 'Carrier not found' }],
  [{ carrier_id: null }, bad('Carrier ID is required', 'carrier_id')],
  [{ tracking_number: '' }, bad('Tracking number is required', 'tracking_number')],
  [{ notes: 5 }, bad('Invalid value', 'notes')],
  [{ estimated_delivery_date: 'x' }, bad('Invalid date', 'estimated_delivery_date')],
])('PUT %j is refused', async (changes, body) => {
  const { id } = await ship()
  await expectUnchanged(() => app.put(`/api/shipments/${id}`, changes, owner.token), 400, body)
})

test('PUT with the tracking number of another shipment is refused, with its own it is not', async () => {
  const [one, two] = [await ship(), await ship()]
  const change = (tracking_number: string) =>
    app.put(`/api/shipments/${one.id}`, { tracking_number }, owner.token)
  await expectUnchanged(() => change(two.tracking_number), 400, { message: 'Tracking number already exists' })
  expect((await change(one.tracking_number)).status).toBe(200)
})

test('pending and cancelled shipments can be deleted, others not', async () => {
  const pending = await ship()
  const path = `/api/shipments/${pending.id}`
  const { total } = (await app.get('/api/shipments', owner.token)).body
  expect((await app.delete(path, owner.token)).body).toEqual({ message: 'Shipment deleted successfully' })
  expect((await app.get(path, owner.token)).body).toEqual({ message: 'Shipment not found' })
  expect((await app.get('/api/shipments', owner.token)).body.total).toBe(total - 1)
  expect((await ship({ order_id: pending.order_id, tracking_number: pending.tracking_number })).id).not.toBe(
    pending.id,
  )
  const moving = await ship()
  await app.patch(`/api/shipments/${moving.id}/status`, { status: 'in_transit' }, owner.token)
  const message = 'Only pending or cancelled shipments can be deleted'
  await expectUnchanged(() => app.delete(`/api/shipments/${moving.id}`, owner.token), 400, { message })
})

test.each(['abc', '0', '-1', '1.5', '99999999999999999999', '999999', '2147483648', '%00'])(
  'the id %s is unknown',
  async (id) => {
    for (const { status, body } of [
      await app.get(`/api/shipments/${id}`, owner.token),
      await app.put(`/api/shipments/${id}`, {}, owner.token),
      await app.patch(`/api/shipments/${id}/status`, {}, owner.token),
      await app.delete(`/api/shipments/${id}`, owner.token),
    ]) {
      expect([status, body]).toEqual([404, { message: 'Shipment not found' }])
    }
  },
)

test('lists are newest first, by pages, and their totals obey the filters', async () => {
  const shop = await createOwner(app.services)
  const product = await insertProduct(app, shop)
  const [a, b] = [await createCarrier(app, shop.token), await createCarrier(app, shop.token)]
  const ids: number[] = []
  for (let i = 0; i < 5; i++) {
    const order_id = await place({}, shop, product)
    const body = { order_id, carrier_id: i < 2 ? a : b, tracking_number: `N${i}` }
    ids.push((await create(body, shop.token)).body.id)
  }
  await app.patch(`/api/shipments/${ids[0]}/status`, { status: 'in_transit' }, shop.token)
  await app.patch(`/api/shipments/${ids[4]}/status`, { status: 'in_transit' }, shop.token)
  const list = async (query: string) => {
    const { status, body } = await app.get(`/api/shipments${query}`, shop.token)
    return [
      status,
      body.total,
      body.page,
      body.limit,
      body.shipments.map((s: { id: number }) => ids.indexOf(s.id)),
    ]
  }
  expect(await list('')).toEqual([200, 5, 1, 20, [4, 3, 2, 1, 0]])
  expect(await list('?limit=2&page=2')).toEqual([200, 5, 2, 2, [2, 1]])
  expect(await list('?limit=3&page=9')).toEqual([200, 5, 9, 3, []])
  expect(await list('?status=in_transit')).toEqual([200, 2, 1, 20, [4, 0]])
  expect(await list(`?carrier_id=${a}`)).toEqual([200, 2, 1, 20, [1, 0]])
  expect(await list(`?carrier_id=${b}&status=pending&limit=1`)).toEqual([200, 2, 1, 1, [3]])
  for (const none of [
    '?status=lost',
    '?status=pending%27',
    '?carrier_id=abc',
    '?carrier_id=99999999999999999999',
  ]) {
    expect(await list(none)).toEqual([200, 0, 1, 20, []])
  }
  expect(await list('?page=0&limit=-1&status=&carrier_id=')).toEqual([200, 5, 1, 20, [4, 3, 2, 1, 0]])
  expect(await list('?limit=99999')).toEqual([200, 5, 1, 1000, [4, 3, 2, 1, 0]])
  expect((await app.get('/api/shipments?status=%00', shop.token)).body).toEqual({
    errors: [{ msg: 'Invalid value', param: 'status', location: 'query' }],
  })
})

test('a list is one statement, however many shipments it shows', async () => {
  const texts: string[] = []
  const stop = app.services.db.observe((text) => texts.push(text))
  await app.get('/api/shipments?limit=3&status=pending', owner.token)
  stop()
  expect(texts.filter((text) => text.includes('shipments'))).toHaveLength(1)
})

test('every change is in the audit log with who made it', async () => {
  const { id } = await ship()
  await app.put(`/api/shipments/${id}`, { notes: 'x' }, owner.token)
  await app.patch(`/api/shipments/${id}/status`, { status: 'cancelled' }, owner.token)
  await app.delete(`/api/shipments/${id}`, owner.token)
  const rows = await app.services.db.query(
    `select action, actor_id from audit_log where subject_type = 'shipment' and subject_id = $1 order by id`,
    [String(id)],
  )
  expect(rows).toEqual(
    ['created', 'updated', 'cancelled', 'deleted'].map((verb) => ({
      action: `shipment.${verb}`,
      actor_id: String(owner.userId),
    })),
  )
})

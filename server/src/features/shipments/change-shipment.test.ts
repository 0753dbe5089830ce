import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { createCarrier, insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerShopSettings } from '../shop-settings/index.ts'
import { registerShipments } from './index.ts'
import { shipmentStatuses, shipmentTransitions } from './transitions.ts'

let app: TestApp
let owner: SignedInUser
let carrier: number
let tea: number
let numbers = 0

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerShopSettings, registerShipments],
    // already the 2nd of March in the workspace's time zone
    now: '2026-03-01T20:00:00.000Z',
  })
  owner = await createOwner(app.services)
  carrier = await createCarrier(app, owner.token)
  tea = await insertProduct(app, owner, { stock: 100_000 })
})
afterAll(() => app.close())

async function ship(order: object = {}, product = tea, quantity = 2) {
  const items = [{ product_id: product, quantity, price: 10 }]
  const placed = await app.post('/api/orders', { items, ...order }, owner.token)
  expect(placed.status, placed.text).toBe(201)
  return shipAgain(placed.body.id)
}

async function shipAgain(order_id: number) {
  const body = { order_id, carrier_id: carrier, tracking_number: `T-${++numbers}` }
  const answer = await app.post('/api/shipments', body, owner.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

const move = (id: number, status: unknown, more: object = {}) =>
  app.patch(`/api/shipments/${id}/status`, { status, ...more }, owner.token)
const moveOrder = (id: number, status: string) =>
  app.patch(`/api/orders/${id}/status`, { status }, owner.token)
const orderOf = async (id: number) => (await app.get(`/api/orders/${id}`, owner.token)).body
const shipmentOf = async (id: number) => (await app.get(`/api/shipments/${id}`, owner.token)).body

async function stockOf(product: number): Promise<number> {
  const [row] = await app.services.db.query<{ stock: number }>('select stock from products where id = $1', [
    product,
  ])
  return row!.stock
}

/** From `pending` to each status by allowed steps. */
const ways = {
  pending: [],
  in_transit: ['in_transit'],
  delivered: ['delivered'],
  returned: ['in_transit', 'returned'],
  cancelled: ['cancelled'],
} as const
const cases = shipmentStatuses.flatMap((from) => shipmentStatuses.map((to) => [from, to] as const))

test.each(cases)('a shipment goes from %s to %s as the table of transitions says', async (from, to) => {
  const { id } = await ship()
  for (const step of ways[from]) expect((await move(id, step)).status).toBe(200)
  const before = await snapshotSales(app)
  const { status, body } = await move(id, to)
  if (from !== to && shipmentTransitions[from].includes(to)) {
    expect([status, body.status]).toEqual([200, to])
    return
  }
  if (from === to) expect([status, body.status]).toEqual([200, to])
  else expect([status, body]).toEqual([400, { message: `Cannot change status from ${from} to ${to}` }])
  expect(await snapshotSales(app)).toEqual(before)
})

test('the order is shipped, delivered and returned with its shipment, and the stock comes back', async () => {
  const product = await insertProduct(app, owner, { stock: 9 })
  const shipment = await ship({}, product, 4)
  const answer = await move(shipment.id, 'in_transit')
  expect(answer.body).toMatchObject({ status: 'in_transit', actual_delivery_date: null, total_amount: 40 })
  expect(await orderOf(shipment.order_id)).toMatchObject({ status: 'shipped', delivery_status: 'shipped' })
  expect(await stockOf(product)).toBe(5)
  await move(shipment.id, 'returned')
  const order = await orderOf(shipment.order_id)
  expect(order).toMatchObject({
    status: 'returned',
    delivery_status: 'returned',
    return_code: order.order_number.replace('ORD-', 'RET-'),
  })
  expect(await stockOf(product)).toBe(9)
})

test.each([
  ['now', {}, '2026-03-02'],
  ['null', { delivered_at: null }, '2026-03-02'],
  ['a day', { delivered_at: '2026-02-27' }, '2026-02-27'],
  ['an instant', { delivered_at: '2026-02-27T18:30:00Z' }, '2026-02-28'],
  ['an instant without an offset', { delivered_at: '2026-02-27T16:59:59.999' }, '2026-02-27'],
  ['an instant with an offset', { delivered_at: '2026-02-27T23:30:00-02:00' }, '2026-02-28'],
])('delivered at %s, it tells the day on the shop’s calendar', async (_, more, day) => {
  const { id, order_id } = await ship()
  expect((await move(id, 'delivered', more)).body).toMatchObject({
    status: 'delivered',
    actual_delivery_date: day,
  })
  expect(await orderOf(order_id)).toMatchObject({ status: 'delivered', delivery_status: 'delivered' })
})

test.each([
  [{ status: 'lost' }, [['Invalid status', 'status']]],
  [{}, [['Invalid status', 'status']]],
  [{ status: ['delivered'] }, [['Invalid status', 'status']]],
  [{ status: 'shipped' }, [['Invalid status', 'status']]],
  [{ status: 'delivered', delivered_at: 'soon' }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: '2026-02-30T10:00:00Z' }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: 5 }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: '0001-01-01T00:00:00+14:00' }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: '9999-12-31T23:59:59-12:00' }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: '2026-03-01T10:00:00+99:99' }, [['Invalid date', 'delivered_at']]],
  [{ status: 'delivered', delivered_at: ['2026-02-03'] }, [['Invalid date', 'delivered_at']]],
  [
    { status: 5, delivered_at: '\u0000' },
    [
      ['Invalid status', 'status'],
      ['Invalid date', 'delivered_at'],
    ],
  ],
])('PATCH %j is refused and nothing changes', async (body, problems) => {
  const { id } = await ship()
  const before = await snapshotSales(app)
  const answer = await app.patch(`/api/shipments/${id}/status`, body, owner.token)
  const errors = problems.map(([msg, param]) => ({ msg, param, location: 'body' }))
  expect([answer.status, answer.body]).toEqual([400, { errors }])
  expect(await snapshotSales(app)).toEqual(before)
})

test('a cancelled shipment leaves its order as it is, which may travel again', async () => {
  const first = await ship()
  const order = await orderOf(first.order_id)
  await move(first.id, 'cancelled')
  expect(await orderOf(first.order_id)).toEqual(order)
  const second = await shipAgain(first.order_id)
  expect((await orderOf(first.order_id)).tracking_number).toBe(second.tracking_number)
  expect((await shipmentOf(first.id)).status).toBe('cancelled')
})

test('an order that is ahead of its shipment stays where it is', async () => {
  const { id, order_id } = await ship()
  await moveOrder(order_id, 'delivered')
  await move(id, 'in_transit')
  expect(await orderOf(order_id)).toMatchObject({ status: 'delivered', delivery_status: 'delivered' })
  await move(id, 'delivered')
  expect((await orderOf(order_id)).status).toBe('delivered')
})

test('a final order is left as it is', async () => {
  const { id, order_id } = await ship()
  await moveOrder(order_id, 'delivered')
  await moveOrder(order_id, 'returned')
  const order = await orderOf(order_id)
  await move(id, 'in_transit')
  expect((await move(id, 'returned')).body.status).toBe('returned')
  expect(await orderOf(order_id)).toEqual(order)
})

test('a cancelled order takes its pending shipment with it, also through PUT, and says so in the audit log', async () => {
  for (const cancel of [
    (id: number) => moveOrder(id, 'cancelled'),
    (id: number) => app.put(`/api/orders/${id}`, { status: 'cancelled' }, owner.token),
  ]) {
    const { id, order_id } = await ship()
    expect((await cancel(order_id)).status).toBe(200)
    expect((await shipmentOf(id)).status).toBe('cancelled')
    const rows = await app.services.db.query(
      `select action, actor_kind, actor_id, before, after from audit_log
       where subject_type = 'shipment' and subject_id = $1 order by id desc limit 1`,
      [String(id)],
    )
    expect(rows).toEqual([
      {
        action: 'shipment.cancelled',
        actor_kind: 'user',
        actor_id: String(owner.userId),
        before: { status: 'pending' },
        after: { status: 'cancelled' },
      },
    ])
  }
})

test('other changes of an order leave its shipment alone', async () => {
  const { id, order_id } = await ship()
  for (const status of ['confirmed', 'processing', 'shipped', 'delivered', 'returned']) {
    expect((await moveOrder(order_id, status)).status).toBe(200)
    expect((await shipmentOf(id)).status).toBe('pending')
  }
})

test('a deleted order takes its shipments with it, out of the totals as well', async () => {
  const { id, order_id } = await ship()
  const { total } = (await app.get('/api/shipments?status=pending', owner.token)).body
  expect((await app.delete(`/api/orders/${order_id}`, owner.token)).status).toBe(200)
  expect((await app.get(`/api/shipments/${id}`, owner.token)).status).toBe(404)
  expect((await app.get('/api/shipments?status=pending', owner.token)).body.total).toBe(total - 1)
})

test('an order that never took stock gives none back when its shipment returns', async () => {
  const product = await insertProduct(app, owner, { stock: 9 })
  const { id, order_id } = await ship({}, product, 4)
  await app.services.db.query(`update orders set moves_stock = false, order_number = 'WC-17' where id = $1`, [
    order_id,
  ])
  await move(id, 'in_transit')
  await move(id, 'returned')
  expect(await orderOf(order_id)).toMatchObject({ status: 'returned', return_code: 'RET-WC-17' })
  expect(await stockOf(product)).toBe(5)
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from './index.ts'
import { initialStatuses, orderStatuses, orderTransitions } from './transitions.ts'

let app: TestApp
let owner: SignedInUser
let tea: number

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerOrders], now: '2026-03-01T10:00:00.000Z' })
  owner = await createOwner(app.services)
  tea = await insertProduct(app, owner, { stock: 100_000 })
})
afterAll(() => app.close())

async function place(body: object = {}, product = tea, quantity = 2) {
  const items = [{ product_id: product, quantity, price: 50 }]
  const { status, body: order } = await app.post('/api/orders', { items, ...body }, owner.token)
  expect(status).toBe(201)
  return order
}
const patch = (id: number, status: unknown, token = owner.token) =>
  app.patch(`/api/orders/${id}/status`, { status }, token)
const put = (id: number, body: object, token = owner.token) => app.put(`/api/orders/${id}`, body, token)

async function stockOf(product: number): Promise<number> {
  const [row] = await app.services.db.query<{ stock: number }>('select stock from products where id = $1', [
    product,
  ])
  return row!.stock
}

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

const cases = initialStatuses.flatMap((from) => orderStatuses.map((to) => [from, to] as const))
test.each(cases)('from %s to %s goes as the table of transitions says', async (from, to) => {
  const order = await place({ status: from })
  const answer = await patch(order.id, to)
  if (from === to) expect([answer.status, answer.body]).toEqual([200, order])
  else if (orderTransitions[from].includes(to)) expect([answer.status, answer.body.status]).toEqual([200, to])
  else {
    expect([answer.status, answer.body]).toEqual([
      400,
      { message: `Cannot change status from ${from} to ${to}` },
    ])
  }
})

test.each(['cancelled', 'returned'] as const)('%s is final', async (last) => {
  const order = await place({ status: last === 'returned' ? 'delivered' : 'pending' })
  await patch(order.id, last)
  for (const to of orderStatuses.filter((status) => status !== last)) {
    await expectUnchanged(() => patch(order.id, to), 400, {
      message: `Cannot change status from ${last} to ${to}`,
    })
  }
})

test.each([undefined, null, 'sold', 5])('the status %j is refused', async (status) => {
  const order = await place()
  const errors = [{ msg: 'Invalid status', param: 'status', location: 'body' }]
  await expectUnchanged(() => patch(order.id, status), 400, { errors })
})

test('a returned order gets a return code, its stock back and a ledger row', async () => {
  const product = await insertProduct(app, owner, { stock: 5 })
  const order = await place({ status: 'delivered' }, product, 4)
  const { body } = await patch(order.id, 'returned')
  expect(body).toMatchObject({
    status: 'returned',
    delivery_status: 'returned',
    return_code: order.order_number.replace('ORD-', 'RET-'),
  })
  expect(await stockOf(product)).toBe(5)
  const [row] = await app.services.db.query(
    `select type, quantity, previous_stock, new_stock from inventory_transactions where reference_id = $1 order by id desc`,
    [order.id],
  )
  expect(row).toEqual({ type: 'return', quantity: 4, previous_stock: 1, new_stock: 5 })
  const kept = await place({ status: 'delivered' })
  expect((await put(kept.id, { status: 'returned', return_code: ' R-7 ' })).body.return_code).toBe('R-7')
})

test('cancelling, returning and deleting at once give the stock back exactly once', async () => {
  for (let round = 0; round < 5; round++) {
    const product = await insertProduct(app, owner, { stock: 9 })
    const order = await place({}, product, 9)
    const answers = await Promise.all([
      patch(order.id, 'cancelled'),
      put(order.id, { status: 'cancelled' }),
      app.delete(`/api/orders/${order.id}`, owner.token),
      patch(order.id, 'returned'),
      patch(order.id, 'cancelled'),
      app.delete(`/api/orders/${order.id}`, owner.token),
    ])
    expect(answers.every((answer) => answer.status < 500)).toBe(true)
    expect(await stockOf(product)).toBe(9)
    const rows = await app.services.db.query(
      `select type, quantity from inventory_transactions where product_id = $1 order by id`,
      [product],
    )
    expect(rows).toEqual([
      { type: 'out', quantity: 9 },
      { type: 'return', quantity: 9 },
    ])
  }
})

test('an order that never took stock gives none back', async () => {
  const order = await place()
  await app.services.db.query(
    `update orders set moves_stock = false, order_number = 'WC-17', status = 'delivered' where id = $1`,
    [order.id],
  )
  const before = await stockOf(tea)
  expect((await patch(order.id, 'returned')).body.return_code).toBe('RET-WC-17')
  expect(await stockOf(tea)).toBe(before)
})

test('PUT changes only the keys that are sent and recomputes the final amount', async () => {
  const order = await place({ notes: 'keep me' })
  const { status, body } = await put(order.id, {
    discount_amount: 10,
    shipping_fee: '5.5',
    final_amount: 95.5,
    tracking_number: 'VN123',
    reconciliation_code: 'REC-1',
    payment_status: 'paid',
    sales_channel: 'store',
    items: [],
    order_number: 'HACK',
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    ...order,
    discount_amount: 10,
    shipping_fee: 5.5,
    final_amount: 95.5,
    tracking_number: 'VN123',
    reconciliation_code: 'REC-1',
    payment_status: 'paid',
    sales_channel: 'store',
  })
})

test.each([
  [{}, { message: 'No fields to update' }],
  [{ items: [] }, { message: 'No fields to update' }],
  [{ customer_id: 999_999 }, { message: 'Invalid customer ID' }],
  [{ seller_id: 999_999 }, { message: 'Invalid seller ID' }],
  [{ branch_id: 999_999 }, { message: 'Invalid branch ID' }],
  [{ shipping_method_id: 999_999 }, { message: 'Invalid shipping method ID' }],
  [{ status: 'returned' }, { message: 'Cannot change status from pending to returned' }],
])('PUT %j is refused with its message', async (changes, message) => {
  const order = await place()
  await expectUnchanged(() => put(order.id, changes), 400, message)
})

test.each([
  [{ total_amount: 99 }, 'total_amount', 'Total amount does not match items'],
  [{ final_amount: 99 }, 'final_amount', 'Final amount does not match'],
  [{ discount_amount: 100.01 }, 'discount_amount', 'Discount cannot exceed the total amount'],
  [{ delivery_status: 'lost' }, 'delivery_status', 'Invalid value'],
  [{ status: null }, 'status', 'Invalid status'],
  [{ payment_status: 'x' }, 'payment_status', 'Invalid payment status'],
  [{ tracking_number: 5 }, 'tracking_number', 'Invalid value'],
])('PUT %j is refused at its field', async (changes, param, msg) => {
  const order = await place()
  await expectUnchanged(() => put(order.id, changes), 400, { errors: [{ msg, param, location: 'body' }] })
})

test('discount and shipping fee are closed once the order is shipped', async () => {
  const order = await place({ status: 'shipped' })
  const errors = [
    { msg: 'Invalid value', param: 'discount_amount', location: 'body' },
    { msg: 'Invalid value', param: 'shipping_fee', location: 'body' },
  ]
  await expectUnchanged(() => put(order.id, { shipping_fee: 1, discount_amount: 1 }), 400, { errors })
})

test.each(['shipped', 'delivered'] as const)('a %s order cannot be deleted', async (status) => {
  const order = await place({ status })
  const message = 'Only pending or cancelled orders can be deleted'
  await expectUnchanged(() => app.delete(`/api/orders/${order.id}`, owner.token), 400, { message })
})

test('deleting a pending order gives the stock back, removes the items and keeps the ledger', async () => {
  const product = await insertProduct(app, owner, { stock: 3 })
  const order = await place({}, product, 3)
  const path = `/api/orders/${order.id}`
  const total = (await app.get('/api/orders', owner.token)).body.total
  expect((await app.delete(path, owner.token)).body).toEqual({ message: 'Order deleted successfully' })
  expect(await stockOf(product)).toBe(3)
  expect([(await app.get(path, owner.token)).status, (await app.delete(path, owner.token)).status]).toEqual([
    404, 404,
  ])
  expect((await app.get('/api/orders', owner.token)).body.total).toBe(total - 1)
  const counts = await app.services.db.query(
    `select (select count(*) from order_items where order_id = $1) as items,
       (select count(*) from inventory_transactions where reference_id = $1) as movements`,
    [order.id],
  )
  expect(counts).toEqual([{ items: 0, movements: 2 }])
})

test.each(['abc', '0', '-1', '1.5', '99999999999999999999', '999999'])('the id %s is unknown', async (id) => {
  const answers = [
    await app.get(`/api/orders/${id}`, owner.token),
    await app.put(`/api/orders/${id}`, {}, owner.token),
    await app.patch(`/api/orders/${id}/status`, {}, owner.token),
    await app.delete(`/api/orders/${id}`, owner.token),
  ]
  for (const { status, body } of answers)
    expect([status, body]).toEqual([404, { message: 'Order not found' }])
})

test('an order of another workspace does not exist', async () => {
  const stranger = await createOwner(app.services)
  const order = await place()
  const before = await snapshotSales(app)
  for (const answer of [
    await app.get(`/api/orders/${order.id}`, stranger.token),
    await put(order.id, { notes: 'mine' }, stranger.token),
    await patch(order.id, 'cancelled', stranger.token),
    await app.delete(`/api/orders/${order.id}`, stranger.token),
  ]) {
    expect([answer.status, answer.body]).toEqual([404, { message: 'Order not found' }])
  }
  expect((await app.get('/api/orders', stranger.token)).body).toMatchObject({ orders: [], total: 0 })
  expect(await snapshotSales(app)).toEqual(before)
})

test('whatever is ordered, cancelled, returned and deleted: stock is what was there, less what is sold', async () => {
  const step = fc.record({
    kind: fc.constantFrom('place', 'place', 'cancelled', 'delivered', 'returned', 'delete'),
    product: fc.nat(2),
    quantity: fc.integer({ min: 1, max: 6 }),
    order: fc.nat(9),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
      const products = await Promise.all([0, 1, 2].map(() => insertProduct(app, owner, { stock: 10 })))
      const orders: number[] = []
      const act = async ({ kind, product, quantity, order }: (typeof steps)[number]) => {
        const id = orders[order % Math.max(orders.length, 1)] ?? 0
        if (kind === 'delete') return app.delete(`/api/orders/${id}`, owner.token)
        if (kind !== 'place') return patch(id, kind)
        const items = [product, (product + 1) % 3].map((i) => ({
          product_id: products[i],
          quantity,
          price: 1,
        }))
        const answer = await app.post('/api/orders', { items }, owner.token)
        if (answer.status === 201) orders.push(answer.body.id)
        return answer
      }
      // Three at a time: neighbours race.
      for (let i = 0; i < steps.length; i += 3) {
        const answers = await Promise.all(steps.slice(i, i + 3).map(act))
        expect(answers.filter((answer) => answer.status >= 500)).toEqual([])
      }
      const rows = await app.services.db.query<{
        stock: number
        held: number
        ledger: number
        last: number | null
      }>(
        `select p.stock,
           coalesce((select sum(i.quantity) from order_items i join orders o on o.id = i.order_id
             where i.product_id = p.id and o.status not in ('cancelled', 'returned')), 0)::int as held,
           coalesce((select sum(case type when 'out' then -quantity else quantity end)
             from inventory_transactions t where t.product_id = p.id), 0)::int as ledger,
           (select new_stock from inventory_transactions t where t.product_id = p.id order by id desc limit 1) as last
         from products p where p.id = any($1) order by p.id`,
        [products],
      )
      for (const { stock, held, ledger, last } of rows) {
        expect(stock).toBeGreaterThanOrEqual(0)
        expect([stock, stock, last ?? 10]).toEqual([10 - held, 10 + ledger, stock])
      }
    }),
    { numRuns: 25 },
  )
})

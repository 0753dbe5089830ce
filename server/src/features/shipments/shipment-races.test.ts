import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestAnswer, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { createCarrier, insertProduct } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerInventory } from '../inventory/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerShopSettings } from '../shop-settings/index.ts'
import { registerShipments } from './index.ts'

let app: TestApp
let owner: SignedInUser
let carrier: number
let numbers = 0

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerInventory, registerOrders, registerShopSettings, registerShipments],
  })
  owner = await createOwner(app.services)
  carrier = await createCarrier(app, owner.token)
})
afterAll(() => app.close())

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const statuses = (answers: TestAnswer[]) => answers.map((answer) => answer.status).sort()
const moveOrder = (id: number, status: string) =>
  app.patch(`/api/orders/${id}/status`, { status }, owner.token)
const moveShipment = (id: number, status: string) =>
  app.patch(`/api/shipments/${id}/status`, { status }, owner.token)

async function place(product: number, quantity = 2): Promise<number> {
  const items = [{ product_id: product, quantity, price: 10 }]
  const answer = await app.post('/api/orders', { items }, owner.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

const create = (order_id: number, tracking_number = `R-${++numbers}`) =>
  app.post('/api/shipments', { order_id, carrier_id: carrier, tracking_number }, owner.token)

async function ship(order_id: number): Promise<number> {
  const answer = await create(order_id)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

const movementsOf = (product: number) =>
  app.services.db.query<{ type: string; quantity: number }>(
    'select type, quantity from inventory_transactions where product_id = $1 order by id',
    [product],
  )

async function stockOf(product: number): Promise<number> {
  const [row] = await app.services.db.query<{ stock: number }>('select stock from products where id = $1', [
    product,
  ])
  return row!.stock
}

test('a shipment and its order returned ten times each at once give the stock back once', async () => {
  for (let round = 0; round < 5; round++) {
    const product = await insertProduct(app, owner, { stock: 7 })
    const order = await place(product, 7)
    const shipment = await ship(order)
    await moveShipment(shipment, 'in_transit')
    const answers = await Promise.all(
      times(20, (i) => (i % 2 ? moveOrder(order, 'returned') : moveShipment(shipment, 'returned'))),
    )
    expect(statuses(answers)).toEqual(times(20, () => 200))
    expect(await stockOf(product)).toBe(7)
    expect(await movementsOf(product)).toEqual([
      { type: 'out', quantity: 7 },
      { type: 'return', quantity: 7 },
    ])
  }
})

test('an order cancelled while its shipment is delivered ends as one of the two, with the stock to match', async () => {
  for (let round = 0; round < 10; round++) {
    const product = await insertProduct(app, owner, { stock: 5 })
    const order = await place(product, 5)
    const shipment = await ship(order)
    const [cancelled, delivered] = await Promise.all([
      moveOrder(order, 'cancelled'),
      moveShipment(shipment, 'delivered'),
    ])
    expect(statuses([cancelled, delivered])).toEqual([200, 400])
    const winner = cancelled.status === 200 ? 'cancelled' : 'delivered'
    expect((await app.get(`/api/orders/${order}`, owner.token)).body).toMatchObject({
      status: winner,
      delivery_status: winner,
    })
    expect((await app.get(`/api/shipments/${shipment}`, owner.token)).body.status).toBe(winner)
    expect(await stockOf(product)).toBe(winner === 'cancelled' ? 5 : 0)
  }
})

test('of parallel shipments of one order exactly one is created', async () => {
  const product = await insertProduct(app, owner)
  for (let round = 0; round < 5; round++) {
    const order = await place(product)
    const answers = await Promise.all(times(8, () => create(order)))
    expect(statuses(answers)).toEqual([201, ...times(7, () => 400)])
    for (const { body } of answers.filter((answer) => answer.status === 400)) {
      expect(body).toEqual({ message: 'Order already has a shipment' })
    }
    const made = answers.find((answer) => answer.status === 201)
    expect((await app.get(`/api/orders/${order}`, owner.token)).body.tracking_number).toBe(
      made?.body.tracking_number,
    )
  }
})

test('of parallel shipments with one tracking number exactly one is created, and no other order is touched', async () => {
  const product = await insertProduct(app, owner)
  for (let round = 0; round < 5; round++) {
    const orders = await Promise.all(times(6, () => place(product)))
    const number = `ONE-${round}`
    const answers = await Promise.all(orders.map((order) => create(order, number)))
    expect(statuses(answers)).toEqual([201, ...times(5, () => 400)])
    for (const { body } of answers.filter((answer) => answer.status === 400)) {
      expect(body).toEqual({ message: 'Tracking number already exists' })
    }
    const { body } = await app.get(`/api/orders?tracking_number=${number}`, owner.token)
    expect(body.total).toBe(1)
  }
})

test('an order that is cancelled while it is shipped has no shipment that is still under way', async () => {
  const product = await insertProduct(app, owner, { stock: 100 })
  for (let round = 0; round < 10; round++) {
    const order = await place(product)
    const [cancelled, created] = await Promise.all([moveOrder(order, 'cancelled'), create(order)])
    expect(cancelled.status).toBe(200)
    if (created.status === 400) expect(created.body).toEqual({ message: 'Order cannot be shipped' })
    else {
      expect((await app.get(`/api/shipments/${created.body.id}`, owner.token)).body.status).toBe('cancelled')
    }
  }
  expect(await stockOf(product)).toBe(100)
})

test('a carrier that is deleted while orders travel with it is kept, and every answer is an honest one', async () => {
  const product = await insertProduct(app, owner, { stock: 1000 })
  for (let round = 0; round < 5; round++) {
    const gone = await createCarrier(app, owner.token)
    const orders = await Promise.all(times(4, () => place(product)))
    const [deleted, ...created] = await Promise.all([
      app.delete(`/api/shipping/${gone}`, owner.token),
      ...orders.map((order_id) =>
        app.post(
          '/api/shipments',
          { order_id, carrier_id: gone, tracking_number: `G-${round}-${order_id}` },
          owner.token,
        ),
      ),
    ])
    expect(deleted?.status).toBe(200)
    const left = await app.get(`/api/shipping/${gone}`, owner.token)
    const made = created.filter((answer) => answer.status === 201)
    expect(left.status).toBe(made.length > 0 ? 200 : 404)
    for (const answer of created.filter((one) => one.status !== 201)) {
      expect([answer.status, answer.body]).toEqual([400, { message: 'Carrier not found' }])
    }
  }
})

const step = fc.record({
  kind: fc.constantFrom(
    'place',
    'place',
    'ship',
    'ship',
    'order:confirmed',
    'order:delivered',
    'order:cancelled',
    'order:returned',
    'order:delete',
    'shipment:in_transit',
    'shipment:in_transit',
    'shipment:delivered',
    'shipment:returned',
    'shipment:cancelled',
    'shipment:delete',
    'count',
  ),
  which: fc.nat(30),
  quantity: fc.integer({ min: 1, max: 6 }),
})

test('whatever is placed, shipped, moved, counted and deleted: stock, ledger, totals and statuses agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 40 }), async (steps) => {
      const shop = await createOwner(app.services)
      const post = await createCarrier(app, shop.token)
      const products = await Promise.all(times(3, () => insertProduct(app, shop, { stock: 12 })))
      const orders: number[] = []
      const shipments: number[] = []
      const one = (ids: number[], which: number) => ids[which % Math.max(ids.length, 1)] ?? 999_999
      const remember = (ids: number[], answer: TestAnswer) => {
        if (answer.status === 201) ids.push(answer.body.id)
        return answer
      }
      const act = async ({ kind, which, quantity }: (typeof steps)[number]) => {
        const [noun, verb = ''] = kind.split(':')
        const product_id = one(products, which)
        if (kind === 'place') {
          const items = [
            { product_id, quantity, price: 7 },
            { product_id: one(products, which + 1), quantity: 1, price: 3 },
          ]
          return remember(orders, await app.post('/api/orders', { items }, shop.token))
        }
        if (kind === 'ship') {
          const body = { order_id: one(orders, which), carrier_id: post, tracking_number: `P-${++numbers}` }
          return remember(shipments, await app.post('/api/shipments', body, shop.token))
        }
        if (kind === 'count') {
          const body = { product_id, type: 'adjustment', quantity: quantity + 6 }
          return app.post('/api/inventory/adjust', body, shop.token)
        }
        const path =
          noun === 'order' ? `/api/orders/${one(orders, which)}` : `/api/shipments/${one(shipments, which)}`
        if (verb === 'delete') return app.delete(path, shop.token)
        return app.patch(`${path}/status`, { status: verb }, shop.token)
      }
      // Three at a time: neighbours race.
      for (let i = 0; i < steps.length; i += 3) {
        const answers = await Promise.all(steps.slice(i, i + 3).map(act))
        expect(answers.filter((answer) => answer.status >= 500)).toEqual([])
      }
      await expectLedgersToAgree(shop.workspaceId, products)
      await expectShipmentsToAgree(shop)
    }),
    { numRuns: 25 },
  )
})

/** Every row of a product's ledger starts where the one before ended, and the last one ends at its stock. */
async function expectLedgersToAgree(workspaceId: number, products: number[]): Promise<void> {
  const rows = await app.services.db.query<{
    id: number
    stock: number
    rows: { type: string; quantity: number; previous_stock: number; new_stock: number }[] | null
    held: number
    taken: number
  }>(
    `select p.id, p.stock,
       (select json_agg(t order by t.id) from inventory_transactions t where t.product_id = p.id) as rows,
       coalesce((select sum(i.quantity) from order_items i join orders o on o.id = i.order_id
         where i.product_id = p.id and o.status not in ('cancelled', 'returned')), 0)::int as held,
       coalesce((select sum(case t.type when 'out' then t.quantity when 'return' then -t.quantity else 0 end)
         from inventory_transactions t where t.product_id = p.id), 0)::int as taken
     from products p where p.workspace_id = $1 and p.id = any($2)`,
    [workspaceId, products],
  )
  for (const product of rows) {
    let stock = 12
    for (const row of product.rows ?? []) {
      const expected = { in: stock + row.quantity, return: stock + row.quantity, out: stock - row.quantity }
      const after = row.type === 'adjustment' ? row.quantity : expected[row.type as keyof typeof expected]
      expect([row.previous_stock, row.new_stock]).toEqual([stock, after])
      stock = after
    }
    expect([product.stock, product.taken]).toEqual([stock, product.held])
  }
}

async function expectShipmentsToAgree(shop: SignedInUser): Promise<void> {
  const rows = await app.services.db.query<{ order_id: number; status: string; order_status: string }>(
    `select s.order_id, s.status, o.status as order_status from shipments s join orders o on o.id = s.order_id
     where s.workspace_id = $1`,
    [shop.workspaceId],
  )
  const open = rows.filter((row) => row.status !== 'cancelled').map((row) => row.order_id)
  expect(new Set(open).size).toBe(open.length)
  const allowed: Record<string, string[]> = {
    in_transit: ['shipped', 'delivered', 'returned'],
    delivered: ['delivered', 'returned'],
    returned: ['returned'],
    pending: ['pending', 'confirmed', 'processing', 'shipped', 'delivered', 'returned'],
  }
  for (const row of rows.filter((one) => one.status !== 'cancelled')) {
    expect(allowed[row.status]).toContain(row.order_status)
  }
  const total = async (path: string) => (await app.get(`${path}limit=1`, shop.token)).body.total
  expect(await total('/api/shipments?')).toBe(rows.length)
  for (const status of ['pending', 'in_transit', 'delivered', 'returned', 'cancelled']) {
    const expected = rows.filter((row) => row.status === status).length
    expect(await total(`/api/shipments?status=${status}&`)).toBe(expected)
  }
}

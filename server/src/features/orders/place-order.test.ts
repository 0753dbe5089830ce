import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import { insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from './index.ts'

let app: TestApp
let owner: SignedInUser
let tea: number

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerCustomers],
    now: '2026-03-01T10:00:00.000Z',
  })
  owner = await createOwner(app.services)
  tea = await insertProduct(app, owner, { name: 'Tea', stock: 1000 })
})
afterAll(() => app.close())

const place = (body: unknown, token = owner.token, headers?: Record<string, string>) =>
  app.post('/api/orders', body, token, headers)
const line = (product_id: number, quantity = 1, price: unknown = 10) => ({ product_id, quantity, price })

async function stockOf(product: number): Promise<number> {
  const [row] = await app.services.db.query<{ stock: number }>('select stock from products where id = $1', [
    product,
  ])
  return row!.stock
}

async function expectRefused(body: unknown, answer: object, token = owner.token): Promise<void> {
  const before = await snapshotSales(app)
  const refused = await place(body, token)
  expect([refused.status, refused.body]).toEqual([400, answer])
  expect(await snapshotSales(app)).toEqual(before)
}

const errors = (param: string, msg: string) => ({ errors: [{ msg, param, location: 'body' }] })

test.each([{}, { items: null }, { items: 'x' }, { items: {} }, { items: [], status: 'nonsense' }])(
  'an order without lines is refused before anything else: %j',
  (body) => expectRefused(body, { message: 'Items are required' }),
)

test.each([
  ['product_id', undefined, 'Product ID is required'],
  ['product_id', null, 'Product ID is required'],
  ['product_id', 'abc', 'Product ID is required'],
  ['product_id', 1.5, 'Product ID is required'],
  ['quantity', undefined, 'Quantity must be at least 1'],
  ['quantity', 0, 'Quantity must be at least 1'],
  ['quantity', -1, 'Quantity must be at least 1'],
  ['quantity', 1.5, 'Quantity must be at least 1'],
  ['quantity', 1_000_001, 'Quantity must be at least 1'],
  ['quantity', true, 'Quantity must be at least 1'],
  ['price', undefined, 'Price is required'],
  ['price', null, 'Price is required'],
  ['price', -1, 'Price must be a positive number'],
  ['price', '1e5', 'Price must be a positive number'],
  ['price', '', 'Price must be a positive number'],
  ['price', true, 'Price must be a positive number'],
  ['price', 1_000_000_000_000, 'Price must be a positive number'],
])('a line whose %s is %j is refused at its place', (field, value, msg) =>
  expectRefused({ items: [line(tea), { ...line(tea), [field]: value }] }, errors(`items[1].${field}`, msg)),
)

test.each([
  ['customer_id', 'abc', 'Customer ID must be a valid integer'],
  ['customer_id', 1.5, 'Customer ID must be a valid integer'],
  ['seller_id', [], 'Seller ID must be a valid integer'],
  ['branch_id', true, 'Branch ID must be a valid integer'],
  ['shipping_method_id', {}, 'Shipping method ID must be a valid integer'],
  ['status', 'cancelled', 'Invalid status'],
  ['status', 'returned', 'Invalid status'],
  ['status', 7, 'Invalid status'],
  ['payment_status', 'free', 'Invalid payment status'],
  ['payment_method', 'x'.repeat(51), 'Invalid value'],
  ['payment_method', 5, 'Invalid value'],
  ['total_amount', 11, 'Total amount does not match items'],
  ['total_amount', 'abc', 'Total amount does not match items'],
  ['final_amount', 9.99, 'Final amount does not match'],
  ['discount_amount', -1, 'Invalid value'],
  ['discount_amount', 10.01, 'Discount cannot exceed the total amount'],
  ['discount_amount', '', 'Invalid value'],
  ['shipping_fee', 'abc', 'Invalid value'],
  ['shipping_address', 'x'.repeat(1001), 'Invalid value'],
  ['shipping_phone', '1'.repeat(21), 'Invalid value'],
  ['notes', 'a\u0000b', 'Invalid value'],
  ['notes', 'x'.repeat(5001), 'Invalid value'],
  ['sales_channel', 'x'.repeat(51), 'Invalid value'],
])('an order whose %s is %j is refused and changes nothing', (field, value, msg) =>
  expectRefused({ items: [line(tea)], [field]: value }, errors(field, msg)),
)

test('more than 500 lines are refused', () =>
  expectRefused({ items: Array(501).fill(line(tea)) }, errors('items', 'At most 500 items are allowed')))

test('every failing field is reported once, in the order of the fields', () =>
  expectRefused(
    { notes: 5, status: 'x', items: [{ product_id: tea, quantity: 0 }] },
    {
      errors: [
        { msg: 'Quantity must be at least 1', param: 'items[0].quantity', location: 'body' },
        { msg: 'Price is required', param: 'items[0].price', location: 'body' },
        { msg: 'Invalid status', param: 'status', location: 'body' },
        { msg: 'Invalid value', param: 'notes', location: 'body' },
      ],
    },
  ))

test('the largest total is exact and a larger one is refused', async () => {
  const items = Array.from({ length: 10 }, () => line(tea, 1, 999_999_999_999.99))
  const { status, body } = await place({ items, discount_amount: 0.01 })
  expect([status, body.total_amount, body.final_amount]).toEqual([
    201, 9_999_999_999_999.9, 9_999_999_999_999.89,
  ])
  await expectRefused({ items: [...items, line(tea, 1, 0.1)] }, errors('total_amount', 'Invalid value'))
  await expectRefused({ items, shipping_fee: 0.1 }, errors('final_amount', 'Invalid value'))
})

test('a price is rounded half up to two decimals before it is multiplied', async () => {
  const { body } = await place({ items: [line(tea, 3, '1.005')] })
  expect(body).toMatchObject({ total_amount: 3.03, items: [{ price: 1.01, subtotal: 3.03 }] })
})

test('references are checked in the order customer, seller, branch, shipping method, product, stock', async () => {
  const stranger = await createOwner(app.services)
  const { db } = app.services
  const insert = async (sql: string) => (await db.query<{ id: number }>(sql, [stranger.workspaceId]))[0]!.id
  const customer = await insert(
    `insert into customers (workspace_id, code, name) values ($1, 'CUS001', 'X') returning id`,
  )
  const branch = await insert(
    `insert into branches (workspace_id, code, name) values ($1, 'BR001', 'X') returning id`,
  )
  const method = await insert(
    `insert into shipping_methods (workspace_id, name) values ($1, 'X') returning id`,
  )
  const foreign = await insertProduct(app, stranger)
  const body: Record<string, unknown> = {
    items: [line(tea, 100_000), line(foreign), line(999_999)],
    customer_id: customer,
    seller_id: stranger.userId,
    branch_id: branch,
    shipping_method_id: method,
  }
  for (const [key, message] of [
    ['customer_id', 'Invalid customer ID'],
    ['seller_id', 'Invalid seller ID'],
    ['branch_id', 'Invalid branch ID'],
    ['shipping_method_id', 'Invalid shipping method ID'],
  ] as const) {
    await expectRefused(body, { message })
    body[key] = ''
  }
  await expectRefused(body, { message: `Invalid product ID: ${foreign}` })
  await expectRefused({ items: [line(tea, 100_000)] }, { message: 'Insufficient stock for product: Tea' })
})

test('0 is no reference, and does not keep the other references from being checked', async () => {
  const items = [line(tea, 1)]
  const branch_id = 999_999
  await expectRefused({ items, customer_id: 0 }, { message: 'Invalid customer ID' })
  await expectRefused({ items, customer_id: 0, branch_id }, { message: 'Invalid customer ID' })
  await expectRefused({ items, seller_id: '0', branch_id }, { message: 'Invalid seller ID' })
  await expectRefused({ items, branch_id: 0 }, { message: 'Invalid branch ID' })
  await expectRefused({ items, shipping_method_id: 0 }, { message: 'Invalid shipping method ID' })
})

test('the joined names are those of the workspace', async () => {
  const { db } = app.services
  const seller = await createOwner(app.services, {
    workspaceId: owner.workspaceId,
    role: 'seller',
    fullName: '',
    username: 'minh',
  })
  const [branch] = await db.query<{ id: number }>(
    `insert into branches (workspace_id, code, name) values ($1, 'BR001', 'Centre') returning id`,
    [owner.workspaceId],
  )
  const [method] = await db.query<{ id: number }>(
    `insert into shipping_methods (workspace_id, name) values ($1, 'Post') returning id`,
    [owner.workspaceId],
  )
  const { body } = await place({
    items: [line(tea)],
    seller_id: String(seller.userId),
    branch_id: branch!.id,
    shipping_method_id: method!.id,
    status: 'shipped',
    notes: '<b>"1\'; drop table orders</b>',
  })
  expect(body).toMatchObject({
    seller_id: seller.userId,
    seller_name: 'minh',
    branch_code: 'BR001',
    branch_name: 'Centre',
    shipping_method_name: 'Post',
    delivery_status: 'shipped',
    notes: '<b>"1\'; drop table orders</b>',
  })
})

test('an inactive or deleted product cannot be ordered, and the first such line is named', async () => {
  const off = await insertProduct(app, owner, { is_active: false })
  const gone = await insertProduct(app, owner)
  await app.services.db.query('update products set deleted_at = now() where id = $1', [gone])
  await expectRefused(
    { items: [line(tea), line(gone), line(off)] },
    { message: `Invalid product ID: ${gone}` },
  )
  await expectRefused({ items: [line(off), line(gone)] }, { message: `Invalid product ID: ${off}` })
})

test('a product on several lines is summed, and the lines keep their order', async () => {
  const a = await insertProduct(app, owner, { name: 'A', stock: 5 })
  const b = await insertProduct(app, owner, { name: 'B', stock: 5 })
  await expectRefused(
    { items: [line(a, 3), line(b, 9), line(a, 3)] },
    { message: 'Insufficient stock for product: A' },
  )
  const { body } = await place({ items: [line(b, 2), line(a, 2), line(b, 3, 7)] })
  expect(body.items.map((i: { product_id: number; quantity: number }) => [i.product_id, i.quantity])).toEqual(
    [
      [b, 2],
      [a, 2],
      [b, 3],
    ],
  )
  expect([await stockOf(a), await stockOf(b)]).toEqual([3, 0])
  const movements = await app.services.db.query(
    `select product_id, type, quantity, previous_stock, new_stock, reference_type, created_by
     from inventory_transactions where reference_id = $1 order by id`,
    [body.id],
  )
  const common = { type: 'out', reference_type: 'order', created_by: owner.userId }
  expect(movements).toEqual([
    { ...common, product_id: a, quantity: 2, previous_stock: 5, new_stock: 3 },
    { ...common, product_id: b, quantity: 5, previous_stock: 5, new_stock: 0 },
  ])
})

test('fifty parallel orders on a stock of twenty sell exactly twenty', async () => {
  const product = await insertProduct(app, owner, { name: 'Rare', stock: 20 })
  const answers = await Promise.all(Array.from({ length: 50 }, () => place({ items: [line(product)] })))
  const refused = answers.filter((answer) => answer.status !== 201)
  expect(refused).toHaveLength(30)
  for (const answer of refused) {
    expect([answer.status, answer.body]).toEqual([400, { message: 'Insufficient stock for product: Rare' }])
  }
  expect(await stockOf(product)).toBe(0)
  const numbers = answers.filter((a) => a.status === 201).map((a) => a.body.order_number)
  expect(new Set(numbers).size).toBe(20)
})

test('parallel orders that list the same products in opposite order never fail', async () => {
  const products = await Promise.all(
    Array.from({ length: 8 }, () => insertProduct(app, owner, { stock: 1000 })),
  )
  const forward = products.map((product) => line(product))
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => place({ items: i % 2 ? forward : forward.toReversed() })),
  )
  expect(answers.filter((answer) => answer.status !== 201)).toEqual([])
  expect(await Promise.all(products.map(stockOf))).toEqual(products.map(() => 940))
})

test('an order of 500 lines costs the same one statement as one of two', async () => {
  const products = await Promise.all(Array.from({ length: 500 }, () => insertProduct(app, owner)))
  const count = async (items: object[]) => {
    let statements = 0
    const stop = app.services.db.observe(() => statements++)
    const answer = await place({ items })
    stop()
    expect(answer.status).toBe(201)
    expect(answer.body.items).toHaveLength(items.length)
    return statements
  }
  await count([line(tea)])
  expect(await count([line(tea), line(products[0]!)])).toBe(1)
  expect(await count(products.map((product) => line(product)))).toBe(1)
})

test('numbers count from 001 in each workspace and year of its time zone, and outgrow three digits', async () => {
  const shop = await createOwner(app.services, { timeZone: 'Asia/Ho_Chi_Minh' })
  const product = await insertProduct(app, shop, { stock: 5000 })
  const number = async (token = shop.token) =>
    (await place({ items: [line(product)] }, token)).body.order_number
  expect([await number(), await number()]).toEqual(['ORD-2026-001', 'ORD-2026-002'])
  await app.services.db.query(`select setval('order_number_${shop.workspaceId}_2026', 999)`)
  expect(await number()).toBe('ORD-2026-1000')
  const clock = app.services.clock as FixedClock
  clock.set('2026-12-31T17:00:00.000Z')
  const first = await number((await signIn(app.services, shop)).token)
  clock.set('2026-03-01T10:00:00.000Z')
  expect(first).toBe('ORD-2027-001')
})

test('the first orders of a workspace may come all at once', async () => {
  const shop = await createOwner(app.services)
  const product = await insertProduct(app, shop)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => place({ items: [line(product)] }, shop.token)),
  )
  const numbers = answers.map((answer) => answer.body.order_number).sort()
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => `ORD-2026-${String(i + 1).padStart(3, '0')}`))
})

test('one Idempotency-Key places one order, also in parallel', async () => {
  const product = await insertProduct(app, owner, { stock: 10 })
  const body = { items: [line(product)] }
  const headers = { 'idempotency-key': 'one-order' }
  const answers = await Promise.all(Array.from({ length: 6 }, () => place(body, owner.token, headers)))
  expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true)
  const replayed = await place(body, owner.token, headers)
  expect(replayed.headers.get('idempotent-replayed')).toBe('true')
  for (const answer of answers.filter((a) => a.status === 201)) expect(answer.body).toEqual(replayed.body)
  expect(await stockOf(product)).toBe(9)
})

test('a placed order is audited with who and what', async () => {
  const { body } = await place({ items: [line(tea)] })
  const rows = await app.services.db.query(
    `select workspace_id, actor_kind, actor_id, action, after->>'order_number' as number from audit_log
     where subject_type = 'order' and subject_id = $1`,
    [String(body.id)],
  )
  expect(rows).toEqual([
    {
      workspace_id: owner.workspaceId,
      actor_kind: 'user',
      actor_id: String(owner.userId),
      action: 'order.placed',
      number: body.order_number,
    },
  ])
})

test('the items keep name and image of the sale', async () => {
  const product = await insertProduct(app, owner, { name: 'Old name', image_url: '/old.png' })
  const { body } = await place({ items: [line(product)] })
  await app.services.db.query(
    `update products set name = 'New', image_url = null, deleted_at = now() where id = $1`,
    [product],
  )
  expect((await app.get(`/api/orders/${body.id}`, owner.token)).body).toEqual(body)
})

test('without a token nothing is placed', async () => {
  const before = await snapshotSales(app)
  const refused = await app.post('/api/orders', { items: [line(tea)] })
  expect([refused.status, refused.body]).toEqual([401, { message: 'No token provided' }])
  expect(await snapshotSales(app)).toEqual(before)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerCatalog } from '../src/features/catalog/index.ts'
import { registerCustomers } from '../src/features/customers/index.ts'
import { registerIdentity } from '../src/features/identity/index.ts'
import { registerOrders } from '../src/features/orders/index.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'

/** One more than a search counts. */
const many = 10_001

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerCatalog, registerCustomers, registerOrders],
  })
})
afterAll(() => app.close())

/** Inserts `count` products, each a minute younger than the one before, and answers their ids from new to old. */
async function insertProducts(shop: SignedInUser, count: number, name: string): Promise<number[]> {
  const rows = await app.services.db.query<{ id: number }>(
    `insert into products (workspace_id, name, price, sku, search_text, created_at)
     select $1, $2 || ' ' || n, 100, $2 || n, lower($2 || ' ' || n), timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, $3::int) n returning id`,
    [shop.workspaceId, name, count],
  )
  return rows.map(({ id }) => id).reverse()
}

async function insertCustomers(shop: SignedInUser, count: number, name: string): Promise<number[]> {
  const rows = await app.services.db.query<{ id: number }>(
    `insert into customers (workspace_id, code, name, search_text, search_marked, created_at)
     select $1, 'CUS' || n, $2 || ' ' || n, lower($2 || ' ' || n), lower($2 || ' ' || n),
       timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, $3::int) n returning id`,
    [shop.workspaceId, name, count],
  )
  return rows.map(({ id }) => id).reverse()
}

async function insertOrders(shop: SignedInUser, count: number, customerId: number): Promise<number[]> {
  const rows = await app.services.db.query<{ id: number }>(
    `insert into orders (workspace_id, order_number, customer_id, created_by, total_amount, total_quantity, search_text, created_at)
     select $1, 'ORD-2026-' || n, $2, $3, 100, 1, 'ord-2026-' || n, timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, $4::int) n returning id`,
    [shop.workspaceId, customerId, shop.userId, count],
  )
  return rows.map(({ id }) => id).reverse()
}

/** The ids of a page, what it says of the total, and what it cost. */
async function search(shop: SignedInUser, path: string) {
  let statements = 0
  const stop = app.services.db.observe(() => statements++)
  const { status, body, headers } = await app.get(`/api/${path}`, shop.token)
  stop()
  expect(status).toBe(200)
  const rows: { id: number }[] = body.products ?? body.customers ?? body.orders
  const more = headers.get('x-total-is-lower-bound') === 'true'
  return { ids: rows.map(({ id }) => id), total: body.total, more, statements }
}

describe('products', () => {
  test('up to 10,000 hits the total is exact; beyond, the answer says that it is a lower bound', async () => {
    const shop = await createOwner(app.services)
    const ids = await insertProducts(shop, many, 'Lamp')
    await insertProducts(shop, 3, 'Chair')

    const first = await search(shop, 'products?search=lamp')
    expect(first).toEqual({ ids: ids.slice(0, 10), total: 10_000, more: true, statements: 1 })
    const last = await search(shop, 'products?search=lamp&page=1001')
    expect(last).toMatchObject({ ids: ids.slice(10_000), total: 10_000, more: true })
    const all = await search(shop, 'products?search=lamp&is_active=all&page=3')
    expect(all).toMatchObject({ ids: ids.slice(20, 30), total: 10_000, more: true })
    expect(await search(shop, 'products?search=chair')).toMatchObject({ total: 3, more: false })

    await app.delete(`/api/products/${ids[0]}`, shop.token)
    const after = await search(shop, 'products?search=lamp')
    expect(after).toMatchObject({ ids: ids.slice(1, 11), total: 10_000, more: false })
    const end = await search(shop, 'products?search=lamp&page=1000')
    expect(end).toMatchObject({ ids: ids.slice(9991), total: 10_000, more: false })
  })

  test.each<[string, (shop: SignedInUser, id: number) => Promise<unknown>]>([
    ['deleted', (shop, id) => app.delete(`/api/products/${id}`, shop.token)],
    ['renamed', (shop, id) => app.put(`/api/products/${id}`, { name: 'Light', sku: 'L' }, shop.token)],
    ['hidden', (shop, id) => app.put(`/api/products/${id}`, { is_active: false }, shop.token)],
  ])('a total that was beyond counting is counted again once a product is %s', async (_, change) => {
    const shop = await createOwner(app.services)
    const ids = await insertProducts(shop, many, 'Lamp')
    await search(shop, 'products?search=lamp')
    expect(await search(shop, 'products?search=lamp')).toMatchObject({ more: true, statements: 1 })
    await insertProducts(await createOwner(app.services), 1, 'Lamp')
    expect(await search(shop, 'products?search=lamp')).toMatchObject({ more: true, statements: 1 })

    await change(shop, ids[5_000]!)
    const counted = await search(shop, 'products?search=lamp')
    expect(counted).toMatchObject({ total: 10_000, more: false, statements: 2 })
  })

  test('a search within a category counts up to 10,000 as well', async () => {
    const shop = await createOwner(app.services)
    await insertProducts(shop, many, 'Lamp')
    await app.services.db.query(`update products set category = 'Light' where workspace_id = $1`, [
      shop.workspaceId,
    ])
    expect(await search(shop, 'products?search=lamp&category=light')).toMatchObject({
      total: 10_000,
      more: true,
    })
    expect(await search(shop, 'products?category=light')).toMatchObject({ total: many, more: false })
  })

  test('lists without a search have exact totals whatever their length', async () => {
    const shop = await createOwner(app.services)
    await insertProducts(shop, many, 'Lamp')
    expect(await search(shop, 'products')).toMatchObject({ total: many, more: false })
  })
})

describe.each([
  ['products', insertProducts, { name: 'Lamp', price: 1 }],
  ['customers', insertCustomers, { name: 'Lamp' }],
] as const)('remembered totals of %s', (noun, insert, body) => {
  test('follow what enters and leaves the search, and cost no count while nothing does', async () => {
    const shop = await createOwner(app.services)
    const other = await createOwner(app.services)
    const ids = await insert(shop, 300, 'Lamp')
    const [chair] = await insert(other, 1, 'Chair')
    const total = async () => (await search(shop, `${noun}?search=lamp`)).total
    const at = (id: number | undefined) => `/api/${noun}/${id}`
    expect([await total(), await total()]).toEqual([300, 300])

    const added = (await app.post(`/api/${noun}`, body, shop.token)).body
    expect([await total(), await total()]).toEqual([301, 301])
    await app.put(at(added.id), { name: 'Chair' }, shop.token)
    expect([await total(), await total()]).toEqual([300, 300])
    await app.put(at(added.id), { name: 'Lamp again' }, shop.token)
    expect([await total(), await total()]).toEqual([301, 301])
    // One leaves and one that is not found comes: the list is as long as before.
    await app.delete(at(ids[0]), shop.token)
    await app.post(`/api/${noun}`, { ...body, name: 'Chair' }, shop.token)
    expect([await total(), await total()]).toEqual([300, 300])
    await app.delete(at(chair), other.token)
    expect(await search(shop, `${noun}?search=lamp`)).toMatchObject({
      total: 300,
      more: false,
      statements: 1,
    })
    // Far pages are cheaper gathered than walked to; either way they belong together.
    const pages = [
      await search(shop, `${noun}?search=lamp`),
      await search(shop, `${noun}?search=lamp&page=30`),
    ]
    expect(pages.map((page) => [page.ids.length, page.total])).toEqual([
      [10, 300],
      [10, 300],
    ])
  })
})

describe('orders', () => {
  test('hits by customer and by code count together, exactly up to 10,000', async () => {
    const shop = await createOwner(app.services)
    const [customer] = await insertCustomers(shop, 1, 'Tuyet')
    const ids = await insertOrders(shop, many, customer!)
    // One order is found by its code and by its customer: it counts once.
    await app.services.db.query(
      `update orders set tracking_number = 'TUYET', search_text = search_text || E'\\ntuyet' where id = $1`,
      [ids[0]],
    )
    const first = await search(shop, 'orders?search=tuyet')
    expect(first).toEqual({ ids: ids.slice(0, 10), total: 10_000, more: true, statements: 1 })
    const again = await search(shop, 'orders?search=tuyet&page=1001')
    expect(again).toEqual({ ids: ids.slice(10_000), total: 10_000, more: true, statements: 1 })

    expect((await app.delete(`/api/orders/${ids[7]}`, shop.token)).status).toBe(200)
    const after = await search(shop, 'orders?search=tuyet')
    expect(after).toMatchObject({ total: 10_000, more: false, statements: 2 })
    expect((await app.delete(`/api/orders/${ids[8]}`, shop.token)).status).toBe(200)
    expect(await search(shop, 'orders?search=tuyet')).toMatchObject({ total: 9_999, more: false })
  })

  test('a renamed customer ends what was known of his orders; a tracking number does not', async () => {
    const shop = await createOwner(app.services)
    const [customer] = await insertCustomers(shop, 1, 'Tuyet')
    const ids = await insertOrders(shop, many, customer!)
    await search(shop, 'orders?search=tuyet')
    await app.put(`/api/orders/${ids[3]}`, { tracking_number: 'VN1' }, shop.token)
    expect(await search(shop, 'orders?search=tuyet')).toMatchObject({ more: true, statements: 1 })
    await app.put(`/api/orders/${ids[3]}`, { customer_id: null }, shop.token)
    expect(await search(shop, 'orders?search=tuyet')).toMatchObject({ total: 10_000, more: false })

    expect(await search(shop, 'orders?search=ord-2026')).toMatchObject({ more: true })
    await app.put(`/api/customers/${customer}`, { name: 'Lan' }, shop.token)
    expect(await search(shop, 'orders?search=tuyet')).toMatchObject({ ids: [], total: 0, more: false })
  })

  test('a search with another filter counts up to 10,000 as well', async () => {
    const shop = await createOwner(app.services)
    const [customer] = await insertCustomers(shop, 1, 'Tuyet')
    await insertOrders(shop, many, customer!)
    const found = await search(shop, 'orders?search=tuyet&status=pending')
    expect(found).toMatchObject({ total: 10_000, more: true })
    expect(await search(shop, 'orders?status=pending')).toMatchObject({ total: many, more: false })
  })
})

describe('customers', () => {
  test('the list is exact, a search beyond 10,000 says so, and both follow what happens', async () => {
    const shop = await createOwner(app.services)
    const ids = await insertCustomers(shop, many, 'Tuyet')
    expect(await search(shop, 'customers')).toMatchObject({ ids: ids.slice(0, 10), total: many, more: false })
    expect(await search(shop, 'customers?page=1001')).toMatchObject({ ids: ids.slice(10_000), total: many })
    const found = await search(shop, 'customers?search=tuyet&page=1001')
    expect(found).toMatchObject({ ids: ids.slice(10_000), total: 10_000, more: true })

    await app.delete(`/api/customers/${ids[0]}`, shop.token)
    expect(await search(shop, 'customers')).toMatchObject({
      ids: ids.slice(1, 11),
      total: 10_000,
      more: false,
    })
    expect(await search(shop, 'customers?search=tuyet')).toMatchObject({ total: 10_000, more: false })
    await app.post('/api/customers', { name: 'Lan' }, shop.token)
    expect(await search(shop, 'customers')).toMatchObject({ total: many })
    expect(await search(shop, 'customers?search=tuyet')).toMatchObject({ total: 10_000, more: false })
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerInventory } from '../inventory/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerSalesReports } from './index.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerCatalog, registerInventory, registerOrders, registerSalesReports],
  })
})
afterAll(() => app.close())

async function lowStock(owner: SignedInUser): Promise<number> {
  return (await app.get('/api/dashboard/stats', owner.token)).body.overview.lowStockProducts
}

async function counted(owner: SignedInUser): Promise<number> {
  const rows = await app.services.db.query<{ n: number }>(
    `select count(*) as n from products where workspace_id = $1 and is_active and deleted_at is null
       and type in ('simple', 'variation') and stock <= low_stock_threshold`,
    [owner.workspaceId],
  )
  return rows[0]?.n ?? -1
}

test('products run low and recover by sale, return, stock count, threshold, hiding and deleting', async () => {
  const owner = await createOwner(app.services)
  const create = async (body: object) =>
    (await app.post('/api/products', { name: 'Tea', price: 1, ...body }, owner.token)).body.id
  const tea = await create({ stock: 11 })
  const rice = await create({ stock: 3, low_stock_threshold: 2 })
  expect(await lowStock(owner)).toBe(0)
  await create({ stock: 10 })
  expect(await lowStock(owner)).toBe(1)

  const items = [
    { product_id: tea, quantity: 1, price: 1 },
    { product_id: rice, quantity: 1, price: 1 },
  ]
  const order = (await app.post('/api/orders', { items }, owner.token)).body.id
  expect(await lowStock(owner)).toBe(3)
  await app.patch(`/api/orders/${order}/status`, { status: 'cancelled' }, owner.token)
  expect(await lowStock(owner)).toBe(1)
  await app.post('/api/inventory/adjust', { product_id: tea, type: 'adjustment', quantity: 0 }, owner.token)
  expect(await lowStock(owner)).toBe(2)
  await app.put(`/api/products/${rice}`, { low_stock_threshold: 3 }, owner.token)
  expect(await lowStock(owner)).toBe(3)
  await app.put(`/api/products/${rice}`, { is_active: false }, owner.token)
  expect(await lowStock(owner)).toBe(2)
  await app.delete(`/api/products/${tea}`, owner.token)
  expect(await lowStock(owner)).toBe(1)
})

test('after parallel sales, returns and changes the number of low products is that of a count', async () => {
  const owner = await createOwner(app.services)
  const ids: number[] = []
  for (let n = 0; n < 8; n++) {
    const { body } = await app.post(
      '/api/products',
      { name: `P${n}`, price: 1, stock: 14 + (n % 3), low_stock_threshold: 12 },
      owner.token,
    )
    ids.push(body.id)
  }
  const [first = 0, second = 0] = ids
  for (let round = 0; round < 4; round++) {
    const orders = await Promise.all(
      ids.map((id, n) => {
        const lines = [id, ids[(n + 1) % 8] as number].map((product_id) => ({
          product_id,
          quantity: 1,
          price: 1,
        }))
        return app.post('/api/orders', { items: lines }, owner.token)
      }),
    )
    await Promise.all([
      ...orders
        .filter((order) => order.status === 201)
        .slice(0, 5)
        .map((order) => app.delete(`/api/orders/${order.body.id}`, owner.token)),
      app.put(`/api/products/${first}`, { is_active: round % 2 === 1, stock: 30 }, owner.token),
      app.put(`/api/products/${first}`, { low_stock_threshold: 40 - 35 * (round % 2) }, owner.token),
      app.post('/api/inventory/adjust', { product_id: second, type: 'in', quantity: 9 }, owner.token),
      app.post(
        '/api/orders',
        { items: ids.slice(2).map((product_id) => ({ product_id, quantity: 1, price: 1 })) },
        owner.token,
      ),
    ])
    expect(await lowStock(owner)).toBe(await counted(owner))
  }
  await app.services.db.query('delete from order_items where workspace_id = $1', [owner.workspaceId])
  await app.services.db.query('delete from inventory_transactions where workspace_id = $1', [
    owner.workspaceId,
  ])
  await app.services.db.query('delete from products where workspace_id = $1', [owner.workspaceId])
  expect(await lowStock(owner)).toBe(0)
})

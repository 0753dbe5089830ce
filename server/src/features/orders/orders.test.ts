import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from './index.ts'

let app: TestApp
let owner: SignedInUser

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerOrders], now: '2026-03-01T10:00:00.000Z' })
  owner = await createOwner(app.services, { fullName: 'Lan Tran' })
})
afterAll(() => app.close())

test('an order takes the stock, computes its totals and answers with every key', async () => {
  const product = await insertProduct(app, owner, { name: 'Tea', stock: 10, image_url: '/tea.png' })
  const answer = await app.post(
    '/api/orders',
    {
      items: [{ product_id: product, quantity: 3, price: 19.99 }],
      discount_amount: '9.97',
      shipping_fee: 5,
      total_amount: 59.97,
      final_amount: '55',
    },
    owner.token,
  )
  expect(answer.body).toEqual({
    id: expect.any(Number),
    order_number: 'ORD-2026-001',
    customer_id: null,
    customer_name: null,
    customer_code: null,
    customer_email: null,
    customer_phone: null,
    customer_address: null,
    seller_id: null,
    seller_name: null,
    created_by: owner.userId,
    creator_name: 'Lan Tran',
    branch_id: null,
    branch_code: null,
    branch_name: null,
    status: 'pending',
    delivery_status: 'pending',
    payment_status: 'unpaid',
    payment_method: 'cash',
    total_amount: 59.97,
    discount_amount: 9.97,
    shipping_fee: 5,
    final_amount: 55,
    shipping_method_id: null,
    shipping_method_name: null,
    shipping_address: null,
    shipping_phone: null,
    tracking_number: null,
    return_code: null,
    reconciliation_code: null,
    notes: null,
    sales_channel: null,
    created_at: '2026-03-01T10:00:00.000Z',
    updated_at: '2026-03-01T10:00:00.000Z',
    items: [
      {
        id: expect.any(Number),
        order_id: answer.body.id,
        product_id: product,
        product_name: 'Tea',
        product_image: '/tea.png',
        quantity: 3,
        price: 19.99,
        subtotal: 59.97,
      },
    ],
  })
  expect(answer.status).toBe(201)
  expect((await app.get(`/api/orders/${answer.body.id}`, owner.token)).body).toEqual(answer.body)
  const list = await app.get('/api/orders', owner.token)
  const { items: _, ...row } = answer.body
  expect(list.body).toEqual({ orders: [{ ...row, total_quantity: 3 }], total: 1, page: 1, limit: 10 })
  expect(await app.services.db.query('select stock from products where id = $1', [product])).toEqual([
    { stock: 7 },
  ])
})

test('cancelling gives the stock back once', async () => {
  const product = await insertProduct(app, owner, { stock: 5 })
  const { body } = await app.post(
    '/api/orders',
    { items: [{ product_id: product, quantity: 5, price: 1 }] },
    owner.token,
  )
  const cancelled = await app.patch(`/api/orders/${body.id}/status`, { status: 'cancelled' }, owner.token)
  expect(cancelled.body).toMatchObject({ status: 'cancelled', delivery_status: 'cancelled' })
  expect((await app.delete(`/api/orders/${body.id}`, owner.token)).body).toEqual({
    message: 'Order deleted successfully',
  })
  expect(await app.services.db.query('select stock from products where id = $1', [product])).toEqual([
    { stock: 5 },
  ])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerCustomers } from './index.ts'

const taken = { message: 'Khách hàng với email hoặc số điện thoại này đã tồn tại' }
let app: TestApp
let owner: SignedInUser

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerCustomers],
    now: '2026-03-01T10:00:00.000Z',
  })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

test('a customer is created with the next code, read, listed, changed and deleted', async () => {
  const shop = await createOwner(app.services)
  const created = await app.post(
    '/api/customers',
    { name: ' Bán Lẻ ', email: '', credit_limit: '1500000.5', tags: ['vip'] },
    shop.token,
  )
  expect(created.status).toBe(201)
  expect(created.body).toEqual({
    id: expect.any(Number),
    code: 'CUS001',
    name: 'Bán Lẻ',
    email: null,
    phone: null,
    address: null,
    group_id: null,
    group_name: null,
    group_discount: null,
    credit_limit: 1500000.5,
    tags: ['vip'],
    created_at: '2026-03-01T10:00:00.000Z',
    updated_at: '2026-03-01T10:00:00.000Z',
  })
  const path = `/api/customers/${created.body.id}`
  expect((await app.get(path, shop.token)).body).toEqual(created.body)
  const changed = await app.put(path, { phone: '0901 234 567', email: 'Le@Example.com' }, shop.token)
  expect(changed.body).toEqual({ ...created.body, phone: '0901 234 567', email: 'Le@Example.com' })
  const list = await app.get('/api/customers', shop.token)
  expect(list.body).toEqual({ customers: [changed.body], total: 1, page: 1, limit: 10 })

  expect((await app.delete(path, shop.token)).body).toEqual({ message: 'Customer deleted successfully' })
  expect((await app.get(path, shop.token)).status).toBe(404)
  expect((await app.delete(path, shop.token)).body).toEqual({ message: 'Customer not found' })
  expect((await app.get('/api/customers', shop.token)).body.total).toBe(0)
  const successor = await app.post('/api/customers', { name: 'B', phone: '0901.234.567' }, shop.token)
  expect(successor.body).toMatchObject({ code: 'CUS002', phone: '0901.234.567' })
})

test('of parallel customers with one e-mail or phone exactly one is created', async () => {
  const answers = await Promise.all(
    ['09-11', '0911', '09 11', '0.911'].map((phone, i) =>
      app.post('/api/customers', { name: `P${i}`, phone }, owner.token),
    ),
  )
  expect(answers.map((a) => a.status).sort()).toEqual([201, 400, 400, 400])
  expect(answers.find((a) => a.status === 400)?.body).toEqual(taken)
  await app.post('/api/customers', { name: 'E', email: 'one@example.com' }, owner.token)
  const again = await app.post('/api/customers', { name: 'E', email: 'ONE@example.com' }, owner.token)
  expect(again.body).toEqual(taken)
})

test('a search finds name, e-mail, phone and code, and marks must match when they are asked for', async () => {
  const shop = await createOwner(app.services)
  const names = ['Bán hàng', 'Bàn ghế', 'Ali']
  for (const [i, name] of names.entries()) {
    await app.post('/api/customers', { name, email: `c${i}@example.com`, phone: `0${i}0 ${i}00` }, shop.token)
  }
  const found = async (search: string) => {
    const { body } = await app.get(`/api/customers?search=${encodeURIComponent(search)}`, shop.token)
    expect(body.total).toBe(body.customers.length)
    return body.customers.map((c: { name: string }) => c.name).sort()
  }
  expect(await found('BAN')).toEqual(['Bàn ghế', 'Bán hàng'].sort())
  expect(await found('bán')).toEqual(['Bán hàng'])
  expect(await found('bán'.normalize('NFD'))).toEqual(['Bán hàng'])
  expect(await found('c2@EXAMPLE')).toEqual(['Ali'])
  expect(await found('020 2')).toEqual(['Ali'])
  expect(await found('cus003')).toEqual(['Ali'])
  expect(await found('%')).toEqual([])
  expect(await found('  ')).toHaveLength(3)
})

test.each([
  ['name', undefined, 'name', 'Name is required'],
  ['name', '   ', 'name', 'Name is required'],
  ['name', 5, 'name', 'Name is required'],
  ['name', 'x'.repeat(256), 'name', 'Name is required'],
  ['email', 'no-at', 'email', 'Valid email is required'],
  ['email', `${'x'.repeat(250)}@example.com`, 'email', 'Valid email is required'],
  ['email', 7, 'email', 'Valid email is required'],
  ['phone', '1'.repeat(21), 'phone', 'Invalid value'],
  ['address', 'x'.repeat(1001), 'address', 'Invalid value'],
  ['address', 'a\u0000b', 'address', 'Invalid value'],
  ['group_id', 'abc', 'group_id', 'Invalid value'],
  ['credit_limit', -1, 'credit_limit', 'Invalid value'],
  ['credit_limit', '1e5', 'credit_limit', 'Invalid value'],
  ['tags', 'vip', 'tags', 'Invalid value'],
  ['tags', ['ok', 5], 'tags[1]', 'Invalid value'],
  ['tags', Array(51).fill('x'), 'tags', 'Invalid value'],
])('a customer whose %s is %j is refused and changes nothing', async (field, value, param, msg) => {
  const before = await app.services.db.query('select * from customers order by id')
  const answer = await app.post('/api/customers', { name: 'Valid', [field]: value }, owner.token)
  expect(answer.status).toBe(400)
  expect(answer.body).toEqual({ errors: [{ msg, param, location: 'body' }] })
  expect(await app.services.db.query('select * from customers order by id')).toEqual(before)
})

test('a group of another workspace is invalid', async () => {
  const stranger = await createOwner(app.services)
  const [group] = await app.services.db.query<{ id: number }>(
    `insert into customer_groups (workspace_id, name) values ($1, 'VIP') returning id`,
    [stranger.workspaceId],
  )
  const answer = await app.post('/api/customers', { name: 'X', group_id: group!.id }, owner.token)
  expect(answer.body).toEqual({ message: 'Invalid group ID' })
})

test('a stranger can neither read, change nor delete a customer', async () => {
  const stranger = await createOwner(app.services)
  const { body } = await app.post('/api/customers', { name: 'Mine' }, owner.token)
  const path = `/api/customers/${body.id}`
  for (const answer of [
    await app.get(path, stranger.token),
    await app.put(path, { name: 'Yours' }, stranger.token),
    await app.delete(path, stranger.token),
  ]) {
    expect([answer.status, answer.body]).toEqual([404, { message: 'Customer not found' }])
  }
  expect((await app.get(path, owner.token)).body).toEqual(body)
})

test('past orders keep showing a deleted customer, new ones cannot name him', async () => {
  const product = await insertProduct(app, owner)
  const { body: customer } = await app.post('/api/customers', { name: 'Gone', phone: '555' }, owner.token)
  const order = { items: [{ product_id: product, quantity: 1, price: 5 }], customer_id: customer.id }
  const placed = await app.post('/api/orders', order, owner.token)
  expect(placed.body).toMatchObject({ customer_name: 'Gone', customer_code: customer.code })
  const history = await app.get(`/api/customers/${customer.id}/orders`, owner.token)
  expect(history.body).toEqual([
    {
      id: placed.body.id,
      order_number: placed.body.order_number,
      status: 'pending',
      total_amount: 5,
      final_amount: 5,
      created_at: placed.body.created_at,
    },
  ])
  await app.delete(`/api/customers/${customer.id}`, owner.token)
  expect((await app.get(`/api/orders/${placed.body.id}`, owner.token)).body.customer_name).toBe('Gone')
  expect((await app.post('/api/orders', order, owner.token)).body).toEqual({ message: 'Invalid customer ID' })
  expect((await app.get('/api/customers/999999/orders', owner.token)).body).toEqual([])
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerCatalog } from './index.ts'

let api: TestApp
let owner: SignedInUser
beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog] })
})
beforeEach(async () => {
  owner = await createOwner(api.services)
})
afterAll(() => api.close())

async function supplier(body: object): Promise<{ id: number; [key: string]: unknown }> {
  const answer = await api.post('/api/suppliers', body, owner.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const names = async (query: string) =>
  (await api.get(`/api/suppliers?${query}`, owner.token)).body.map((s: { name: string }) => s.name)

test('a supplier has all keys, and the list is ordered by name', async () => {
  const second = await supplier({ name: ' beta ' })
  const first = await supplier({ name: 'Alpha', email: 'a@example.com', notes: '<i>x</i>', is_active: false })
  expect(second).toEqual({
    id: second.id,
    name: 'beta',
    contact_name: null,
    email: null,
    phone: null,
    address: null,
    tax_code: null,
    bank_account: null,
    notes: null,
    is_active: true,
    created_at: second.created_at,
    updated_at: second.created_at,
  })
  expect((await api.get('/api/suppliers', owner.token)).body).toEqual([first, second])
  expect(await names('active_only=true')).toEqual(['beta'])
  expect(await names('active_only=maybe')).toEqual(['Alpha', 'beta'])
})

test('search is folded, and marks must match once the query carries them', async () => {
  await supplier({ name: 'Bán sỉ', contact_name: 'Đặng Anh', phone: '0901 234 567' })
  await supplier({ name: 'Bàn ghế 50%', email: 'desk@example.com' })
  expect(await names('search=ban')).toEqual(['Bàn ghế 50%', 'Bán sỉ'])
  expect(await names(`search=${encodeURIComponent('bán')}`)).toEqual(['Bán sỉ'])
  expect(await names(`search=${encodeURIComponent('50%')}`)).toEqual(['Bàn ghế 50%'])
  expect(await names('search=dang%20anh')).toEqual(['Bán sỉ'])
  expect(await names('search=0901')).toEqual(['Bán sỉ'])
  expect(await names('search=DESK@')).toEqual(['Bàn ghế 50%'])
  expect((await api.get('/api/suppliers?search=%00', owner.token)).status).toBe(400)
})

test('the detail lists the products that are not deleted', async () => {
  const made = await supplier({ name: 'Alpha' })
  const add = async (body: object) =>
    (await api.post('/api/products', { price: 1, supplier_id: made.id, ...body }, owner.token)).body
  const tea = await add({ name: 'Tea', sku: 'T', stock: 4 })
  const cup = await add({ name: 'Cup' })
  const gone = await add({ name: 'Gone' })
  await api.delete(`/api/products/${gone.id}`, owner.token)
  expect((await api.get(`/api/suppliers/${made.id}`, owner.token)).body).toEqual({
    ...made,
    products: [
      { id: cup.id, name: 'Cup', sku: null, stock: 0 },
      { id: tea.id, name: 'Tea', sku: 'T', stock: 4 },
    ],
  })
})

test('an update changes only what is sent and renews the search', async () => {
  const made = await supplier({ name: 'Alpha', phone: '1' })
  const answer = await api.put(`/api/suppliers/${made.id}`, { name: 'Omega' }, owner.token)
  expect(answer.body).toEqual({ ...made, name: 'Omega', updated_at: answer.body.updated_at })
  expect(await names('search=omega')).toEqual(['Omega'])
  expect(await names('search=alpha')).toEqual([])
})

test('a deleted supplier leaves its products, without a supplier', async () => {
  const made = await supplier({ name: 'Alpha' })
  const tea = (await api.post('/api/products', { name: 'Tea', price: 1, supplier_id: made.id }, owner.token))
    .body
  expect(tea.supplier_id).toBe(made.id)
  const path = `/api/suppliers/${made.id}`
  expect((await api.delete(path, owner.token)).body).toEqual({ message: 'Supplier deleted successfully' })
  expect((await api.get(`/api/products/${tea.id}`, owner.token)).body.supplier_id).toBeNull()
  for (const answer of [
    await api.get(path, owner.token),
    await api.put(path, {}, owner.token),
    await api.delete(path, owner.token),
  ]) {
    expect([answer.status, answer.body]).toEqual([404, { message: 'Supplier not found' }])
  }
})

test('a supplier of another workspace is no reference for a product', async () => {
  const made = await supplier({ name: 'Alpha' })
  const stranger = await createOwner(api.services)
  const answer = await api.post(
    '/api/products',
    { name: 'Tea', price: 1, supplier_id: made.id },
    stranger.token,
  )
  expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid category or supplier ID' }])
})

test.each([
  [{}, 'name', 'Name is required'],
  [{ name: '' }, 'name', 'Name is required'],
  [{ name: [] }, 'name', 'Invalid value'],
  ...['contact_name', 'email', 'phone', 'address', 'tax_code', 'bank_account', 'notes'].flatMap(
    (key) =>
      [
        [{ name: 'A', [key]: 5 }, key, 'Invalid value'],
        [{ name: 'A', [key]: '\u0000' }, key, 'Invalid value'],
        [{ name: 'A', [key]: 'x'.repeat(5001) }, key, 'Invalid value'],
      ] as [object, string, string][],
  ),
  [{ name: 'A', is_active: 2 }, 'is_active', 'Invalid value'],
] as [object, string, string][])('a supplier cannot be made of %j', async (body, param, msg) => {
  const answer = await api.post('/api/suppliers', body, owner.token)
  expect([answer.status, answer.body]).toEqual([400, { errors: [{ msg, param, location: 'body' }] }])
  expect((await api.get('/api/suppliers', owner.token)).body).toEqual([])
})

test('each supplier endpoint refuses a caller without a token', async () => {
  const made = await supplier({ name: 'A' })
  for (const [method, path] of [
    ['GET', '/api/suppliers'],
    ['POST', '/api/suppliers'],
    ['GET', `/api/suppliers/${made.id}`],
    ['PUT', `/api/suppliers/${made.id}`],
    ['DELETE', `/api/suppliers/${made.id}`],
  ] as const) {
    const answer = await api.call(method, path, { body: method === 'GET' ? undefined : { name: 'B' } })
    expect([answer.status, answer.body]).toEqual([401, { message: 'No token provided' }])
  }
  expect(await names('')).toEqual(['A'])
})

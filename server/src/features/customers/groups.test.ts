import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { snapshotSales } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerCustomers } from './index.ts'

const now = '2026-03-01T10:00:00.000Z'
let app: TestApp
let owner: SignedInUser

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerOrders, registerCustomers], now })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

async function createGroup(body: object = {}, token = owner.token) {
  const answer = await app.post('/api/customer-groups', { name: 'Wholesale', ...body }, token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const join = (group_id: number, name = 'Lan') => app.post('/api/customers', { name, group_id }, owner.token)

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

test('a group is created, read, listed by name, changed and deleted', async () => {
  const shop = await createOwner(app.services)
  const group = await createGroup({ name: ' Wholesale ', discount_percentage: '12.505' }, shop.token)
  expect(group).toEqual({
    id: expect.any(Number),
    name: 'Wholesale',
    description: null,
    discount_percentage: 12.51,
    is_active: true,
    created_at: now,
    customer_count: 0,
  })
  const path = `/api/customer-groups/${group.id}`
  expect((await app.get(path, shop.token)).body).toEqual(group)
  const changed = await app.put(
    path,
    { discount_percentage: 100, description: 'Half', is_active: 'false', customer_count: 9 },
    shop.token,
  )
  expect([changed.status, changed.body]).toEqual([
    200,
    { ...group, discount_percentage: 100, description: 'Half', is_active: false },
  ])
  const second = await createGroup({ name: 'friends' }, shop.token)
  expect((await app.get('/api/customer-groups', shop.token)).body).toEqual([second, changed.body])
  const deleted = await app.delete(path, shop.token)
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Customer group deleted successfully' }])
  expect((await app.get(path, shop.token)).body).toEqual({ message: 'Customer group not found' })
  expect((await app.delete(path, shop.token)).status).toBe(404)
})

test('customers show their group, groups count their customers, deleted ones not', async () => {
  const group = await createGroup({ name: 'Gold', discount_percentage: 7.5 })
  const [first, second] = [await join(group.id), await join(group.id, 'Mai')]
  expect(first.body).toMatchObject({ group_id: group.id, group_name: 'Gold', group_discount: 7.5 })
  await app.delete(`/api/customers/${second.body.id}`, owner.token)
  expect((await app.get(`/api/customer-groups/${group.id}`, owner.token)).body.customer_count).toBe(1)
  const list = (await app.get('/api/customer-groups', owner.token)).body
  expect(list.find((row: { id: number }) => row.id === group.id).customer_count).toBe(1)
})

test('a group with customers cannot be deleted until they have left or are deleted', async () => {
  const group = await createGroup()
  const path = `/api/customer-groups/${group.id}`
  const [stays, leaves] = [(await join(group.id)).body, (await join(group.id, 'Mai')).body]
  const message = 'Cannot delete group with customers. Please reassign customers first.'
  await expectUnchanged(() => app.delete(path, owner.token), 400, { message })
  await app.put(`/api/customers/${leaves.id}`, { group_id: null }, owner.token)
  await expectUnchanged(() => app.delete(path, owner.token), 400, { message })
  await app.delete(`/api/customers/${stays.id}`, owner.token)
  expect((await app.delete(path, owner.token)).status).toBe(200)
  expect((await app.get(`/api/customers/${leaves.id}`, owner.token)).body.name).toBe('Mai')
})

test('a group that is deleted while customers join it is either kept or refuses them', async () => {
  for (let round = 0; round < 8; round++) {
    const group = await createGroup()
    const [deleted, ...joined] = await Promise.all([
      app.delete(`/api/customer-groups/${group.id}`, owner.token),
      ...Array.from({ length: 4 }, (_, i) => join(group.id, `C${i}`)),
    ])
    const expected = deleted?.status === 200 ? [400] : [201]
    expect(joined.map((answer) => answer.status)).toEqual(Array(4).fill(expected[0]))
  }
})

const error = (msg: string, param: string) => ({ errors: [{ msg, param, location: 'body' }] })
test.each([
  [{}, error('Name is required', 'name')],
  [{ name: ' ' }, error('Name is required', 'name')],
  [{ name: { a: 1 } }, error('Name is required', 'name')],
  [{ name: 'a\u0000' }, error('Invalid value', 'name')],
  [{ name: 'A', discount_percentage: 100.01 }, error('Invalid value', 'discount_percentage')],
  [{ name: 'A', discount_percentage: -1 }, error('Invalid value', 'discount_percentage')],
  [{ name: 'A', discount_percentage: '1e1' }, error('Invalid value', 'discount_percentage')],
  [{ name: 'A', discount_percentage: [5] }, error('Invalid value', 'discount_percentage')],
  [{ name: 'A', discount_percentage: '' }, error('Invalid value', 'discount_percentage')],
  [{ name: 'A', description: 5 }, error('Invalid value', 'description')],
  [{ name: 'A', is_active: 'maybe' }, error('Invalid value', 'is_active')],
])('a group with %j is refused', async (body, expected) => {
  await expectUnchanged(() => app.post('/api/customer-groups', body, owner.token), 400, expected)
})

test('changes are refused without a token, without a field and with a name of nothing', async () => {
  const { id } = await createGroup()
  const path = `/api/customer-groups/${id}`
  await expectUnchanged(() => app.put(path, { name: 'Mine' }), 401, { message: 'No token provided' })
  await expectUnchanged(() => app.put(path, { id: 5 }, owner.token), 400, { message: 'No fields to update' })
  await expectUnchanged(
    () => app.put(path, { name: '' }, owner.token),
    400,
    error('Name is required', 'name'),
  )
})

test.each(['abc', '0', '-1', '1.5', '99999999999999999999', '999999'])('the id %s is unknown', async (id) => {
  for (const answer of [
    await app.get(`/api/customer-groups/${id}`, owner.token),
    await app.put(`/api/customer-groups/${id}`, {}, owner.token),
    await app.delete(`/api/customer-groups/${id}`, owner.token),
  ]) {
    expect([answer.status, answer.body]).toEqual([404, { message: 'Customer group not found' }])
  }
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { createCarrier, insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerShipments } from '../shipments/index.ts'
import { registerShopSettings } from './index.ts'

const now = '2026-03-01T10:00:00.000Z'
let app: TestApp
let owner: SignedInUser

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerShopSettings, registerShipments],
    now,
  })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

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

async function place(body: object): Promise<number> {
  const product_id = await insertProduct(app, owner)
  const answer = await app.post(
    '/api/orders',
    { items: [{ product_id, quantity: 1, price: 1 }], ...body },
    owner.token,
  )
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

const error = (msg: string, param: string) => ({ errors: [{ msg, param, location: 'body' }] })
const impossibleIds = ['abc', '0', '-1', '1.5', '99999999999999999999', '999999', '2147483648']

describe('shipping methods', () => {
  test('are created, read, listed by name, changed and deleted', async () => {
    const shop = await createOwner(app.services)
    const created = await app.post('/api/shipping', { name: ' Fast Post ', cost: '30000.5' }, shop.token)
    expect([created.status, created.body]).toEqual([
      201,
      {
        id: expect.any(Number),
        name: 'Fast Post',
        description: null,
        cost: 30000.5,
        estimated_days: null,
        is_active: true,
        sort_order: 0,
        created_at: now,
      },
    ])
    const path = `/api/shipping/${created.body.id}`
    expect((await app.get(path, shop.token)).body).toEqual(created.body)
    const changed = await app.put(
      path,
      { cost: 0, description: 'By bike', estimated_days: 2, sort_order: 5, is_active: false, id: 1 },
      shop.token,
    )
    expect([changed.status, changed.body]).toEqual([
      200,
      {
        ...created.body,
        cost: 0,
        description: 'By bike',
        estimated_days: 2,
        sort_order: 5,
        is_active: false,
      },
    ])
    const second = await app.post('/api/shipping', { name: 'Express', cost: 1 }, shop.token)
    expect((await app.get('/api/shipping', shop.token)).body).toEqual([second.body, changed.body])
    expect((await app.get('/api/shipping?active_only=true', shop.token)).body).toEqual([second.body])
    const deleted = await app.delete(path, shop.token)
    expect([deleted.status, deleted.body]).toEqual([200, { message: 'Shipping method deleted successfully' }])
    expect((await app.get('/api/shipping', shop.token)).body).toEqual([second.body])
    expect((await app.delete(path, shop.token)).body).toEqual({ message: 'Shipping method not found' })
  })

  test('that an order or a shipment uses are only deactivated', async () => {
    const [ofOrder, ofShipment] = [
      await createCarrier(app, owner.token),
      await createCarrier(app, owner.token),
    ]
    await place({ shipping_method_id: ofOrder })
    const order_id = await place({ shipping_method_id: ofOrder })
    const shipment = { order_id, carrier_id: ofShipment, tracking_number: 'X-1' }
    expect((await app.post('/api/shipments', shipment, owner.token)).status).toBe(201)
    for (const id of [ofOrder, ofShipment]) {
      const answer = await app.delete(`/api/shipping/${id}`, owner.token)
      expect([answer.status, answer.body]).toEqual([
        200,
        { message: 'Shipping method deactivated successfully' },
      ])
      expect((await app.get(`/api/shipping/${id}`, owner.token)).body.is_active).toBe(false)
    }
    expect((await app.get(`/api/orders/${order_id}`, owner.token)).body.shipping_method_name).toBe(
      'Fast Post',
    )
  })

  test.each([
    [{ cost: 1 }, error('Name is required', 'name')],
    [{ name: '  ', cost: 1 }, error('Name is required', 'name')],
    [{ name: 5, cost: 1 }, error('Name is required', 'name')],
    [{ name: 'a\u0000', cost: 1 }, error('Invalid value', 'name')],
    [{ name: 'A' }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: null }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: -1 }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: '1e5' }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: [1] }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: 1_000_000_000_000 }, error('Cost must be positive', 'cost')],
    [{ name: 'A', cost: 1, estimated_days: 1.5 }, error('Invalid value', 'estimated_days')],
    [{ name: 'A', cost: 1, estimated_days: -1 }, error('Invalid value', 'estimated_days')],
    [{ name: 'A', cost: 1, is_active: 'yes' }, error('Invalid value', 'is_active')],
    [{ name: 'A', cost: 1, sort_order: 2147483648 }, error('Invalid value', 'sort_order')],
    [{ name: 'A', cost: 1, description: ['x'] }, error('Invalid value', 'description')],
  ])('with %j are refused', async (body, expected) => {
    await expectUnchanged(() => app.post('/api/shipping', body, owner.token), 400, expected)
  })

  test('are refused without a token and without a change', async () => {
    const id = await createCarrier(app, owner.token)
    const body = { name: 'A', cost: 1 }
    await expectUnchanged(() => app.post('/api/shipping', body), 401, { message: 'No token provided' })
    for (const empty of [{}, { created_at: now }]) {
      await expectUnchanged(() => app.put(`/api/shipping/${id}`, empty, owner.token), 400, {
        message: 'No fields to update',
      })
    }
    await expectUnchanged(
      () => app.put(`/api/shipping/${id}`, { name: null }, owner.token),
      400,
      error('Name is required', 'name'),
    )
  })

  test.each(impossibleIds)('have no id %s', async (id) => {
    for (const answer of [
      await app.get(`/api/shipping/${id}`, owner.token),
      await app.put(`/api/shipping/${id}`, {}, owner.token),
      await app.delete(`/api/shipping/${id}`, owner.token),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { message: 'Shipping method not found' }])
    }
  })
})

describe('branches', () => {
  test('are created with the next code or their own, listed by name, changed and deleted', async () => {
    const shop = await createOwner(app.services)
    const create = async (body: object) => (await app.post('/api/branches', body, shop.token)).body
    const first = await create({ name: ' Centre ', phone: '0901', address: '1 Tea Street' })
    expect(first).toEqual({
      id: expect.any(Number),
      code: 'BR001',
      name: 'Centre',
      address: '1 Tea Street',
      phone: '0901',
      is_active: true,
      created_at: now,
      updated_at: now,
    })
    expect(await create({ name: 'North', code: ' BR003 ' })).toMatchObject({ code: 'BR003' })
    expect(await create({ name: 'South', code: '' })).toMatchObject({ code: 'BR002' })
    // 003 is taken by hand
    expect(await create({ name: 'East' })).toMatchObject({ code: 'BR004' })
    expect(await create({ name: 'West', code: 'BR004' })).toEqual({ message: 'Branch code already exists' })

    const path = `/api/branches/${first.id}`
    const changed = await app.put(
      path,
      { name: 'Zoo', code: 'HQ', is_active: false, phone: null },
      shop.token,
    )
    expect(changed.body).toEqual({ ...first, name: 'Zoo', code: 'HQ', is_active: false, phone: null })
    expect((await app.put(path, { code: 'BR002' }, shop.token)).body).toEqual({
      message: 'Branch code already exists',
    })
    expect((await app.put(path, { code: null, name: 'Centre' }, shop.token)).body.code).toBe('HQ')
    const names = async () =>
      (await app.get('/api/branches', shop.token)).body.map((branch: { name: string }) => branch.name)
    expect(await names()).toEqual(['Centre', 'East', 'North', 'South'])
    expect((await app.delete(path, shop.token)).body).toEqual({ message: 'Branch deleted successfully' })
    expect(await names()).toEqual(['East', 'North', 'South'])
    expect((await app.delete(path, shop.token)).body).toEqual({ message: 'Branch not found' })
  })

  test('that are created at once get codes of their own', async () => {
    const shop = await createOwner(app.services)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        app.post(
          '/api/branches',
          { name: `B${i}`, ...(i % 4 === 3 ? { code: `BR00${i % 8}` } : {}) },
          shop.token,
        ),
      ),
    )
    expect(answers.filter((answer) => ![201, 400].includes(answer.status))).toEqual([])
    const codes = answers.filter((answer) => answer.status === 201).map((answer) => answer.body.code)
    expect(new Set(codes).size).toBe(codes.length)
    // the nine that asked for none always get one
    expect(codes.length).toBeGreaterThanOrEqual(9)
  })

  test('that an order names are only deactivated', async () => {
    const { body } = await app.post('/api/branches', { name: 'Used' }, owner.token)
    const order = await place({ branch_id: body.id })
    const deleted = await app.delete(`/api/branches/${body.id}`, owner.token)
    expect([deleted.status, deleted.body]).toEqual([200, { message: 'Branch deactivated successfully' }])
    const branches = (await app.get('/api/branches', owner.token)).body
    expect(branches).toContainEqual({ ...body, is_active: false })
    expect((await app.get(`/api/orders/${order}`, owner.token)).body.branch_name).toBe('Used')
  })

  test.each([
    [{}, error('Name is required', 'name')],
    [{ name: '' }, error('Name is required', 'name')],
    [{ name: ['A'] }, error('Name is required', 'name')],
    [{ name: '\u0000' }, error('Invalid value', 'name')],
    [{ name: 'A', code: 5 }, error('Invalid value', 'code')],
    [{ name: 'A', code: 'x'.repeat(51) }, error('Invalid value', 'code')],
    [{ name: 'A', phone: 5 }, error('Invalid value', 'phone')],
    [{ name: 'A', address: {} }, error('Invalid value', 'address')],
    [{ name: 'A', is_active: 1 }, error('Invalid value', 'is_active')],
  ])('with %j are refused', async (body, expected) => {
    await expectUnchanged(() => app.post('/api/branches', body, owner.token), 400, expected)
  })

  test('are refused without a token', async () => {
    await expectUnchanged(() => app.post('/api/branches', { name: 'A' }), 401, {
      message: 'No token provided',
    })
  })

  test.each(impossibleIds)('have no id %s', async (id) => {
    for (const answer of [
      await app.put(`/api/branches/${id}`, {}, owner.token),
      await app.delete(`/api/branches/${id}`, owner.token),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { message: 'Branch not found' }])
    }
  })
})

test('what is deleted while orders are placed with it is kept or refused to them, and never an error of ours', async () => {
  const product_id = await insertProduct(app, owner, { stock: 1000 })
  const kept = await place({})
  for (let round = 0; round < 10; round++) {
    const shipping_method_id = await createCarrier(app, owner.token)
    const branch_id = (await app.post('/api/branches', { name: 'B' }, owner.token)).body.id
    const items = [{ product_id, quantity: 1, price: 1 }]
    const body = { items, shipping_method_id, branch_id }
    const order = () => app.post('/api/orders', body, owner.token)
    const keyed = () => app.post('/api/orders', body, owner.token, { 'idempotency-key': randomUUID() })
    const answers = await Promise.all([
      order(),
      keyed(),
      app.delete(`/api/shipping/${shipping_method_id}`, owner.token),
      keyed(),
      order(),
      app.put(`/api/orders/${kept}`, { shipping_method_id, branch_id }, owner.token),
      app.delete(`/api/branches/${branch_id}`, owner.token),
      order(),
    ])
    const refusals = answers.filter((answer) => answer.status > 201)
    for (const { status, body } of refusals) {
      expect([status, body.message]).toEqual([
        400,
        expect.stringMatching(/^Invalid (branch|shipping method) ID$/),
      ])
    }
  }
})

test('every change of a shipping method or branch is in the audit log', async () => {
  const shop = await createOwner(app.services)
  for (const [path, body] of [
    ['/api/shipping', { name: 'A', cost: 1 }],
    ['/api/branches', { name: 'A' }],
  ] as const) {
    const { id } = (await app.post(path, body, shop.token)).body
    await app.put(`${path}/${id}`, { name: 'B' }, shop.token)
    await app.delete(`${path}/${id}`, shop.token)
  }
  const rows = await app.services.db.query<{ action: string }>(
    'select action from audit_log where workspace_id = $1 order by id',
    [shop.workspaceId],
  )
  const verbs = (noun: string) => ['created', 'updated', 'deleted'].map((verb) => `${noun}.${verb}`)
  expect(rows.map((row) => row.action)).toEqual([...verbs('shipping_method'), ...verbs('branch')])
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerInventory } from './index.ts'

let api: TestApp
let owner: SignedInUser
beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog, registerInventory] })
})
beforeEach(async () => {
  owner = await createOwner(api.services)
})
afterAll(() => api.close())

const product = async (body: object = {}) =>
  (await api.post('/api/products', { name: 'Tea', price: 10, ...body }, owner.token)).body
const adjust = (body: object, token = owner.token) => api.post('/api/inventory/adjust', body, token)
const stockOf = async (id: number) => (await api.get(`/api/products/${id}`, owner.token)).body.stock
const ledger = async (query = '') => (await api.get(`/api/inventory/transactions?${query}`, owner.token)).body

interface LedgerRow {
  id: number
  previous_stock: number
  new_stock: number
}

/** Every row starts where the one before it ended, from 0 to today's stock. */
async function expectUnbrokenLedger(productId: number) {
  const rows: LedgerRow[] = (await ledger(`product_id=${productId}&limit=1000`)).reverse()
  let stock = 0
  for (const row of rows) {
    expect(row.previous_stock).toBe(stock)
    stock = row.new_stock
  }
  expect(stock).toBe(await stockOf(productId))
}

describe('adjusting', () => {
  test('adds, takes, takes back and counts anew', async () => {
    const tea = await product({ stock: 5 })
    const steps: [string, number, number, number][] = [
      ['in', 7, 5, 12],
      ['out', 12, 12, 0],
      ['return', 2, 0, 2],
      ['adjustment', 40, 2, 40],
      ['adjustment', 0, 40, 0],
      ['in', 0, 0, 0],
    ]
    for (const [type, quantity, previous_stock, new_stock] of steps) {
      const answer = await adjust({ product_id: tea.id, type, quantity, notes: `by ${type}` })
      expect(answer.status).toBe(201)
      expect(answer.body).toEqual({
        id: answer.body.id,
        product_id: tea.id,
        type,
        quantity,
        notes: `by ${type}`,
        created_by: owner.userId,
        created_at: answer.body.created_at,
        previous_stock,
        new_stock,
      })
      expect(await stockOf(tea.id)).toBe(new_stock)
    }
    await expectUnbrokenLedger(tea.id)
  })

  test('takes numbers as strings, and notes may be absent', async () => {
    const tea = await product()
    expect((await adjust({ product_id: String(tea.id), type: 'in', quantity: '3' })).body).toMatchObject({
      product_id: tea.id,
      quantity: 3,
      notes: null,
      new_stock: 3,
    })
  })

  test('cannot take more than there is, nor hold more than an integer', async () => {
    const tea = await product({ stock: 3 })
    const refused = await adjust({ product_id: tea.id, type: 'out', quantity: 4 })
    expect([refused.status, refused.body]).toEqual([400, { message: 'Insufficient stock' }])
    const tooMany = await adjust({ product_id: tea.id, type: 'in', quantity: 2147483647 })
    expect([tooMany.status, tooMany.body.errors]).toEqual([
      400,
      [{ msg: 'Invalid value', param: 'quantity', location: 'body' }],
    ])
    expect(await stockOf(tea.id)).toBe(3)
    expect(await ledger()).toHaveLength(1)
  })

  test.each([
    [{ product_id: undefined }, 'product_id'],
    [{ product_id: null }, 'product_id'],
    [{ product_id: 'x' }, 'product_id'],
    [{ product_id: 1.5 }, 'product_id'],
    [{ type: undefined }, 'type'],
    [{ type: 'IN' }, 'type'],
    [{ type: 5 }, 'type'],
    [{ quantity: undefined }, 'quantity'],
    [{ quantity: -1 }, 'quantity'],
    [{ quantity: 1.5 }, 'quantity'],
    [{ quantity: '' }, 'quantity'],
    [{ quantity: true }, 'quantity'],
    [{ quantity: 2147483648 }, 'quantity'],
    [{ notes: 5 }, 'notes'],
    [{ notes: '\u0000' }, 'notes'],
    [{ notes: 'x'.repeat(5001) }, 'notes'],
  ])('with %j is refused and changes nothing', async (change, param) => {
    const tea = await product({ stock: 3 })
    const answer = await adjust({ product_id: tea.id, type: 'in', quantity: 1, ...change })
    expect([answer.status, answer.body]).toEqual([
      400,
      { errors: [{ msg: 'Invalid value', param, location: 'body' }] },
    ])
    expect(await stockOf(tea.id)).toBe(3)
  })

  test('an unknown, foreign or deleted product is 404 and a caller without a token 401', async () => {
    const tea = await product({ stock: 3 })
    const stranger = await createOwner(api.services)
    const body = { product_id: tea.id, type: 'in', quantity: 1 }
    const missing = { status: 404, body: { message: 'Product not found' } }
    expect(await adjust(body, stranger.token)).toMatchObject(missing)
    expect(await adjust({ ...body, product_id: 2147483000 })).toMatchObject(missing)
    expect(await adjust({ ...body, product_id: -1 })).toMatchObject(missing)
    expect(await api.post('/api/inventory/adjust', body)).toMatchObject({ status: 401 })
    expect(await stockOf(tea.id)).toBe(3)
    await api.delete(`/api/products/${tea.id}`, owner.token)
    expect(await adjust(body)).toMatchObject(missing)
  })

  test('repeated with one Idempotency-Key counts once', async () => {
    const tea = await product()
    const send = () =>
      api.post('/api/inventory/adjust', { product_id: tea.id, type: 'in', quantity: 5 }, owner.token, {
        'idempotency-key': 'k1',
      })
    const [first, second] = [await send(), await send()]
    expect(second.body).toEqual(first.body)
    expect(await stockOf(tea.id)).toBe(5)
  })

  test('in parallel conserves stock: no change is lost and it never falls below zero', async () => {
    const tea = await product({ stock: 10 })
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => adjust({ product_id: tea.id, type: 'out', quantity: 1 })),
      ...Array.from({ length: 5 }, () => adjust({ product_id: tea.id, type: 'in', quantity: 2 })),
      api.put(`/api/products/${tea.id}`, { name: 'Renamed' }, owner.token),
    ])
    const sold = answers.slice(0, 20).filter((a) => a.status === 201).length
    expect(
      answers.slice(0, 20).every((a) => a.status === 201 || a.body.message === 'Insufficient stock'),
    ).toBe(true)
    expect(await stockOf(tea.id)).toBe(10 + 10 - sold)
    await expectUnbrokenLedger(tea.id)
  })

  test('parallel updates of the absolute stock leave an unbroken ledger', async () => {
    const tea = await product({ stock: 1 })
    await Promise.all([
      ...[5, 9, 30].map((stock) => api.put(`/api/products/${tea.id}`, { stock }, owner.token)),
      ...[1, 2].map((quantity) => adjust({ product_id: tea.id, type: 'in', quantity })),
    ])
    await expectUnbrokenLedger(tea.id)
  })
})

describe('the ledger', () => {
  test('tells of creation and of an update of stock, newest first', async () => {
    const tea = await product({ stock: 5 })
    await api.put(`/api/products/${tea.id}`, { stock: 9 }, owner.token)
    await api.put(`/api/products/${tea.id}`, { stock: 9, name: 'Same stock' }, owner.token)
    const rows = await ledger(`product_id=${tea.id}`)
    expect(rows).toEqual([
      {
        id: rows[0].id,
        product_id: tea.id,
        type: 'adjustment',
        quantity: 9,
        notes: null,
        created_by: owner.userId,
        created_at: rows[0].created_at,
        previous_stock: 5,
        new_stock: 9,
        product_name: 'Same stock',
        reference_type: null,
        reference_id: null,
      },
      expect.objectContaining({ type: 'in', quantity: 5, previous_stock: 0, new_stock: 5 }),
    ])
  })

  test('is filtered and paged', async () => {
    const [tea, cup] = [await product({ stock: 1 }), await product({ stock: 2 })]
    for (let i = 0; i < 4; i++) await adjust({ product_id: cup.id, type: 'out', quantity: 0 })
    expect(await ledger(`product_id=${tea.id}`)).toHaveLength(1)
    expect(await ledger('type=out')).toHaveLength(4)
    expect(await ledger(`type=in&product_id=${cup.id}`)).toHaveLength(1)
    for (const query of [
      'type=none',
      'product_id=abc',
      'product_id=99999999999999',
      'product_id=-1',
      'page=2',
    ]) {
      expect(await ledger(query), query).toEqual([])
    }
    const all = await ledger()
    const paged = [...(await ledger('limit=4')), ...(await ledger('limit=4&page=2'))]
    expect(paged).toEqual(all)
    const stranger = await createOwner(api.services)
    expect((await api.get(`/api/inventory/transactions?product_id=${tea.id}`, stranger.token)).body).toEqual(
      [],
    )
    expect((await api.get('/api/inventory/transactions?type=%00', owner.token)).status).toBe(400)
  })
})

describe('overviews', () => {
  test('low stock lists active products at or below their threshold, by name', async () => {
    const tea = await product({ name: 'Tea', sku: 'T', stock: 3, low_stock_threshold: 10 })
    const cup = await product({ name: 'Cup', stock: 5, low_stock_threshold: 5 })
    await product({ name: 'Plenty', stock: 6, low_stock_threshold: 5 })
    await product({ name: 'Off', is_active: false })
    const gone = await product({ name: 'Gone' })
    await api.delete(`/api/products/${gone.id}`, owner.token)
    expect((await api.get('/api/inventory/low-stock', owner.token)).body).toEqual([
      { id: cup.id, name: 'Cup', sku: null, stock: 5, low_stock_threshold: 5, shortage: 0 },
      { id: tea.id, name: 'Tea', sku: 'T', stock: 3, low_stock_threshold: 10, shortage: 7 },
    ])
  })

  test('the summary adds up active products; value is cost, else price', async () => {
    const empty = {
      total_products: 0,
      total_stock: 0,
      low_stock_count: 0,
      out_of_stock_count: 0,
      total_inventory_value: 0,
    }
    expect((await api.get('/api/inventory/summary', owner.token)).body).toEqual({
      summary: empty,
      top_products: [],
    })
    const tea = await product({ name: 'Tea', price: 19.99, stock: 3, low_stock_threshold: 1 })
    const cup = await product({ name: 'Cup', price: 100, cost_price: 2.5, stock: 4, low_stock_threshold: 9 })
    await product({ name: 'None', stock: 0 })
    await product({ name: 'Off', stock: 50, is_active: false })
    expect((await api.get('/api/inventory/summary', owner.token)).body).toEqual({
      summary: {
        total_products: 3,
        total_stock: 7,
        low_stock_count: 2,
        out_of_stock_count: 1,
        total_inventory_value: 69.97,
      },
      top_products: [
        { id: tea.id, name: 'Tea', sku: null, stock: 3, inventory_value: 59.97 },
        { id: cup.id, name: 'Cup', sku: null, stock: 4, inventory_value: 10 },
      ],
    })
  })

  test.each(['transactions', 'low-stock', 'summary'])('%s refuses a caller without a token', async (name) => {
    expect(await api.get(`/api/inventory/${name}`)).toMatchObject({
      status: 401,
      body: { message: 'No token provided' },
    })
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerCustomers } from '../customers/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from './index.ts'

let app: TestApp
let owner: SignedInUser
/** Ids by the name each order has in this file. */
const ids: Record<string, number> = {}

beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerOrders, registerCustomers],
    now: '2026-03-01T10:00:00.000Z',
  })
  owner = await createOwner(app.services)
  const product = await insertProduct(app, owner)
  const customer = (
    await app.post(
      '/api/customers',
      { name: 'Cà phê Đỏ', email: 'do@example.com', phone: '0909' },
      owner.token,
    )
  ).body
  const place = async (name: string, at: string, body: object, changes?: object) => {
    ;(app.services.clock as FixedClock).set(at)
    owner = await signIn(app.services, owner)
    const items = [{ product_id: product, quantity: 1, price: 5 }]
    const order = (await app.post('/api/orders', { items, ...body }, owner.token)).body
    if (changes) expect((await app.put(`/api/orders/${order.id}`, changes, owner.token)).status).toBe(200)
    ids[name] = order.id
  }
  // 17:00 UTC is midnight in Ho Chi Minh City.
  await place(
    'late',
    '2026-03-01T16:59:59.999Z',
    { status: 'shipped', sales_channel: 'store' },
    { tracking_number: 'VN_5%x' },
  )
  await place('midnight', '2026-03-01T17:00:00.000Z', { customer_id: customer.id, payment_status: 'paid' })
  await place(
    'coded',
    '2026-03-02T03:00:00.000Z',
    { seller_id: owner.userId },
    { return_code: 'R-1', reconciliation_code: 'DS-9' },
  )
  await place('newest', '2026-03-03T03:00:00.000Z', { status: 'delivered' })
})
afterAll(() => app.close())

async function found(query: Record<string, string>): Promise<string[]> {
  const { status, body } = await app.get(`/api/orders?${new URLSearchParams(query)}`, owner.token)
  expect([status, body.total]).toEqual([200, body.orders.length])
  return body.orders.map((order: { id: number }) => Object.keys(ids).find((name) => ids[name] === order.id))
}

test.each<[Record<string, string>, string[]]>([
  [{}, ['newest', 'coded', 'midnight', 'late']],
  [{ status: 'shipped' }, ['late']],
  [{ status: 'nonsense' }, []],
  [{ status: '' }, ['newest', 'coded', 'midnight', 'late']],
  [{ delivery_status: 'delivered' }, ['newest']],
  [{ payment_status: 'paid' }, ['midnight']],
  [{ sales_channel: 'store' }, ['late']],
  [{ return_code: 'R-1' }, ['coded']],
  [{ return_code: 'r' }, []],
  [{ reconciliation_code: 'DS-9' }, ['coded']],
  [{ tracking_number: 'n_5%X' }, ['late']],
  [{ tracking_number: 'n__%' }, []],
  [{ customer_id: 'abc' }, []],
  [{ customer_id: '99999999999999' }, []],
  [{ start_date: '2026-03-02' }, ['newest', 'coded', 'midnight']],
  [{ end_date: '2026-03-01' }, ['late']],
  [{ start_date: '2026-03-02', end_date: '2026-03-02' }, ['coded', 'midnight']],
  [{ start_date: '2026-03-03', end_date: '2026-03-02' }, []],
  [{ search: 'ord-2026-00' }, ['newest', 'coded', 'midnight', 'late']],
  [{ search: 'ca phe do' }, ['midnight']],
  [{ search: 'cà phê' }, ['midnight']],
  [{ search: 'cá phê' }, []],
  [{ search: 'DO@example' }, ['midnight']],
  [{ search: '0909' }, ['midnight']],
  [{ search: 'ds-9' }, ['coded']],
  [{ search: 'r-1' }, ['coded']],
  [{ search: 'vn_5%' }, ['late']],
  [{ search: '%' }, ['late']],
  [{ search: 'ord', status: 'delivered', end_date: '2026-03-03' }, ['newest']],
])('the filter %j finds %j', async (query, names) => {
  expect(await found(query)).toEqual(names)
})

test('customer and seller are exact filters', async () => {
  const { body } = await app.get(`/api/orders/${ids.midnight}`, owner.token)
  expect(await found({ customer_id: String(body.customer_id) })).toEqual(['midnight'])
  expect(await found({ seller_id: String(owner.userId) })).toEqual(['coded'])
})

test.each(['2026-02-30', '2026-13-01', 'yesterday', '2026-3-1', '20260301'])(
  'the date %s is refused',
  async (date) => {
    for (const param of ['start_date', 'end_date']) {
      const { status, body } = await app.get(`/api/orders?${param}=${date}`, owner.token)
      expect([status, body]).toEqual([400, { errors: [{ msg: 'Invalid date', param, location: 'query' }] }])
    }
  },
)

test('pages neither lose nor repeat a row, and a page past the end still tells the total', async () => {
  const seen: number[] = []
  for (const page of ['1', '2', '3']) {
    const { body } = await app.get(`/api/orders?limit=2&page=${page}`, owner.token)
    expect(body).toMatchObject({ total: 4, page: Number(page), limit: 2 })
    seen.push(...body.orders.map((order: { id: number }) => order.id))
  }
  expect(seen).toEqual([ids.newest, ids.coded, ids.midnight, ids.late])
  const odd = await app.get('/api/orders?limit=5000&page=abc', owner.token)
  expect(odd.body).toMatchObject({ page: 1, limit: 1000 })
})

test('a list and a detail cost one statement each', async () => {
  const paths = ['/api/orders', '/api/orders?status=pending&search=ord', `/api/orders/${ids.coded}`]
  for (const path of paths) {
    let statements = 0
    const stop = app.services.db.observe(() => statements++)
    await app.get(path, owner.token)
    stop()
    expect(statements).toBe(1)
  }
})

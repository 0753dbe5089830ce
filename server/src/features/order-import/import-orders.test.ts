import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { analyzeFile, applyFile, importWholeFile } from '../../../test/support/imports.ts'
import { insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { writeCsv } from '../../kernel/csv/write-csv.ts'
import { importJobs } from '../imports/index.ts'
import { orderImports } from './order-imports.ts'

const kind = { path: '/api/orders/imports', jobs: importJobs(orderImports) }
let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ now: '2026-03-10T08:00:00.000Z' })
})
afterAll(() => app.close())
beforeEach(async () => {
  owner = await createOwner(app.services)
})

type Row = Record<string, string>

/** An order that nothing is wrong with. */
const good: Row = {
  order_number: 'ORD-2026-017',
  created_at: '2026-01-05T09:30:00.000Z',
  status: 'delivered',
  items: JSON.stringify([{ sku: 'LAMP', name: 'Lamp as sold', quantity: 2, price: '19.50' }]),
}

async function csv(...rows: Row[]): Promise<string> {
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  let text = ''
  for await (const part of writeCsv([headers, ...rows.map((row) => headers.map((name) => row[name] ?? ''))]))
    text += part
  return text
}
const dryRun = async (...rows: Row[]) => analyzeFile(app, kind, owner.token, await csv(...rows))
const importRows = async (...rows: Row[]) => importWholeFile(app, kind, owner.token, await csv(...rows))
const orderList = async () => (await app.get('/api/orders?limit=100', owner.token)).body.orders
const codesOf = (run: { findings: { code: string }[] }) => run.findings.map(({ code }) => code)

async function orderBy(number: string) {
  const { body } = await app.get(`/api/orders?search=${number}`, owner.token)
  return (await app.get(`/api/orders/${body.orders[0].id}`, owner.token)).body
}

describe('the dry run of an order file', () => {
  test('changes nothing and tells what would happen', async () => {
    const before = await snapshotSales(app)
    const run = await dryRun(good, { ...good, order_number: 'ORD-2026-018', customer_name: 'An' })
    expect(await snapshotSales(app)).toEqual(before)
    expect(run).toMatchObject({
      status: 'ready',
      creates: 2,
      unchanged: 0,
      skips: 0,
      customers_new: 1,
      products_unknown: 1,
    })
    expect(run.preview[0]).toEqual({
      line: 2,
      action: 'create',
      order_number: 'ORD-2026-017',
      created_at: '2026-01-05T09:30:00.000Z',
      status: 'delivered',
      customer: null,
      quantity: 2,
      final_amount: 39,
    })
    expect(codesOf(run)).toEqual(['stock_untouched', 'customers_created', 'products_unknown'])
  })

  const item = { sku: 'A', name: 'A', quantity: 1, price: '1' }
  test.each<[what: string, cells: Row, code: string, column: string]>([
    ['no order number', { order_number: ' ' }, 'missing_order_number', 'order_number'],
    ['an unknown status', { status: 'lost' }, 'invalid_status', 'status'],
    ['an unknown payment status', { payment_status: 'maybe' }, 'invalid_status', 'payment_status'],
    ['a day without a time', { created_at: '2026-01-05' }, 'invalid_time', 'created_at'],
    ['a thirteenth month', { created_at: '2026-13-05T00:00:00Z' }, 'invalid_time', 'created_at'],
    ['lines that are no JSON', { items: '2x Lamp' }, 'invalid_items', 'items'],
    ['no lines', { items: '[]' }, 'invalid_items', 'items'],
    ['half a piece', { items: JSON.stringify([{ ...item, quantity: 0.5 }]) }, 'invalid_items', 'items'],
    ['a negative price', { items: JSON.stringify([{ ...item, price: '-1' }]) }, 'invalid_items', 'items'],
    ['a nameless line', { items: JSON.stringify([{ ...item, name: '' }]) }, 'invalid_items', 'items'],
    ['a total that is a cent off', { total_amount: '39.01' }, 'total_mismatch', 'total_amount'],
    [
      'a final amount that forgets the fee',
      { shipping_fee: '5', final_amount: '39' },
      'total_mismatch',
      'final_amount',
    ],
    ['another number of pieces', { total_quantity: '3' }, 'total_mismatch', 'total_quantity'],
    ['a discount beyond the total', { discount_amount: '39.01' }, 'discount_too_large', 'discount_amount'],
    ['a fee that is no amount', { shipping_fee: 'free' }, 'invalid_amount', 'shipping_fee'],
    ['a note that is too long', { notes: 'x'.repeat(5001) }, 'too_long', 'notes'],
  ])('finds %s, in its line and column', async (_what, cells, code, column) => {
    const run = await dryRun(good, { ...good, order_number: 'ORD-2026-018', ...cells })
    expect(run).toMatchObject({ status: 'ready', creates: 1, skips: 1, errors_count: 1 })
    expect(run.findings[0]).toMatchObject({ line: 3, column, severity: 'error', code })
  })

  test('finds a number that stands twice, and the first row counts', async () => {
    const run = await dryRun(good, { ...good, notes: 'again' })
    expect(run).toMatchObject({ creates: 1, skips: 1 })
    expect(run.findings[0]).toMatchObject({ line: 3, code: 'duplicate_order_number' })
  })

  test.each([
    [
      'lacks a column',
      'order_number,created_at,status\nORD-1,2026-01-01T00:00:00Z,pending\n',
      'missing_column',
    ],
    ['is a product file', 'SKU,Name,Regular price\nA,Lamp,5\n', 'missing_column'],
    ['is empty', '', 'empty_file'],
    ['has only a header', 'order_number,created_at,status,items\n', 'no_rows'],
    ['is a workbook', Buffer.from('504b0304786c2f', 'hex'), 'excel_file'],
    [
      'is in Cyrillic of one byte',
      Buffer.from('order_number\n\xcf\xf0\xe8\xe2\xe5\xf2\n', 'latin1'),
      'encoding_not_utf8',
    ],
  ])('refuses a file that %s', async (_what, content, code) => {
    const run = await analyzeFile(app, kind, owner.token, content)
    expect(run.status).toBe('invalid')
    expect(codesOf(run)).toContain(code)
    expect((await app.post(`${kind.path}/${run.id}/apply`, {}, owner.token)).status).toBe(400)
  })

  test('reads headers whatever their case, order and separator', async () => {
    const content = `Items;STATUS;Created at;Order Number;Whatever\n"[{""name"":""Tea"",""quantity"":1,""price"":2}]";Pending;2026-01-05T16:30:00+07:00;A 1;x\n`
    const run = await analyzeFile(app, kind, owner.token, content)
    expect(run).toMatchObject({ status: 'ready', creates: 1, skips: 0, delimiter: ';' })
    expect(run.preview[0]).toMatchObject({ created_at: '2026-01-05T09:30:00.000Z', status: 'pending' })
    expect(run.columns[4]).toEqual({ index: 4, header: 'Whatever', field: null })
  })
})

describe('applying', () => {
  test('keeps number, time, states and amounts, and moves no stock, also when the order is returned', async () => {
    const lamp = await insertProduct(app, owner, { name: 'Lamp', stock: 5 })
    await app.services.db.query(`update products set sku = 'LAMP' where id = $1`, [lamp])
    const run = await importRows({
      ...good,
      payment_status: 'paid',
      shipping_fee: '5.25',
      discount_amount: '4',
      final_amount: '40.25',
    })
    expect(run).toMatchObject({ status: 'done', creates: 1, products_unknown: 0 })
    const order = await orderBy('ORD-2026-017')
    expect(order).toMatchObject({
      order_number: 'ORD-2026-017',
      created_at: '2026-01-05T09:30:00.000Z',
      status: 'delivered',
      delivery_status: 'delivered',
      payment_status: 'paid',
      total_amount: 39,
      final_amount: 40.25,
      created_by: owner.userId,
      items: [{ product_id: lamp, product_name: 'Lamp as sold', quantity: 2, price: 19.5, subtotal: 39 }],
    })
    const returned = await app.patch(`/api/orders/${order.id}/status`, { status: 'returned' }, owner.token)
    expect(returned.status).toBe(200)
    expect((await app.get(`/api/products/${lamp}`, owner.token)).body.stock).toBe(5)
    expect((await app.get('/api/inventory/transactions', owner.token)).body.total ?? 0).toBe(0)
  })

  test('stops at rows with errors, unless they are to be left out', async () => {
    const run = await dryRun(good, { ...good, order_number: 'ORD-2026-018', status: 'lost' })
    expect((await app.post(`${kind.path}/${run.id}/apply`, {}, owner.token)).status).toBe(400)
    expect(await orderList()).toEqual([])
    const done = await applyFile(app, kind, owner.token, run.id, { skip_invalid_rows: true })
    expect(done.report).toMatchObject({ creates: 1, skips: 1 })
    expect(await orderList()).toHaveLength(1)
  })

  test('leaves an order alone that is here already, also when it came between dry run and apply', async () => {
    const run = await dryRun(good, { ...good, order_number: 'ORD-2026-018' })
    await importRows({ ...good, notes: 'faster' })
    const done = await applyFile(app, kind, owner.token, run.id)
    expect(done.report).toMatchObject({ creates: 1, unchanged: 1 })
    expect(await orderList()).toHaveLength(2)
    expect((await orderBy('ORD-2026-017')).notes).toBe('faster')
  })

  test('lets the numbering of the year go on behind the imported orders', async () => {
    const tea = await insertProduct(app, owner)
    const place = async () =>
      (await app.post('/api/orders', { items: [{ product_id: tea, quantity: 1, price: 1 }] }, owner.token))
        .body.order_number
    await importRows(good, { ...good, order_number: 'ORD-2025-900' }, { ...good, order_number: 'WC-99' })
    expect(await place()).toBe('ORD-2026-018')
    await importRows({ ...good, order_number: 'ORD-2026-900000000000' })
    expect(await place()).toBe('ORD-2026-900000000001')
    await importRows({ ...good, order_number: 'ORD-2026-500' })
    expect(await place()).toBe('ORD-2026-900000000002')
  })

  test('finds customers by e-mail, phone, or code with name, and adds the others with a code of their own', async () => {
    const make = async (body: object) => (await app.post('/api/customers', body, owner.token)).body
    const byEmail = await make({ name: 'An', email: 'an@example.com' })
    const byPhone = await make({ name: 'Binh', phone: '090 123-45' })
    const byCode = await make({ name: 'Chi' })
    const order = (n: number, cells: Row) => ({ ...good, order_number: `ORD-2026-10${n}`, ...cells })
    const run = await importRows(
      order(0, { customer_code: 'X', customer_name: 'An N.', customer_email: 'AN@example.com' }),
      order(1, { customer_name: 'B.', customer_phone: '090.12345' }),
      order(2, { customer_code: byCode.code, customer_name: 'chi' }),
      order(3, { customer_code: byCode.code, customer_name: 'Somebody else' }),
      order(4, { customer_code: 'CUS040', customer_name: 'Dung' }),
      order(5, { customer_code: 'CUS040', customer_name: 'Dung' }),
      order(6, { customer_name: 'Nameless code' }),
      order(7, {}),
    )
    expect(run.report).toMatchObject({ creates: 8, customers_new: 3 })
    const found = new Map(
      (await orderList()).map((one: Record<string, unknown>) => [one.order_number, one] as const),
    ) as Map<
      string,
      { customer_id: number | null; customer_code: string | null; customer_name: string | null }
    >
    const at = (n: number) => found.get(`ORD-2026-10${n}`)
    expect([at(0), at(1), at(2)].map((one) => one?.customer_id)).toEqual([byEmail.id, byPhone.id, byCode.id])
    expect(at(3)?.customer_name).toBe('Somebody else')
    expect(at(3)?.customer_code).not.toBe(byCode.code)
    expect(at(4)).toMatchObject({ customer_code: 'CUS040', customer_name: 'Dung' })
    expect(at(5)?.customer_id).toBe(at(4)?.customer_id)
    expect(at(6)?.customer_name).toBe('Nameless code')
    expect(at(7)?.customer_id).toBeNull()
    const codes = [...found.values()].map((one) => one.customer_code)
    expect((await make({ name: 'Later' })).code).not.toBe('CUS040')
    expect(codes).not.toContain((await make({ name: 'Latest' })).code)
  })

  test('keeps lines of products that are not in the catalogue, and puts nothing on sale', async () => {
    await importRows(good)
    const { items } = await orderBy('ORD-2026-017')
    expect(items).toMatchObject([{ product_name: 'Lamp as sold', quantity: 2, price: 19.5 }])
    expect((await app.get('/api/products?is_active=all', owner.token)).body.total).toBe(0)
    expect((await app.get(`/api/products/${items[0].product_id}`, owner.token)).status).toBe(404)
    const lamp = await app.post('/api/products', { name: 'Lamp', price: 20, sku: 'LAMP' }, owner.token)
    expect(lamp.status).toBe(201)
  })

  test('that is cancelled leaves nothing, and what is done cannot be cancelled', async () => {
    const run = await dryRun(good)
    await app.post(`${kind.path}/${run.id}/apply`, {}, owner.token)
    expect((await app.delete(`${kind.path}/${run.id}`, owner.token)).body.status).toBe('cancelled')
    await app.services.jobs.runNow(kind.jobs.apply, { importId: run.id })
    expect(await orderList()).toEqual([])
    const done = await importRows(good)
    expect((await app.delete(`${kind.path}/${done.id}`, owner.token)).status).toBe(400)
  })
})

describe('others', () => {
  test('see and touch no import of this workspace; product imports know nothing of it', async () => {
    const { id } = await dryRun(good)
    const stranger = await createOwner(app.services)
    const before = await snapshotSales(app)
    for (const [token, path] of [
      [stranger.token, `${kind.path}/${id}`],
      [owner.token, `/api/products/imports/${id}`],
    ] as const) {
      expect((await app.get(path, token)).status).toBe(404)
      expect((await app.post(`${path}/apply`, {}, token)).status).toBe(404)
      expect((await app.delete(path, token)).status).toBe(404)
    }
    expect((await app.get(kind.path, stranger.token)).body).toEqual([])
    expect((await app.get('/api/products/imports', owner.token)).body).toEqual([])
    expect((await app.get(kind.path, owner.token)).body).toMatchObject([{ id, status: 'ready' }])
    expect((await app.post(`${kind.path}/${id}/apply`, {})).status).toBe(401)
    expect(await snapshotSales(app)).toEqual(before)
  })
})

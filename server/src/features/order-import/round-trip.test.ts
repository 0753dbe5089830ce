import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { importWholeFile } from '../../../test/support/imports.ts'
import { importJobs } from '../imports/index.ts'
import { deliveryStatuses, orderStatuses, paymentStatuses } from '../orders/index.ts'
import { orderImports } from './order-imports.ts'

const orders = { path: '/api/orders/imports', jobs: importJobs(orderImports) }
const products = {
  path: '/api/products/imports',
  jobs: importJobs({ jobs: 'catalog-import' }),
}
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

/** The bytes as they go over the wire, byte order mark included. */
async function download(path: string, token: string): Promise<Uint8Array> {
  const answer = await fetch(app.url + path, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  return new Uint8Array(await answer.arrayBuffer())
}
const exportOrders = (token: string) => download('/api/reports/export?type=orders', token)

const awkward = fc.constantFrom(
  "'quoted",
  '=1+1',
  '-5',
  '@home',
  'a "word"',
  'two\nlines',
  'two\r\nlines',
  'semi;colon, comma',
  'قهوهٔ تازه',
  'Cà phê sữa',
  '  spaced  ',
  '😀',
)
const words = fc.oneof(
  awkward,
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((text) => text.replaceAll('\u0000', '').toWellFormed().slice(0, 40).toWellFormed()),
)
const name = words.filter((text) => text.trim() !== '')
const maybe = (text: fc.Arbitrary<string>) => fc.option(text, { nil: null })
const cents = fc.integer({ min: 0, max: 10_000_000 })

interface Shop {
  products: { name: string; sku: boolean; deleted: boolean }[]
  customers: { name: string; email: boolean; phone: boolean }[]
  orders: {
    customer: number | null
    lines: { product: number; name: string; quantity: number; price: number }[]
    status: string
    delivery: string
    payment: string
    fee: number
    discount: number
    minutes: number
    texts: (string | null)[]
    named: boolean
  }[]
}

const shop: fc.Arbitrary<Shop> = fc.record({
  products: fc.array(
    fc.record({ name: name.map((text) => text.trim()), sku: fc.boolean(), deleted: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  ),
  customers: fc.array(fc.record({ name, email: fc.boolean(), phone: fc.boolean() }), { maxLength: 3 }),
  orders: fc.array(
    fc.record({
      customer: fc.option(fc.nat({ max: 2 }), { nil: null }),
      lines: fc.array(
        fc.record({
          product: fc.nat({ max: 3 }),
          name,
          quantity: fc.integer({ min: 1, max: 1_000_000 }),
          price: cents,
        }),
        { minLength: 1, maxLength: 4 },
      ),
      status: fc.constantFrom(...orderStatuses),
      delivery: fc.constantFrom(...deliveryStatuses),
      payment: fc.constantFrom(...paymentStatuses),
      fee: cents,
      discount: fc.nat({ max: 100 }),
      minutes: fc.integer({ min: 0, max: 5_000_000 }),
      texts: fc.array(maybe(words.map((text) => text.slice(0, 20).toWellFormed())), {
        minLength: 8,
        maxLength: 8,
      }),
      named: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  ),
})

/** Writes the shop as it may have become by years of trading, deleted products and all. */
async function fill(owner: SignedInUser, { products, customers, orders }: Shop): Promise<void> {
  const { db } = app.services
  const { workspaceId, userId } = owner
  const insert = async (text: string, values: unknown[]): Promise<number> =>
    (await db.query<{ id: number }>(`${text} returning id`, values))[0]!.id
  const productIds: number[] = []
  for (const [n, one] of products.entries())
    productIds.push(
      await insert(
        'insert into products (workspace_id, name, price, stock, sku, deleted_at) values ($1, $2, 5, 50, $3, $4)',
        [workspaceId, one.name, one.sku ? `SKU-${n}` : null, one.deleted ? new Date() : null],
      ),
    )
  const customerIds: number[] = []
  for (const [n, one] of customers.entries())
    customerIds.push(
      await insert(
        'insert into customers (workspace_id, code, name, email, phone) values ($1, $2, $3, $4, $5)',
        [
          workspaceId,
          `CUS00${n + 1}`,
          one.name,
          one.email ? `c${n}@example.com` : null,
          one.phone ? `+84 90${n}` : null,
        ],
      ),
    )
  const branch = await insert(`insert into branches (workspace_id, code, name) values ($1, 'B1', $2)`, [
    workspaceId,
    'Quay, "old"',
  ])
  const carrier = await insert('insert into shipping_methods (workspace_id, name) values ($1, $2)', [
    workspaceId,
    '=Fast Post',
  ])
  for (const [n, one] of orders.entries()) {
    const lines = one.lines.map((line) => ({
      ...line,
      product: productIds[line.product % productIds.length],
    }))
    const total = lines.reduce((sum, line) => sum + BigInt(line.quantity) * BigInt(line.price), 0n)
    const discount = (total * BigInt(one.discount)) / 100n
    const at = new Date(Date.UTC(2024, 0, 1) + one.minutes * 60_000 + n)
    const [address, phone, tracking, returned, reconciled, notes, channel, method] = one.texts
    const customer =
      one.customer === null ? null : (customerIds[one.customer % (customerIds.length || 1)] ?? null)
    const id = await insert(
      `insert into orders (workspace_id, order_number, customer_id, seller_id, created_by, branch_id, status, delivery_status,
         payment_status, payment_method, total_amount, discount_amount, shipping_fee, total_quantity, shipping_method_id,
         shipping_address, shipping_phone, tracking_number, return_code, reconciliation_code, notes, sales_channel, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::bigint / 100.0, $12::bigint / 100.0, $13::bigint / 100.0, $14, $15, $16, $17,
         $18, $19, $20, $21, $22, $23)`,
      [
        workspaceId,
        `ORD-2024-${String(n + 7).padStart(3, '0')}`,
        customer,
        one.named ? userId : null,
        userId,
        one.named ? branch : null,
        one.status,
        one.delivery,
        one.payment,
        method || 'cash',
        total,
        discount,
        one.fee,
        lines.reduce((sum, line) => sum + line.quantity, 0),
        one.named ? carrier : null,
        address,
        phone,
        tracking,
        returned,
        reconciled,
        notes,
        channel,
        at,
      ],
    )
    for (const [index, line] of lines.entries())
      await db.query(
        `insert into order_items (workspace_id, order_id, line_number, product_id, product_name, quantity, price)
         values ($1, $2, $3, $4, $5, $6, $7::bigint / 100.0)`,
        [workspaceId, id, index + 1, line.product, line.name, line.quantity, line.price],
      )
  }
}

const stockOf = (workspaceId: number) =>
  app.services.db.query(
    `select (select json_agg(json_build_array(name, stock) order by id) from products where workspace_id = $1 and deleted_at is null) as stock,
       (select count(*) from inventory_transactions where workspace_id = $1) as movements`,
    [workspaceId],
  )

test('catalogue and orders that are exported and imported into an empty shop are exported as the same bytes, whatever they hold', async () => {
  await fc.assert(
    fc.asyncProperty(shop, async (content) => {
      const source = await createOwner(app.services, { fullName: 'An "Sell, er"' })
      await fill(source, content)
      const catalogue = await download('/api/products/export', source.token)
      const book = await exportOrders(source.token)

      const target = await createOwner(app.services)
      if (content.products.some((one) => !one.deleted))
        await importWholeFile(app, products, target.token, catalogue)
      const before = await stockOf(target.workspaceId)
      const done = await importWholeFile(app, orders, target.token, book)
      expect(done).toMatchObject({ status: 'done', creates: content.orders.length, skips: 0 })
      expect(await stockOf(target.workspaceId)).toEqual(before)
      expect(Buffer.from(await exportOrders(target.token)).toString()).toBe(Buffer.from(book).toString())
      expect(await download('/api/products/export', target.token)).toEqual(catalogue)

      const again = await importWholeFile(app, orders, target.token, book)
      expect(again).toMatchObject({ creates: 0, unchanged: content.orders.length })
      expect(await exportOrders(target.token)).toEqual(book)
      const home = await importWholeFile(app, orders, source.token, book)
      expect(home).toMatchObject({ creates: 0, customers_new: 0, unchanged: content.orders.length })
    }),
    { numRuns: 12 },
  )
}, 120_000)

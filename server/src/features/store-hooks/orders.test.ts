import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { importWholeFile } from '../../../test/support/imports.ts'
import { movementsOf, snapshotSales } from '../../../test/support/sales.ts'
import { acceptedAnswer, openShop, orderOf, ordersOf, wooOrder } from '../../../test/support/woocommerce.ts'
import { importJobs } from '../imports/index.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ now: '2026-03-05T08:00:00Z' })
})
afterAll(() => app.close())

describe('an order of a shop', () => {
  test('becomes one order of the sales API with everything that the shop said', async () => {
    const shop = await openShop(app)
    const answer = await shop.deliver('order.created', wooOrder({ customer_note: 'Ring twice' }))
    expect([answer.status, answer.body]).toEqual([202, acceptedAnswer()])
    expect(answer.body.event_id.length).toBeLessThanOrEqual(100)

    const order = await orderOf(app, shop, 'WC-5001')
    expect(order).toMatchObject({
      status: 'processing',
      delivery_status: 'pending',
      payment_status: 'paid',
      payment_method: 'bank_transfer',
      total_amount: 1_700_000,
      discount_amount: 0,
      shipping_fee: 30_000,
      final_amount: 1_730_000,
      sales_channel: 'woocommerce',
      created_by: shop.owner.userId,
      customer_name: 'Lan Nguyễn',
      customer_email: 'lan.nguyen@example.com',
      customer_phone: '0905 123 456',
      shipping_address: '12 Lê Lợi, Huế, 530000, VN',
      shipping_phone: '0905 123 456',
      notes: 'Ring twice',
      created_at: '2026-03-01T10:00:00.000Z',
      return_code: null,
    })
    expect(order.items).toMatchObject([
      { product_name: 'Áo dài', quantity: 2, price: 850_000, subtotal: 1_700_000 },
    ])
    expect(await movementsOf(app, shop.owner)).toBe(0)
  })

  test('with a rebate as a negative line is an order all the same', async () => {
    const shop = await openShop(app)
    const lines = [
      { product_id: 1, name: 'Lamp', quantity: 1, total: '100', price: 100 },
      { product_id: 0, name: 'Rebate', quantity: 1, total: '-20', price: -20 },
    ]
    const answer = await shop.deliver(
      'order.created',
      wooOrder({ total: '80', shipping_total: '0', line_items: lines }),
    )
    expect(answer.status, answer.text).toBe(202)
    const order = await orderOf(app, shop, 'WC-5001')
    expect(order.final_amount).toBe(80)
    expect(order.items).toMatchObject([
      { product_name: 'Lamp', price: 100 },
      { product_name: 'Rebate', price: 0 },
    ])
  })

  test('is listed, found by number and channel, counted, and reported as other orders are', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ id: 71, status: 'completed' }))
    await shop.deliver('order.created', wooOrder({ id: 72 }))
    expect(await ordersOf(app, shop, '&sales_channel=woocommerce')).toHaveLength(2)
    expect(await ordersOf(app, shop, '&search=wc-72')).toMatchObject([
      { order_number: 'WC-72', total_quantity: 2 },
    ])
    expect((await app.get('/api/orders', shop.owner.token)).body.total).toBe(2)
    const report = await app.get(
      '/api/reports/sales?startDate=2026-03-01&endDate=2026-03-02&start_date=2026-03-01&end_date=2026-03-02',
      shop.owner.token,
    )
    expect(report.status).toBe(200)
    const stats = (await app.get('/api/dashboard/stats?period=30', shop.owner.token)).body
    expect(stats.overview).toMatchObject({ totalOrders: 2, totalRevenue: 1_730_000 })
    expect(stats.salesChannels).toEqual([{ channel: 'woocommerce', count: 2, revenue: 1_730_000 }])
    expect(stats.topProducts).toMatchObject([{ name: 'Áo dài', total_sold: 2, total_revenue: 1_700_000 }])
  })

  test.each([
    ['pending', 'pending', 'pending'],
    ['on-hold', 'pending', 'pending'],
    ['processing', 'processing', 'pending'],
    ['completed', 'delivered', 'delivered'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['failed', 'cancelled', 'cancelled'],
    ['refunded', 'returned', 'returned'],
  ])('of status %s is %s here', async (said, status, delivery) => {
    const shop = await openShop(app)
    expect((await shop.deliver('order.created', wooOrder({ status: said }))).status).toBe(202)
    const order = await orderOf(app, shop, 'WC-5001')
    expect(order).toMatchObject({
      status,
      delivery_status: delivery,
      payment_status: said === 'refunded' ? 'refunded' : 'paid',
      return_code: said === 'refunded' ? 'RET-WC-5001' : null,
    })
  })

  test('of a status that some extension invented is taken in, and leaves the status of a known one alone', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ id: 1, status: 'wc-packed' }))
    await shop.deliver('order.created', wooOrder({ id: 2, status: 'packed', date_paid_gmt: null }))
    await shop.deliver('order.created', wooOrder({ id: 3, status: 'completed' }))
    await shop.deliver('order.updated', wooOrder({ id: 3, status: 'packed' }))
    expect((await orderOf(app, shop, 'WC-1')).status).toBe('processing')
    expect(await orderOf(app, shop, 'WC-2')).toMatchObject({ status: 'pending', payment_status: 'unpaid' })
    expect((await orderOf(app, shop, 'WC-3')).status).toBe('delivered')
  })

  test('that is still a cart is ignored and leaves nothing behind', async () => {
    const shop = await openShop(app)
    const before = await snapshotSales(app)
    const answer = await shop.deliver('order.created', wooOrder({ status: 'checkout-draft' }))
    expect([answer.status, answer.body]).toEqual([200, { status: 'ignored' }])
    expect(await snapshotSales(app)).toEqual(before)
  })
})

describe('amounts', () => {
  test('taxes, fees and coupons are in the final amount to the cent, whatever the lines add up to', async () => {
    const shop = await openShop(app)
    const line = { product_id: 5, variation_id: 0, name: 'Mug', quantity: 3, sku: '' }
    await shop.deliver(
      'order.created',
      wooOrder({
        total: '121.37',
        total_tax: '11.04',
        discount_total: '10.00',
        shipping_total: '7.50',
        line_items: [{ ...line, subtotal: '100.00', total: '90.00', price: 30 }],
        fee_lines: [{ name: 'Gift wrapping', total: '12.83' }],
        tax_lines: [{ label: 'VAT', tax_total: '11.04' }],
      }),
    )
    const order = await orderOf(app, shop, 'WC-5001')
    expect(order).toMatchObject({
      final_amount: 121.37,
      discount_amount: 10,
      shipping_fee: 7.5,
      total_amount: 123.87,
      notes: 'Gift wrapping: 12.83\nVAT: 11.04',
    })
    expect(order.items).toMatchObject([{ quantity: 3, price: 33.33 }])
  })

  test('the largest amounts are exact, and larger ones are refused before anything is written', async () => {
    const shop = await openShop(app)
    const one = { product_id: 5, name: 'Gold', quantity: 1 }
    const largest = { shipping_total: '0', discount_total: '0' }
    await shop.deliver(
      'order.created',
      wooOrder({
        ...largest,
        total: '9999999999999.99',
        line_items: [{ ...one, total: '999999999999.99', price: 999999999999.99 }],
      }),
    )
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({ final_amount: 9999999999999.99 })
    const before = await snapshotSales(app)
    for (const [key, value] of [
      ['total', '10000000000000.00'],
      ['total', '1e15'],
      ['discount_total', '1000000000000'],
      ['shipping_total', 1e300],
    ] as const) {
      const { status, body } = await shop.deliver('order.updated', wooOrder({ ...largest, [key]: value }))
      expect([key, status, Object.keys(body)]).toEqual([key, 400, ['order']])
    }
    const piles = [1, 2].map(() => ({
      ...one,
      quantity: 1_000_000,
      price: 9_000_000,
      total: '9000000000000',
    }))
    expect((await shop.deliver('order.updated', wooOrder({ line_items: piles }))).body).toEqual({
      order: ['line_items: The sum of the lines is too large.'],
    })
    expect(await snapshotSales(app)).toEqual(before)
  })

  test('an order that costs less than its shipping keeps its final amount', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ total: '0.00', shipping_total: '30000.00' }))
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      final_amount: 0,
      shipping_fee: 30_000,
      discount_amount: 30_000,
      total_amount: 0,
    })
  })

  test('odd quantities: weights become one piece of all, nothing sold is no line, and text is refused', async () => {
    const shop = await openShop(app)
    const line = { product_id: 5, name: 'Rice', price: 10 }
    await shop.deliver(
      'order.created',
      wooOrder({
        line_items: [
          { ...line, quantity: 0.5, subtotal: '5.00', total: '5.00' },
          { ...line, quantity: '2', total: '20.00' },
          { ...line, quantity: 0, total: '0.00' },
          { ...line, quantity: -1, total: '0.00' },
          { ...line, quantity: 5_000_000, total: '50.00' },
        ],
      }),
    )
    const { items } = await orderOf(app, shop, 'WC-5001')
    expect(
      items.map((item: Record<string, unknown>) => [item.product_name, item.quantity, item.price]),
    ).toEqual([
      ['Rice × 0.5', 1, 5],
      ['Rice', 2, 10],
      ['Rice × 5000000', 1, 50],
    ])
    const refused = await shop.deliver(
      'order.updated',
      wooOrder({ line_items: [{ ...line, quantity: 'x' }] }),
    )
    expect([refused.status, refused.body]).toEqual([
      400,
      { order: ['line_items[0].quantity: A valid number is required.'] },
    ])
  })
})

test('orders with taxes, fees and free shipping are exported and imported into an empty shop to the byte', async () => {
  const shop = await openShop(app)
  const line = { product_id: 5, name: 'Mug', quantity: 3, sku: 'M-5', total: '100.00' }
  await shop.deliver(
    'order.created',
    wooOrder({ id: 1, total: '121.37', shipping_total: '7.50', line_items: [line] }),
  )
  await shop.deliver('order.created', wooOrder({ id: 2, status: 'refunded', total: '0', line_items: [line] }))
  const exported = async ({ token }: SignedInUser) =>
    (await app.get('/api/reports/export?type=orders', token)).text
  const file = await exported(shop.owner)
  expect(file).toContain('WC-1')
  const empty = await createOwner(app.services)
  const done = await importWholeFile(
    app,
    { path: '/api/orders/imports', jobs: importJobs({ jobs: 'order-import' }) },
    empty.token,
    file,
  )
  expect(done).toMatchObject({ status: 'done', creates: 2, skips: 0 })
  expect(await exported(empty)).toBe(file)
})

test('an order of a thousand lines costs as many statements as one of a single line', async () => {
  const shop = await openShop(app)
  const lines = (count: number, first: number) =>
    Array.from({ length: count }, (_, i) => ({
      product_id: first + i,
      name: `Product ${i}`,
      quantity: 1,
      price: 1,
      total: '1.00',
    }))
  const statementsOf = async (id: number, line_items: object[]) => {
    const statements: string[] = []
    const stop = app.services.db.observe((text) => statements.push(text))
    const { status } = await shop.deliver('order.created', wooOrder({ id, line_items }))
    stop()
    expect(status).toBe(202)
    return statements.length
  }
  await statementsOf(1, lines(1, 1))
  expect(await statementsOf(3, lines(1000, 1000))).toBe(await statementsOf(2, lines(1, 9000)))
  expect((await orderOf(app, shop, 'WC-3')).items).toHaveLength(1000)
})

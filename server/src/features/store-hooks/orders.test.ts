import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { importWholeFile } from '../../../test/support/imports.ts'
import { createCarrier, insertProduct, snapshotSales } from '../../../test/support/sales.ts'
import { type OwnedShop, openShop, orderOf, ordersOf, wooOrder } from '../../../test/support/woocommerce.ts'
import { importJobs } from '../imports/index.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ now: '2026-03-05T08:00:00Z' })
})
afterAll(() => app.close())

async function movements(shop: OwnedShop): Promise<number> {
  const [row] = await app.services.db.query<{ n: number }>(
    'select count(*)::int as n from inventory_transactions where workspace_id = $1',
    [shop.owner.workspaceId],
  )
  return row?.n ?? -1
}

describe('an order of a shop', () => {
  test('becomes one order of the sales API with everything that the shop said', async () => {
    const shop = await openShop(app)
    const answer = await shop.deliver('order.created', wooOrder({ customer_note: 'Ring twice' }))
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({
      status: 'accepted',
      message: expect.any(String),
      event_id: expect.any(String),
      processing_time_ms: expect.any(Number),
    })
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
    expect(await movements(shop)).toBe(0)
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

describe('a later word of the shop', () => {
  test('replaces items and amounts, keeps notes that were added here, and moves no stock', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ status: 'completed', customer_note: 'Blue' }))
    const order = await orderOf(app, shop, 'WC-5001')
    await app.put(`/api/orders/${order.id}`, { notes: 'Call before noon' }, shop.owner.token)
    await shop.deliver(
      'order.updated',
      wooOrder({
        status: 'completed',
        customer_note: 'Red',
        date_modified_gmt: '2026-03-02T10:00:00',
        total: '500.00',
        shipping_total: '0.00',
        line_items: [
          { product_id: 9, name: 'Scarf', quantity: 1, subtotal: '500.00', total: '500.00', price: 500 },
        ],
      }),
    )
    const after = await orderOf(app, shop, 'WC-5001')
    expect(after).toMatchObject({
      id: order.id,
      notes: 'Call before noon',
      final_amount: 500,
      shipping_fee: 0,
    })
    expect(after.items).toMatchObject([{ product_name: 'Scarf', quantity: 1, price: 500 }])
    const { topProducts } = (await app.get('/api/dashboard/stats?period=30', shop.owner.token)).body
    expect(topProducts).toMatchObject([{ name: 'Scarf', total_sold: 1, total_revenue: 500 }])
    expect(await movements(shop)).toBe(0)
  })

  test('wins on the status by any transition, and the pending shipment follows a cancellation', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    const order = await orderOf(app, shop, 'WC-5001')
    const carrier_id = await createCarrier(app, shop.owner.token)
    const shipment = await app.post(
      '/api/shipments',
      { order_id: order.id, carrier_id, tracking_number: 'T-1' },
      shop.owner.token,
    )
    expect(shipment.status).toBe(201)
    const say = (status: string, minute: number) =>
      shop.deliver('order.updated', wooOrder({ status, date_modified_gmt: `2026-03-02T10:0${minute}:00` }))
    await say('cancelled', 1)
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('cancelled')
    expect((await app.get(`/api/shipments/${shipment.body.id}`, shop.owner.token)).body.status).toBe(
      'cancelled',
    )
    await say('processing', 2)
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      status: 'processing',
      delivery_status: 'pending',
    })
    await say('refunded', 3)
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      status: 'returned',
      payment_status: 'refunded',
      return_code: 'RET-WC-5001',
    })
    const lines = await app.services.db.query<{ action: string; actor_kind: string; actor_id: string }>(
      `select action, actor_kind, actor_id from audit_log
       where workspace_id = $1 and subject_type = 'order' and actor_kind = 'token' order by id`,
      [shop.owner.workspaceId],
    )
    expect(lines).toEqual(
      ['order.placed', 'order.cancelled', 'order.processing', 'order.returned'].map((action) => ({
        action,
        actor_kind: 'token',
        actor_id: shop.tokenId,
      })),
    )
  })

  test('that merely repeats itself leaves what was changed here alone', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ date_paid_gmt: null }))
    const { id } = await orderOf(app, shop, 'WC-5001')
    await app.patch(`/api/orders/${id}/status`, { status: 'shipped' }, shop.owner.token)
    await app.put(`/api/orders/${id}`, { payment_status: 'partial', shipping_phone: '111' }, shop.owner.token)
    await shop.deliver(
      'order.updated',
      wooOrder({ date_paid_gmt: null, date_modified_gmt: '2026-03-02T10:00:00' }),
    )
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      status: 'shipped',
      delivery_status: 'shipped',
      payment_status: 'partial',
      shipping_phone: '111',
    })
  })

  test('that changes nothing writes nothing', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    const before = await snapshotSales(app)
    expect((await shop.deliver('order.updated', wooOrder())).status).toBe(202)
    expect(await snapshotSales(app)).toEqual(before)
  })

  test('that is older than the last is stale; without a date, or of the same second, it counts', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    const before = await snapshotSales(app)
    const old = await shop.deliver(
      'order.updated',
      wooOrder({ status: 'completed', date_modified_gmt: '2026-03-01T10:04:59' }),
    )
    expect([old.status, old.body.status, old.body.reason]).toEqual([200, 'skipped', 'stale'])
    expect(await snapshotSales(app)).toEqual(before)
    await shop.deliver('order.updated', wooOrder({ status: 'completed' }))
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('delivered')
    await shop.deliver('order.updated', wooOrder({ status: 'refunded', date_modified_gmt: null }))
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('returned')
  })

  test('that it was trashed cancels it, that it was restored brings it back, and trash of unknown orders is accepted', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ status: 'completed' }))
    expect((await shop.deliver('order.deleted', { id: 5001 })).status).toBe(202)
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      status: 'cancelled',
      final_amount: 1_730_000,
    })
    expect((await shop.deliver('order.restored', wooOrder({ status: 'completed' }))).status).toBe(202)
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('delivered')
    const before = await snapshotSales(app)
    expect((await shop.deliver('order.deleted', { id: 999_999 })).status).toBe(202)
    expect(await snapshotSales(app)).toEqual(before)
    expect(await movements(shop)).toBe(0)
  })
})

describe('work on it here', () => {
  test('every change of status works and moves no stock', async () => {
    const shop = await openShop(app)
    const productId = await insertProduct(app, shop.owner, { name: 'Áo dài', stock: 7 })
    await app.put(`/api/products/${productId}`, { sku: 'AD-414' }, shop.owner.token)
    await shop.deliver('order.created', wooOrder({ id: 1, status: 'pending' }))
    await shop.deliver('order.created', wooOrder({ id: 2, status: 'completed' }))
    const first = await orderOf(app, shop, 'WC-1')
    expect(first.items).toMatchObject([{ product_id: productId }])
    for (const [number, status] of [
      ['WC-1', 'confirmed'],
      ['WC-1', 'cancelled'],
      ['WC-2', 'returned'],
    ]) {
      const { id } = await orderOf(app, shop, number as string)
      const changed = await app.patch(`/api/orders/${id}/status`, { status }, shop.owner.token)
      expect([changed.status, changed.body.status]).toEqual([200, status])
    }
    expect((await orderOf(app, shop, 'WC-2')).return_code).toBe('RET-WC-2')
    expect((await app.get(`/api/products/${productId}`, shop.owner.token)).body.stock).toBe(7)
    expect(await movements(shop)).toBe(0)
  })

  test('one that was deleted here comes back when the shop changes it later, not when it repeats itself', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ status: 'pending' }))
    const { id } = await orderOf(app, shop, 'WC-5001')
    expect((await app.delete(`/api/orders/${id}`, shop.owner.token)).status).toBe(200)
    const repeated = await shop.deliver('order.updated', wooOrder({ status: 'pending' }))
    expect(repeated.body).toMatchObject({ status: 'skipped', reason: 'stale' })
    expect((await shop.deliver('order.deleted', { id: 5001 })).status).toBe(202)
    expect(await ordersOf(app, shop)).toEqual([])
    await shop.deliver('order.updated', wooOrder({ date_modified_gmt: '2026-03-02T10:00:00' }))
    expect(await orderOf(app, shop, 'WC-5001')).toMatchObject({
      status: 'processing',
      final_amount: 1_730_000,
    })
    expect(await movements(shop)).toBe(0)
  })
})

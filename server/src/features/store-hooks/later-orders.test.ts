import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createCarrier, insertProduct, movementsOf, snapshotSales } from '../../../test/support/sales.ts'
import { openShop, orderOf, ordersOf, wooOrder } from '../../../test/support/woocommerce.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ now: '2026-03-05T08:00:00Z' })
})
afterAll(() => app.close())

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
    expect(await movementsOf(app, shop.owner)).toBe(0)
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
    expect(await movementsOf(app, shop.owner)).toBe(0)
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
    expect(await movementsOf(app, shop.owner)).toBe(0)
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
    expect(await movementsOf(app, shop.owner)).toBe(0)
  })
})

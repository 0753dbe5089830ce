import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { snapshotSales } from '../../../test/support/sales.ts'
import {
  connectShop,
  type OwnedShop,
  openShop,
  orderOf,
  ordersOf,
  wooOrder,
  wooProduct,
} from '../../../test/support/woocommerce.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ now: '2026-03-05T08:00:00Z' })
})
afterAll(() => app.close())

const customersOf = async (shop: OwnedShop) =>
  (await app.get('/api/customers?limit=100', shop.owner.token)).body.customers

/** A shop that the token knows by host and currency: its deliveries do not wait for each other to tell. */
async function openKnownShop(): Promise<OwnedShop> {
  const shop = await openShop(app)
  await shop.deliver('order.created', wooOrder({ id: 1, billing: [] }))
  return shop
}

describe('customers', () => {
  const billing = (changes: object) => ({ ...(wooOrder().billing as object), ...changes })

  test('are found by e-mail, then by phone, and else added', async () => {
    const shop = await openShop(app)
    const add = (body: object) => app.post('/api/customers', body, shop.owner.token)
    const byMail = (await add({ name: 'Mail', email: 'Lan.Nguyen@example.com', phone: '1' })).body
    const byPhone = (await add({ name: 'Phone', phone: '0905123456' })).body
    await shop.deliver('order.created', wooOrder({ id: 1 }))
    await shop.deliver('order.created', wooOrder({ id: 2, billing: billing({ email: '' }) }))
    await shop.deliver(
      'order.created',
      wooOrder({ id: 3, billing: billing({ email: 'new@example.com', phone: '۰۹۱۲ ۳۴۵ ۶۷۸۹' }) }),
    )
    await shop.deliver(
      'order.created',
      wooOrder({ id: 4, billing: billing({ email: 'x', phone: '09123456789' }) }),
    )
    expect((await orderOf(app, shop, 'WC-1')).customer_id).toBe(byMail.id)
    expect((await orderOf(app, shop, 'WC-2')).customer_id).toBe(byPhone.id)
    const added = await orderOf(app, shop, 'WC-3')
    expect(added).toMatchObject({ customer_email: 'new@example.com', customer_phone: '0912 345 6789' })
    expect((await orderOf(app, shop, 'WC-4')).customer_id).toBe(added.customer_id)
    expect(await customersOf(shop)).toHaveLength(3)
  })

  test('an order of nobody has no customer, and a bare name is one person', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ id: 1, billing: [] }))
    const named = { first_name: 'Bibi', last_name: '', email: null, phone: null }
    await shop.deliver('order.created', wooOrder({ id: 2, billing: named }))
    await shop.deliver('order.created', wooOrder({ id: 3, billing: named }))
    expect((await orderOf(app, shop, 'WC-1')).customer_id).toBeNull()
    const second = await orderOf(app, shop, 'WC-2')
    expect(second.customer_name).toBe('Bibi')
    expect((await orderOf(app, shop, 'WC-3')).customer_id).toBe(second.customer_id)
  })

  test('follow the billing when the shop changes it', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    await shop.deliver(
      'order.updated',
      wooOrder({
        date_modified_gmt: '2026-03-02T10:00:00',
        billing: billing({ first_name: 'Minh', email: 'minh@example.com', phone: '0911' }),
      }),
    )
    expect((await orderOf(app, shop, 'WC-5001')).customer_email).toBe('minh@example.com')
  })

  test('20 parallel orders of one new customer add one customer', async () => {
    const shop = await openKnownShop()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => shop.deliver('order.created', wooOrder({ id: 100 + i }))),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(await ordersOf(app, shop)).toHaveLength(21)
    expect(await customersOf(shop)).toHaveLength(1)
    const [counted] = await app.services.db.query(
      `select sum(total)::int as n from workspace_totals where workspace_id = $1 and kind = 'customers'`,
      [shop.owner.workspaceId],
    )
    expect(counted).toEqual({ n: 1 })
  })
})

describe('identity', () => {
  test('two shops may have an order of one number; the second gets a suffix', async () => {
    const shop = await openShop(app, 'a.example.com')
    const other = { ...(await connectShop(app, shop.owner, { host: 'b.example.com' })), owner: shop.owner }
    await shop.deliver('order.created', wooOrder({ status: 'pending' }))
    await other.deliver('order.created', wooOrder({ status: 'refunded' }))
    await other.deliver(
      'order.updated',
      wooOrder({ status: 'refunded', date_modified_gmt: '2026-03-02T10:00:00' }),
    )
    expect((await ordersOf(app, shop)).map((o: { order_number: string }) => o.order_number).sort()).toEqual([
      'WC-5001',
      'WC-5001-2',
    ])
    expect((await orderOf(app, shop, 'WC-5001-2')).return_code).toBe('RET-WC-5001-2')
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('pending')
  })

  test('a shop keeps its orders under a new token and with www. before its name', async () => {
    const shop = await openShop(app, 'keep.example.com')
    await shop.deliver('order.created', wooOrder())
    const again = await connectShop(app, shop.owner, { host: 'www.keep.example.com' })
    await again.deliver(
      'order.updated',
      wooOrder({ status: 'completed', date_modified_gmt: '2026-03-02T10:00:00' }),
    )
    expect(await ordersOf(app, shop)).toMatchObject([{ order_number: 'WC-5001', status: 'delivered' }])
  })

  test('the shop that WordPress signs counts more than the header, which nobody signs', async () => {
    const shop = await openShop(app, 'true.example.com')
    const body = wooOrder({
      _links: { self: [{ href: 'https://true.example.com/wp-json/wc/v3/orders/5001' }] },
    })
    await shop.deliver('order.created', body)
    await shop.deliver('order.created', body, { source: 'https://other.example.com/', deliveryId: 'x' })
    expect(await ordersOf(app, shop)).toHaveLength(1)
  })

  test('created and updated at once are one order', async () => {
    const shop = await openKnownShop()
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        shop.deliver(i % 2 ? 'order.updated' : 'order.created', wooOrder({ customer_note: `n${i}` })),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(await ordersOf(app, shop)).toHaveLength(2)
    expect((await orderOf(app, shop, 'WC-5001')).items).toHaveLength(1)
  })

  test('the currency of an order is what the shop is known by from then on', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ currency: 'irht' }))
    const [token] = await app.services.db.query(
      'select store_host, store_currency from integration_tokens where id = $1',
      [shop.tokenId],
    )
    expect(token).toEqual({ store_host: 'shop.example.com', store_currency: 'IRHT' })
  })

  test('another workspace sees nothing of it', async () => {
    const shop = await openShop(app)
    const stranger = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    const { id } = await orderOf(app, shop, 'WC-5001')
    expect((await app.get(`/api/orders/${id}`, stranger.owner.token)).status).toBe(404)
    await stranger.deliver('order.deleted', { id: 5001 })
    expect((await orderOf(app, shop, 'WC-5001')).status).toBe('processing')
  })
})

describe('a copy', () => {
  test('of a delivery has no effect: of 20 at once one is accepted', async () => {
    const other = await createOwner(app.services)
    const store = await connectShop(app, other)
    const send = () => store.deliver('order.created', wooOrder(), { deliveryId: 'd1' })
    const answers = await Promise.all(Array.from({ length: 20 }, send))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 202])
    const skipped = answers.filter(({ status }) => status === 200)
    expect(new Set(skipped.map(({ body }) => `${body.status} ${body.reason}`))).toEqual(
      new Set(['skipped duplicate']),
    )
    expect((await app.get('/api/orders', other.token)).body.total).toBe(1)
    const events = await app.get('/api/v1/integrations/woocommerce/events/', other.token)
    expect(events.body.count).toBe(1)
    expect((await send()).body).toMatchObject({ status: 'skipped', reason: 'duplicate' })
  })

  test('under a new delivery id is stale when the shop has said something later', async () => {
    const other = await createOwner(app.services)
    const store = await connectShop(app, other)
    const first = wooOrder({ status: 'processing' })
    await store.deliver('order.created', first, { deliveryId: 'd1' })
    await store.deliver(
      'order.updated',
      wooOrder({ status: 'completed', date_modified_gmt: '2026-03-02T00:00:00' }),
    )
    const before = await snapshotSales(app)
    const replay = await store.deliver('order.created', first, { deliveryId: 'd2' })
    expect([replay.status, replay.body.status, replay.body.reason]).toEqual([200, 'skipped', 'stale'])
    const product = wooProduct()
    await store.deliver('product.created', product)
    await store.deliver(
      'product.updated',
      wooProduct({ name: 'New', date_modified_gmt: '2026-03-02T00:00:00' }),
    )
    const old = await store.deliver('product.updated', product, { deliveryId: 'd3' })
    expect([old.status, old.body.reason]).toEqual([200, 'stale'])
    const after = await app.get('/api/products?search=New', other.token)
    expect(after.body.total).toBe(1)
    expect(JSON.stringify(before)).toContain('WC-5001')
  })

  test('is told by its body: products of one second share the delivery id and are all applied', async () => {
    const other = await createOwner(app.services)
    const store = await connectShop(app, other)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.deliver('product.updated', wooProduct({ id: 100 + i }), { deliveryId: 'same-second' }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect((await app.get('/api/products', other.token)).body.total).toBe(10)
    expect(new Set(answers.map(({ body }) => body.event_id)).size).toBe(10)
  })

  test('of a deletion without a delivery id is another deletion', async () => {
    const other = await createOwner(app.services)
    const store = await connectShop(app, other)
    await store.deliver('order.created', wooOrder())
    const trash = () => store.deliver('order.deleted', { id: 5001 }, { deliveryId: '' })
    expect((await trash()).status).toBe(202)
    await store.deliver('order.restored', wooOrder())
    expect((await trash()).status).toBe(202)
    expect((await app.get('/api/orders', other.token)).body.orders).toMatchObject([{ status: 'cancelled' }])
  })
})

import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import type { TestAnswer, TestApp } from './app.ts'
import { createOwner, type SignedInUser } from './factories.ts'

export interface DeliveryOptions {
  /** A new one unless told. */
  deliveryId?: string
  /** Instead of the shop's; null leaves the header out. */
  source?: string | null
  headers?: Record<string, string>
  /** Instead of the right one. */
  signature?: string
}

/** A WooCommerce shop with a webhook for each topic and no plugin. */
export interface TestShop {
  tokenId: string
  path: string
  secret: string
  host: string
  /** Signs and sends as WooCommerce does; objects are sent as JSON, bytes as they are. */
  deliver(topic: string, body: object | Buffer, options?: DeliveryOptions): Promise<TestAnswer>
}

/** Connects a shop: makes a token through the API and keeps its webhook secret. */
export async function connectShop(
  app: TestApp,
  owner: Pick<SignedInUser, 'token'>,
  options: { host?: string; name?: string } = {},
): Promise<TestShop> {
  const { host = 'shop.example.com', name = 'Shop' } = options
  const made = await app.post(
    '/api/v1/integrations/tokens/generate/',
    { integration_type: 'woocommerce', name },
    owner.token,
  )
  if (made.status !== 201) throw new Error(`The token was refused: ${made.text}`)
  const path = new URL(made.body.webhook.delivery_url).pathname
  const secret: string = made.body.webhook.secret
  let deliveries = 0
  return {
    tokenId: made.body.id,
    path,
    secret,
    host,
    deliver(topic, body, { deliveryId, source, headers, signature } = {}) {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
      deliveries++
      const address = source === undefined ? `https://${host}/` : source
      return app.call('POST', path, {
        body: bytes,
        headers: {
          'user-agent': 'WooCommerce/9.4.2 Hookshot (WordPress/6.7.1)',
          'x-wc-webhook-topic': topic,
          'x-wc-webhook-resource': topic.split('.')[0] ?? '',
          'x-wc-webhook-event': topic.split('.')[1] ?? '',
          'x-wc-webhook-id': '7',
          'x-wc-webhook-delivery-id': deliveryId ?? `delivery-${deliveries}`,
          'x-wc-webhook-signature': signature ?? sign(secret, bytes),
          ...(address === null ? {} : { 'x-wc-webhook-source': address }),
          ...headers,
        },
      })
    },
  }
}

/** The text of a new token, by which a plugin or a program of the user's shop comes in. */
export async function makeStoreToken(
  app: TestApp,
  user: Pick<SignedInUser, 'token'>,
  name = 'Shop',
): Promise<string> {
  const made = await app.post('/api/v1/integrations/tokens/generate/', { name }, user.token)
  if (made.status !== 201) throw new Error(`The token was refused: ${made.text}`)
  return made.body.token
}

/** What a store hears of an event that was taken. */
export const acceptedAnswer = (eventId: string = expect.any(String)) => ({
  status: 'accepted',
  message: expect.any(String),
  event_id: eventId,
  processing_time_ms: expect.any(Number),
})

export interface OwnedShop extends TestShop {
  owner: SignedInUser
}

/** A workspace of its own with a connected shop. */
export async function openShop(app: TestApp, host?: string): Promise<OwnedShop> {
  const owner = await createOwner(app.services)
  return { ...(await connectShop(app, owner, host ? { host } : {})), owner }
}

/** Rows of the order list, up to a hundred. */
export async function ordersOf(app: TestApp, { owner }: OwnedShop, query = '') {
  const { status, body } = await app.get(`/api/orders?limit=100${query}`, owner.token)
  if (status !== 200) throw new Error(`The list was refused: ${JSON.stringify(body)}`)
  return body.orders
}

/** The order of this number with its items. */
export async function orderOf(app: TestApp, shop: OwnedShop, number: string) {
  const rows: { id: number; order_number: string }[] = await ordersOf(app, shop)
  const row = rows.find((order) => order.order_number === number)
  if (!row) throw new Error(`There is no order ${number}`)
  return (await app.get(`/api/orders/${row.id}`, shop.owner.token)).body
}

export function sign(secret: string, bytes: Buffer): string {
  return createHmac('sha256', secret).update(bytes).digest('base64')
}

/** A REST v3 order as WooCommerce sends it: two pieces for 1,700,000 and 30,000 of shipping, paid. */
export function wooOrder(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const id = (overrides.id as number | undefined) ?? 5001
  return {
    id,
    parent_id: 0,
    status: 'processing',
    currency: 'VND',
    version: '9.4.2',
    prices_include_tax: false,
    date_created: '2026-03-01T17:00:00',
    date_created_gmt: '2026-03-01T10:00:00',
    date_modified: '2026-03-01T17:05:00',
    date_modified_gmt: '2026-03-01T10:05:00',
    discount_total: '0.00',
    discount_tax: '0.00',
    shipping_total: '30000.00',
    shipping_tax: '0.00',
    cart_tax: '0.00',
    total: '1730000.00',
    total_tax: '0.00',
    customer_id: 12,
    order_key: 'wc_order_a1b2c3',
    billing: {
      first_name: 'Lan',
      last_name: 'Nguyễn',
      company: '',
      address_1: '12 Lê Lợi',
      address_2: '',
      city: 'Huế',
      state: '',
      postcode: '530000',
      country: 'VN',
      email: 'lan.nguyen@example.com',
      phone: '0905 123 456',
    },
    shipping: { first_name: '', last_name: '', company: '', address_1: '', city: '', phone: '' },
    payment_method: 'bacs',
    payment_method_title: 'Direct bank transfer',
    transaction_id: '',
    customer_note: '',
    date_completed_gmt: null,
    date_paid_gmt: '2026-03-01T10:04:00',
    number: String(id),
    meta_data: [],
    line_items: [
      {
        id: 1,
        name: 'Áo dài',
        product_id: 414,
        variation_id: 0,
        quantity: 2,
        tax_class: '',
        subtotal: '1700000.00',
        subtotal_tax: '0.00',
        total: '1700000.00',
        total_tax: '0.00',
        taxes: [],
        meta_data: [],
        sku: 'AD-414',
        price: 850000,
      },
    ],
    tax_lines: [],
    shipping_lines: [{ id: 2, method_title: 'Flat rate', total: '30000.00' }],
    fee_lines: [],
    coupon_lines: [],
    refunds: [],
    ...overrides,
  }
}

/** A REST v3 product as WooCommerce sends it. */
export function wooProduct(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const id = (overrides.id as number | undefined) ?? 414
  return {
    id,
    name: 'Áo dài',
    slug: `product-${id}`,
    permalink: `https://shop.example.com/product/product-${id}/`,
    date_created_gmt: '2026-02-01T08:00:00',
    date_modified: '2026-03-01T15:00:00',
    date_modified_gmt: '2026-03-01T08:00:00',
    type: 'simple',
    status: 'publish',
    description: '<p>Silk, <b>hand made</b>.</p>',
    short_description: '<p>Silk dress</p>',
    sku: `AD-${id}`,
    price: '850000',
    regular_price: '950000',
    sale_price: '850000',
    on_sale: true,
    manage_stock: true,
    stock_quantity: 12,
    stock_status: 'instock',
    categories: [
      { id: 9, name: 'Clothes', slug: 'clothes' },
      { id: 10, name: 'Silk', slug: 'silk' },
    ],
    tags: [{ id: 3, name: 'festive', slug: 'festive' }],
    images: [
      { id: 1, src: `https://shop.example.com/wp-content/${id}-a.jpg`, name: 'a', alt: '' },
      { id: 2, src: `https://shop.example.com/wp-content/${id}-b.jpg`, name: 'b', alt: '' },
    ],
    attributes: [
      { id: 0, name: 'Brand', position: 0, visible: true, variation: false, options: ['Lotus'] },
      { id: 0, name: 'Size', position: 1, visible: true, variation: true, options: ['S', 'M', 'L'] },
    ],
    variations: [],
    parent_id: 0,
    meta_data: [],
    ...overrides,
  }
}

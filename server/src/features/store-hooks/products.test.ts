import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { type OwnedShop, openShop, wooOrder, wooProduct } from '../../../test/support/woocommerce.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const page = '/api/v1/web-knowledge/products/'
const listOf = async (shop: OwnedShop, query = '') =>
  (await app.get(`${page}${query}`, shop.owner.token)).body.results

async function productOf(shop: OwnedShop, externalId: string) {
  const rows = await listOf(shop)
  const row = rows.find((one: { external_id: string }) => one.external_id === externalId)
  expect(row, externalId).toBeDefined()
  return (await app.get(`${page}${row.id}/`, shop.owner.token)).body
}

describe('a product of WooCommerce REST v3', () => {
  test('is mapped field by field', async () => {
    const shop = await openShop(app)
    expect((await shop.deliver('product.created', wooProduct())).status).toBe(202)
    expect(await productOf(shop, 'woo_414')).toMatchObject({
      title: 'Áo dài',
      external_source: 'woocommerce',
      description: 'Silk, hand made.',
      short_description: 'Silk dress',
      long_description: '<p>Silk, <b>hand made</b>.</p>',
      price: '850000.00',
      original_price: '950000.00',
      sale_price: '850000.00',
      final_price: '850000.00',
      discount_amount: '100000.00',
      currency: 'VND',
      category: 'Clothes, Silk',
      tags: ['festive'],
      brand: 'Lotus',
      specifications: { Brand: 'Lotus', Size: 'S, M, L' },
      link: 'https://shop.example.com/product/product-414/',
      main_image: 'https://shop.example.com/wp-content/414-a.jpg',
      images: [
        'https://shop.example.com/wp-content/414-a.jpg',
        'https://shop.example.com/wp-content/414-b.jpg',
      ],
      stock_quantity: 12,
      in_stock: true,
      is_active: true,
      extraction_metadata: { woo_product_id: 414, sku: 'AD-414', store_host: 'shop.example.com' },
    })
  })

  test.each([
    [{ price: '0', regular_price: '0', sale_price: '' }, '0.00'],
    [{ price: '', regular_price: '', sale_price: '' }, null],
    [{ price: '19.999', regular_price: '19.999', sale_price: '' }, '20.00'],
    [{ price: 12.5, regular_price: 12.5, sale_price: null }, '12.50'],
    [{ price: '999999999999.99', regular_price: '', sale_price: '' }, '999999999999.99'],
  ])('with %j costs %s', async (prices, price) => {
    const shop = await openShop(app)
    await shop.deliver('product.created', wooProduct({ ...prices, on_sale: false }))
    expect(await productOf(shop, 'woo_414')).toMatchObject({
      price,
      original_price: null,
      sale_price: null,
      discount_amount: null,
    })
  })

  test('of any status but publish is inactive, and drafts without a name are no refusal', async () => {
    const shop = await openShop(app)
    await shop.deliver('product.created', wooProduct({ id: 1, status: 'private' }))
    await shop.deliver('product.created', wooProduct({ id: 2, status: 'draft', name: '' }))
    await shop.deliver('product.created', wooProduct({ id: 3 }))
    await shop.deliver('product.updated', wooProduct({ id: 3, status: 'draft' }))
    expect((await productOf(shop, 'woo_1')).is_active).toBe(false)
    expect(await productOf(shop, 'woo_2')).toMatchObject({ is_active: false, title: 'product-2' })
    expect((await productOf(shop, 'woo_3')).is_active).toBe(false)
    const draft = await shop.deliver('product.created', wooProduct({ id: 4, status: 'auto-draft' }))
    expect([draft.status, draft.body]).toEqual([200, { status: 'ignored' }])
    expect(await listOf(shop)).toHaveLength(3)
  })

  test('takes its brand from brands, or from an attribute of that name in Persian', async () => {
    const shop = await openShop(app)
    await shop.deliver('product.created', wooProduct({ id: 1, brands: [{ id: 1, name: 'Sen' }] }))
    const attributes = [{ name: 'برند', options: ['سپید'] }]
    await shop.deliver('product.created', wooProduct({ id: 2, attributes }))
    expect((await productOf(shop, 'woo_1')).brand).toBe('Sen')
    expect((await productOf(shop, 'woo_2')).brand).toBe('سپید')
  })

  test('goes by the currency that an order of its shop told', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ currency: 'IRT' }))
    await shop.deliver('product.created', wooProduct({ id: 7 }))
    expect((await productOf(shop, 'woo_7')).currency).toBe('IRT')
  })

  test('is inactive after it was trashed and active again after it was restored, under the same id', async () => {
    const shop = await openShop(app)
    await shop.deliver('product.created', wooProduct())
    const { id } = await productOf(shop, 'woo_414')
    expect((await shop.deliver('product.deleted', { id: 414 })).status).toBe(202)
    expect(await productOf(shop, 'woo_414')).toMatchObject({ id, is_active: false })
    expect((await shop.deliver('product.restored', wooProduct())).status).toBe(202)
    expect(await productOf(shop, 'woo_414')).toMatchObject({ id, is_active: true })
    expect((await shop.deliver('product.deleted', { id: 999 })).status).toBe(202)
  })

  test('that is a variation is kept under its parent and is no product of its own', async () => {
    const shop = await openShop(app)
    const variation = wooProduct({
      id: 51,
      parent_id: 50,
      type: 'variation',
      name: '',
      attributes: [{ name: 'Size', option: 'M' }],
    })
    expect((await shop.deliver('product.updated', variation)).status).toBe(202)
    await shop.deliver('product.updated', wooProduct({ id: 50, type: 'variable', variations: [51] }))
    expect(await listOf(shop)).toMatchObject([{ external_id: 'woo_50' }])
    const [row] = await app.services.db.query(
      `select p.type, parent.external_id as parent from products p join product_details d on d.product_id = p.id
       join product_details parent on parent.product_id = p.parent_id
       where p.workspace_id = $1 and d.external_id = 'woo_51'`,
      [shop.owner.workspaceId],
    )
    expect(row).toEqual({ type: 'variation', parent: 'woo_50' })
  })

  test.each([
    [{ id: 0 }, 'id'],
    [{ name: '' }, 'name'],
    [{ name: null }, 'name'],
    [{ price: '-1' }, 'price'],
    [{ price: 'NaN' }, 'price'],
    [{ regular_price: '1000000000000' }, 'regular_price'],
    [{ sku: {} }, 'sku'],
    [{ stock_quantity: 'x' }, 'stock_quantity'],
    [{ categories: 'x' }, 'categories'],
    [{ tags: [[]] }, 'tags'],
    [{ description: 'x'.repeat(200_001) }, 'description'],
  ])('with %o is refused under product, and nothing changes', async (changes, key) => {
    const shop = await openShop(app)
    const { status, body } = await shop.deliver('product.created', wooProduct(changes))
    expect([status, body]).toEqual([400, { product: [expect.stringContaining(`${key}: `)] }])
    expect(await listOf(shop)).toEqual([])
  })
})

describe('a product that an order named first', () => {
  const line = (changes: object) => ({ ...(wooOrder().line_items as object[])[0], ...changes })

  test('is in no list until the shop tells of it, and then is that very product', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder())
    expect(await listOf(shop)).toEqual([])
    expect((await app.get('/api/products', shop.owner.token)).body.total).toBe(0)
    await shop.deliver('product.created', wooProduct())
    const { products } = (await app.get('/api/products', shop.owner.token)).body
    expect(products).toMatchObject([{ name: 'Áo dài', sku: 'AD-414', stock: 12, price: 850_000 }])
    const [order] = (await app.get('/api/orders', shop.owner.token)).body.orders
    const { items } = (await app.get(`/api/orders/${order.id}`, shop.owner.token)).body
    expect(items).toMatchObject([{ product_id: products[0].id }])
  })

  test('its variation is found before itself', async () => {
    const shop = await openShop(app)
    await shop.deliver('product.updated', wooProduct({ id: 50, type: 'variable', variations: [51] }))
    await shop.deliver('product.updated', wooProduct({ id: 51, parent_id: 50, type: 'variation' }))
    await shop.deliver(
      'order.created',
      wooOrder({
        line_items: [
          line({ product_id: 50, variation_id: 51 }),
          line({ product_id: 50, variation_id: 52, sku: '' }),
          line({ product_id: 0, variation_id: 0, name: 'Gone', sku: '' }),
        ],
      }),
    )
    const rows = await app.services.db.query<{ external_id: string }>(
      `select d.external_id from order_items i join product_details d on d.product_id = i.product_id
       where i.workspace_id = $1 order by i.line_number`,
      [shop.owner.workspaceId],
    )
    expect(rows.map((row) => row.external_id)).toEqual([
      'woo_51',
      'woo_50',
      expect.stringMatching(/^woo_line_/),
    ])
  })

  test('parallel orders and product events of new products make one row each', async () => {
    const shop = await openShop(app)
    await shop.deliver('order.created', wooOrder({ id: 1, line_items: [] }))
    const lines = [1, 2, 3].map((id) => line({ product_id: id, sku: `S-${id}`, name: `P${id}` }))
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, (_, i) =>
        shop.deliver(
          'order.created',
          wooOrder({ id: 10 + i, line_items: i % 2 ? lines : lines.toReversed() }),
        ),
      ),
      ...[3, 2, 1].map((id) => shop.deliver('product.created', wooProduct({ id, sku: `S-${id}` }))),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    const rows = await app.services.db.query(
      `select count(*)::int as n, count(distinct d.external_id)::int as identities, count(p.id) filter (where p.deleted_at is null)::int as living
       from product_details d join products p on p.id = d.product_id where d.workspace_id = $1`,
      [shop.owner.workspaceId],
    )
    expect(rows).toEqual([{ n: 3, identities: 3, living: 3 }])
    const [orphans] = await app.services.db.query(
      `select count(*)::int as n from products p where workspace_id = $1
       and not exists (select from product_details d where d.product_id = p.id)`,
      [shop.owner.workspaceId],
    )
    expect(orphans).toEqual({ n: 0 })
  })
})

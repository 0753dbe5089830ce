import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  readSampleFile,
  sampleFilesMissing,
} from '../src/features/catalog-import/test-support/sample-files.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'
import { connectShop, makeStoreToken, type TestShop, wooOrder } from './support/woocommerce.ts'

const missing = sampleFilesMissing()
if (missing) console.warn(`Skipped: ${missing}`)

type Cells = Record<string, string>

const cellsOf = (file: Parameters<typeof readSampleFile>[0]): Cells[] =>
  parse(readSampleFile(file), { columns: true, bom: true })
const split = (cell = '') => cell.split(', ').filter(Boolean)
const isVariation = (row: Cells) => row.Type === 'variation'

/** A shop as WooCommerce has it after it imported the file: bodies of REST v3, by SKU. */
function wooShop(rows: Cells[], ids: ReadonlyMap<string, number>, at: string) {
  const price = (row: Cells) => row['Sale price'] || row['Regular price'] || ''
  const childrenOf = (sku: string) => rows.filter((row) => isVariation(row) && row.Parent === sku)
  return rows.map((row) => {
    const sku = row.SKU as string
    const id = ids.get(sku) as number
    const children = childrenOf(sku)
    const cheapest = [...children].sort((a, b) => Number(price(a)) - Number(price(b)))[0] ?? row
    const attributes = ['1', '2']
      .filter((n) => row[`Attribute ${n} name`])
      .map((n) => {
        const [name, cell] = [row[`Attribute ${n} name`], row[`Attribute ${n} value(s)`]]
        return isVariation(row) ? { name, option: cell } : { name, options: split(cell) }
      })
    return {
      id,
      name: row.Name,
      slug: sku,
      permalink: `https://www.shop.example.com/product/${sku}/`,
      date_modified_gmt: at,
      type: row.Type?.split(',')[0],
      status: row.Published === '1' ? 'publish' : 'draft',
      description: row.Description,
      short_description: row['Short description'] && `<p>${row['Short description']}</p>\n`,
      sku,
      price: price(cheapest),
      regular_price: children.length ? '' : row['Regular price'],
      sale_price: row['Sale price'],
      on_sale: row['Sale price'] !== '',
      manage_stock: row.Stock !== '',
      stock_quantity: row.Stock === '' ? null : Number(row.Stock),
      stock_status: row['In stock?'] === '1' ? 'instock' : 'outofstock',
      // The importer files a product under the last category of a path.
      categories: split(row.Categories).map((path, index) => ({
        id: index + 1,
        name: path.split(' > ').at(-1),
      })),
      tags: split(row.Tags).map((name, index) => ({ id: index + 1, name })),
      images: split(row.Images).map((src, index) => ({ id: index + 1, src })),
      attributes,
      variations: children.map((child) => ids.get(child.SKU as string)),
      parent_id: isVariation(row) ? ids.get(row.Parent as string) : 0,
    }
  })
}
type WooProduct = ReturnType<typeof wooShop>[number]

/** What our plugin sends of a shop: products with their variations, prices 0 or null when there is none. */
function pluginProduct(body: WooProduct, all: WooProduct[]): object {
  const sources = body.images.map(({ src }) => src)
  const { date_modified_gmt, images: _, permalink, ...same } = body
  return {
    ...same,
    permalink,
    regular_price: body.regular_price || null,
    sale_price: body.sale_price || null,
    price: body.price || 0,
    currency: 'USD',
    categories: body.categories.map(({ name }) => name),
    tags: Object.fromEntries(body.tags.map(({ name }, index) => [index * 2, name])),
    image: sources[0] ?? '',
    gallery: sources.slice(1),
    date_modified: `${date_modified_gmt}+00:00`,
    variations: all
      .filter(({ parent_id }) => parent_id === body.id)
      .map((one) => ({
        id: one.id,
        name: one.name,
        sku: one.sku,
        attributes: Object.fromEntries(one.attributes.map(({ name, option }) => [name, option])),
        stock_status: one.stock_status,
        stock_quantity: null,
        image: one.images[0]?.src ?? '',
        price: one.price,
        regular_price: one.regular_price,
        sale_price: one.sale_price || null,
      })),
  }
}

/** What the file says about a product, told in the words of the web app's list without asking the code under test. */
function expectedProduct(row: Cells, rows: Cells[], way: Way) {
  const amount = (cell: string) => (cell === '' ? null : Number(cell).toFixed(2))
  const prices = rows.filter((one) => one.Parent === row.SKU && isVariation(one))
  const lowest = prices
    .map((one) => Number(one['Sale price'] || one['Regular price']))
    .sort((a, b) => a - b)[0]
  const selling = amount(row['Sale price'] || row['Regular price'] || String(lowest ?? ''))
  const isOnSale = row['Sale price'] !== ''
  const regular = isOnSale ? amount(row['Regular price'] as string) : null
  const images = split(row.Images)
  return {
    title: row.Name,
    description: row.Description,
    short_description: row['Short description'],
    long_description: row.Description,
    price: selling,
    final_price: selling,
    original_price: regular,
    sale_price: isOnSale ? selling : null,
    discount_amount: isOnSale ? (Number(regular) - Number(selling)).toFixed(2) : null,
    has_discount: isOnSale,
    currency: 'USD',
    category: (row.Categories as string).split(' > ').at(-1),
    tags: split(row.Tags),
    link: `https://www.shop.example.com/product/${row.SKU}/`,
    main_image: images[0],
    images: way === 'plugin' ? images.slice(1) : images,
    is_active: true,
    in_stock: row['In stock?'] === '1',
    stock_quantity: null,
    specifications: Object.fromEntries(
      ['1', '2']
        .filter((n) => row[`Attribute ${n} name`])
        .map((n) => [row[`Attribute ${n} name`], row[`Attribute ${n} value(s)`]]),
    ),
    external_source: 'woocommerce',
  }
}

type Way = 'plugin' | 'native'

describe.skipIf(missing !== null).each(['plugin', 'native'] as const)(
  "a day of WooCommerce's sample shop, %s",
  (way) => {
    const original = missing ? [] : cellsOf('sample_products.csv')
    const edited = missing ? [] : cellsOf('sample_products_override.csv')
    const ids = new Map(original.map((row) => [row.SKU as string, Number(row.ID)]))
    const morning = wooShop(original, ids, '2026-03-10T08:00:00')
    const noon = wooShop(edited, ids, '2026-03-10T12:00:00')
    const mains = original.filter((row) => !isVariation(row))

    let app: TestApp
    let owner: SignedInUser
    let shop: TestShop
    let token: string
    let sent = 0
    beforeAll(async () => {
      app = await startTestApp()
      owner = await createOwner(app.services, { currency: 'USD' })
      shop = await connectShop(app, owner)
      token = await makeStoreToken(app, owner)
    })
    afterAll(() => app.close())

    /** Tells of products in the way of the shop: the plugin by the hundred, WooCommerce one by one with variations on their own. */
    async function tell(topic: string, products: WooProduct[], all: WooProduct[]): Promise<void> {
      if (way === 'native') {
        for (const product of products) {
          const body = topic === 'product.deleted' ? { id: product.id } : product
          const { status, text } = await shop.deliver(topic, body)
          expect(status, text).toBe(202)
        }
        return
      }
      const events = products
        .filter(({ type }) => type !== 'variation')
        .map((product) => ({
          event_id: `day-${++sent}`,
          event_type: topic,
          product: topic === 'product.deleted' ? { id: product.id } : pluginProduct(product, all),
        }))
      const { body } = await app.post('/api/integrations/woocommerce/bulk/', { events }, token)
      expect(body).toMatchObject({ accepted: events.length, failed: 0, skipped: 0 })
    }
    const listed = async () => {
      const { body } = await app.get('/api/v1/web-knowledge/products/?page_size=100', owner.token)
      return new Map<string, Record<string, unknown>>(
        body.results.map((one: { external_id: string }) => [one.external_id, one]),
      )
    }
    async function expectCatalogue(rows: Cells[]): Promise<void> {
      const found = await listed()
      expect(found.size).toBe(mains.length)
      for (const row of rows.filter((one) => !isVariation(one))) {
        const product = found.get(`woo_${ids.get(row.SKU as string)}`)
        expect(product, row.SKU).toMatchObject(expectedProduct(row, rows, way))
        expect(product!.extraction_metadata).toMatchObject({ sku: row.SKU, store_host: 'shop.example.com' })
      }
      const sales = await salesProducts()
      expect(sales.size).toBe(original.length)
      for (const row of rows.filter(isVariation)) {
        expect(sales.get(row.SKU as string), row.SKU).toMatchObject({
          name: row.Name,
          price: Number(row['Sale price'] || row['Regular price']),
          image_url: split(row.Images)[0],
          is_active: true,
        })
      }
      for (const parent of rows.filter((row) => row.Type === 'variable')) {
        const { id } = sales.get(parent.SKU as string) as { id: number }
        const { body } = await app.get(`/api/products/${id}/variations`, owner.token)
        const skus = body.variations.map((one: { sku: string }) => one.sku)
        expect(skus.sort()).toEqual(
          rows
            .filter((row) => isVariation(row) && row.Parent === parent.SKU)
            .map((row) => row.SKU as string)
            .sort(),
        )
      }
    }
    const salesProducts = async () => {
      const { body } = await app.get('/api/products?limit=100&is_active=all', owner.token)
      return new Map<string, Record<string, unknown>>(
        body.products.map((one: { sku: string }) => [one.sku, one]),
      )
    }

    test('in the morning the whole catalogue comes over, field by field as the file has it', async () => {
      await tell('product.created', morning, morning)
      await expectCatalogue(original)
    })

    test('said again, it changes nothing', async () => {
      const before = await listed()
      await tell('product.updated', morning, morning)
      const plain = (map: Awaited<ReturnType<typeof listed>>) =>
        [...map].map(([key, { extraction_metadata: _, ...rest }]) => [key, rest])
      expect(plain(await listed())).toEqual(plain(before))
    })

    test('at noon every product is edited, and no word of the morning comes through any more', async () => {
      const before = await listed()
      await tell('product.updated', noon, noon)
      await expectCatalogue(edited)
      const after = await listed()
      for (const [key, product] of before) expect(after.get(key)).toMatchObject({ id: product.id })
      const late = await shop.deliver('product.updated', morning[5] as object)
      expect([late.status, late.body.reason]).toEqual([200, 'stale'])
      await expectCatalogue(edited)
    })

    test('what is trashed is offered no more until it is restored', async () => {
      const trashed = noon.filter(({ sku }) => ['woo-cap', 'woo-vneck-tee', 'woo-album'].includes(sku))
      const skus = trashed.map(({ id }) => `woo_${id}`)
      await tell('product.deleted', trashed, noon)
      const inactive = [...(await listed())].filter(([, one]) => one.is_active === false).map(([key]) => key)
      expect(inactive.sort()).toEqual(skus.sort())
      await tell('product.restored', trashed, noon)
      await expectCatalogue(edited)
    })

    test('orders of the shop point to its products and leave their stock alone', async () => {
      const cap = noon.find(({ sku }) => sku === 'woo-cap') as WooProduct
      const red = noon.find(({ sku }) => sku === 'woo-vneck-tee-red') as WooProduct
      const line = (body: WooProduct, quantity: number) => ({
        id: body.id,
        name: body.name,
        product_id: body.parent_id || body.id,
        variation_id: body.parent_id ? body.id : 0,
        quantity,
        subtotal: (Number(body.price) * quantity).toFixed(2),
        total: (Number(body.price) * quantity).toFixed(2),
        sku: body.sku,
        price: Number(body.price),
      })
      const items = [line(cap, 2), line(red, 1)]
      const total = (2 * 116 + 120 + 5).toFixed(2)
      const order = wooOrder({ id: 900, currency: 'USD', total, shipping_total: '5.00', line_items: items })
      expect((await shop.deliver('order.created', order)).status).toBe(202)
      const { body } = await app.get('/api/orders', owner.token)
      const found = body.orders.find((one: { order_number: string }) => one.order_number === 'WC-900')
      expect(found).toMatchObject({
        sales_channel: 'woocommerce',
        total_amount: 352,
        shipping_fee: 5,
        payment_status: 'paid',
      })
      const detail = (await app.get(`/api/orders/${found.id}`, owner.token)).body
      const sales = await salesProducts()
      expect(detail.items).toMatchObject([
        { product_id: sales.get('woo-cap')!.id, quantity: 2, price: 116 },
        { product_id: sales.get('woo-vneck-tee-red')!.id, quantity: 1, price: 120 },
      ])
      const { body: movements } = await app.get('/api/inventory/transactions', owner.token)
      expect(movements).toEqual([])
      await expectCatalogue(edited)
    })

    test('in the evening the log has no failure, and every event once', async () => {
      const { body } = await app.get('/api/v1/integrations/woocommerce/events/stats/', owner.token)
      expect(body.failed).toBe(0)
      expect(body.total_events).toBe(body.successful)
      expect(body.by_event_type).toMatchObject({
        'product.deleted': 3,
        'product.restored': 3,
        'order.created': 1,
      })
    })
  },
)

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { openShop, type TestShop } from './test-support/shop.ts'

let shop: TestShop
let api: TestApp
beforeAll(async () => {
  shop = await openShop({ currency: 'IRT' })
  api = shop.api
})
afterAll(() => api.close())

const changed = async (id: string, body: object) => (await shop.change(id, body)).product

/** As a sync leaves a product. */
async function synced(details: Record<string, unknown>, price: number | null = 850000, stock = 5) {
  const { id } = await shop.created({ price: price, stock_quantity: stock })
  const names = Object.keys(details)
  await api.services.db.query(
    `update product_details set source = 'woocommerce', store_host = 'shop.example.com', external_id = 'woo_' || product_id
       ${names.map((name, index) => `, ${name} = $${index + 2}`).join('')}
     where product_id = (select id from products where uuid = $1)`,
    [id, ...Object.values(details)],
  )
  return id as string
}
const onSale = { sale_price: 850000, original_price: 950000, discount_amount: 100000 }
const stated = {
  price: '850000.00',
  sale_price: '850000.00',
  original_price: '950000.00',
  final_price: '850000.00',
  discount_amount: '100000.00',
  discount_percentage: null,
  has_discount: true,
  discount_info: '-100000.00 IRT',
}
const noDiscount = {
  sale_price: null,
  original_price: null,
  discount_amount: null,
  discount_percentage: null,
  has_discount: false,
  discount_info: null,
}

describe('what the customer pays for a product by hand', () => {
  test.each([
    [{}, null, false, null],
    [{ price: '100' }, '100.00', false, null],
    [{ price: '0' }, '0.00', false, null],
    [{ price: '100', sale_price: '80' }, '80.00', false, null],
    [{ price: '100', sale_price: '0' }, '100.00', false, null],
    [{ price: '100', sale_price: '80', discount_amount: '20' }, '80.00', true, '-20.00 IRT'],
    [{ price: '100', discount_amount: '30' }, '70.00', true, '-30.00 IRT'],
    [{ price: '100', discount_amount: '130' }, '0.00', true, '-130.00 IRT'],
    [{ price: '100', discount_percentage: '20' }, '80.00', true, '20.00% OFF'],
    [{ price: '0.99', discount_percentage: '33.33' }, '0.66', true, '33.33% OFF'],
    [{ price: '100', discount_percentage: '100' }, '0.00', true, '100.00% OFF'],
    [{ price: '100', discount_amount: '30', discount_percentage: '20' }, '70.00', true, '20.00% OFF'],
    [{ price: '100', discount_amount: '0', discount_percentage: '0' }, '100.00', false, null],
    [{ original_price: '200' }, '200.00', false, null],
    [{ original_price: '200', discount_percentage: '25' }, '150.00', true, '25.00% OFF'],
    [{ price: '999999999999.99', discount_percentage: '0.01' }, '999899999999.99', true, '0.01% OFF'],
  ])('%j pays %s', async (prices, final_price, has_discount, discount_info) => {
    expect(await shop.created(prices)).toMatchObject({ final_price, has_discount, discount_info })
  })
})

describe('a product of a store', () => {
  test('shows price, old price and the difference as the contract’s example does', async () => {
    expect(await shop.shown(await synced(onSale))).toMatchObject(stated)
  })

  test('without a price has none, also when it has an old one', async () => {
    const id = await synced({ has_price: false }, null)
    expect(await shop.shown(id)).toMatchObject({ price: null, final_price: null, ...noDiscount })
  })

  test.each([
    [{ price: '800000' }, { price: '800000.00', sale_price: '800000.00', discount_amount: '150000.00' }],
    [{ price: '950000' }, { price: '950000.00', final_price: '950000.00', ...noDiscount }],
    [{ price: '1000000' }, { price: '1000000.00', final_price: '1000000.00', ...noDiscount }],
    [{ price: null }, { price: null, final_price: null, ...noDiscount }],
    [
      { sale_price: '700000' },
      { price: '700000.00', original_price: '950000.00', discount_amount: '250000.00' },
    ],
    [{ sale_price: null }, { price: '950000.00', final_price: '950000.00', ...noDiscount }],
    [
      { discount_amount: '50000' },
      { price: '900000.00', sale_price: '900000.00', discount_amount: '50000.00' },
    ],
    [{ discount_amount: null }, { price: '950000.00', ...noDiscount }],
    [
      { discount_percentage: '10' },
      {
        price: '855000.00',
        discount_amount: '95000.00',
        discount_percentage: '10.00',
        discount_info: '10.00% OFF',
      },
    ],
    [
      { original_price: '1000000' },
      { price: '850000.00', original_price: '1000000.00', discount_amount: '150000.00' },
    ],
    [{ original_price: null }, { price: '850000.00', final_price: '850000.00', ...noDiscount }],
    [
      { price: '900000', sale_price: '600000' },
      { price: '600000.00', original_price: '900000.00', final_price: '600000.00' },
    ],
    [
      { ...stated, title: 'Black tea' },
      { title: 'Black tea', ...stated },
    ],
    [
      { ...stated, price: '800000.00' },
      { price: '800000.00', sale_price: '800000.00', original_price: '950000.00' },
    ],
  ])('changed here by %j stays consistent', async (changes, expected) => {
    const id = await synced(onSale)
    const product = await changed(id, changes)
    expect(product).toMatchObject(expected)
    expect(product.final_price).toBe(product.price)
  })

  test('that is not on sale goes on sale by any of its fields', async () => {
    const sale = {
      price: '680000.00',
      sale_price: '680000.00',
      original_price: '850000.00',
      discount_amount: '170000.00',
    }
    for (const changes of [{ sale_price: 680000 }, { discount_amount: 170000 }, { discount_percentage: 20 }])
      expect(await changed(await synced({}), changes)).toMatchObject(sale)
  })

  test('changed by the sales API keeps its old price only while it is above the new one', async () => {
    const id = await synced(onSale)
    await shop.salesChange(id, { price: 900000 })
    expect(await shop.shown(id)).toMatchObject({
      ...stated,
      price: '900000.00',
      sale_price: '900000.00',
      final_price: '900000.00',
      discount_amount: '50000.00',
      discount_info: '-50000.00 IRT',
    })
    await shop.salesChange(id, { price: 990000 })
    expect(await shop.shown(id)).toMatchObject({
      price: '990000.00',
      final_price: '990000.00',
      ...noDiscount,
    })
    await shop.salesChange(id, { price: 0 })
    expect(await shop.shown(id)).toMatchObject({ price: '0.00', final_price: '0.00' })
  })

  test('that a percentage no longer describes does not show it', async () => {
    const id = await synced(onSale)
    await changed(id, { discount_percentage: '10' })
    await shop.salesChange(id, { price: 700000 })
    expect(await shop.shown(id)).toMatchObject({ discount_percentage: null, discount_amount: '250000.00' })
  })
})

describe('stock of a product of a store', () => {
  test('is the store’s word until it moves here', async () => {
    const id = await synced({ in_stock: true, synced_stock: 0 }, 850000, 0)
    expect(await shop.shown(id)).toMatchObject({ stock_quantity: 0, in_stock: true })
    await shop.salesChange(id, { stock: 4 })
    expect(await shop.shown(id)).toMatchObject({ stock_quantity: 4, in_stock: true })
    const other = await synced({ in_stock: true, synced_stock: 5 })
    await shop.salesChange(other, { stock: 0 })
    expect(await shop.shown(other)).toMatchObject({ stock_quantity: 0, in_stock: false })
    expect(await changed(other, { in_stock: true })).toMatchObject({ stock_quantity: 0, in_stock: true })
  })

  test('may be owed', async () => {
    const id = await synced({ in_stock: false, synced_stock: -3 }, 850000, 0)
    expect(await shop.shown(id)).toMatchObject({ stock_quantity: -3, in_stock: false })
    expect(await changed(id, { stock_quantity: 0 })).toMatchObject({ stock_quantity: 0, in_stock: false })
  })

  test('that the store does not count is unknown', async () => {
    const id = await synced({ in_stock: true, stock_managed: false })
    expect(await shop.shown(id)).toMatchObject({ stock_quantity: null, in_stock: true })
    await shop.salesChange(id, { stock: 0 })
    expect(await shop.shown(id)).toMatchObject({ stock_quantity: null, in_stock: true })
  })
})

test('pictures of a store are its gallery until they are changed here', async () => {
  const id = await synced({ images: ['https://shop.example.com/b.png'] })
  await api.services.db.query(
    `update products set image_url = 'https://shop.example.com/a.png',
       images = '{https://shop.example.com/a.png,https://shop.example.com/b.png}' where uuid = $1`,
    [id],
  )
  expect(await shop.shown(id)).toMatchObject({
    main_image: 'https://shop.example.com/a.png',
    images: ['https://shop.example.com/b.png'],
  })
  await shop.salesChange(id, { images: ['/media/mine.png'] })
  expect((await shop.shown(id)).images).toEqual(['/media/mine.png'])
  const images = ['https://shop.example.com/c.png', 'https://shop.example.com/d.png']
  expect(await changed(id, { images, main_image: '/media/main.png' })).toMatchObject({
    images,
    main_image: '/media/main.png',
  })
})

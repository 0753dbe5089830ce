import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import type { SignedInUser } from '../../../test/support/factories.ts'
import { base, openShop, type TestShop, valid } from './test-support/shop.ts'

let shop: TestShop
let api: TestApp
let owner: SignedInUser

beforeAll(async () => {
  shop = await openShop()
  api = shop.api
  owner = shop.owner
})
afterAll(() => api.close())

/** As a sync leaves it: 950000 before, 850000 now, five pieces. */
async function synced() {
  const product = await shop.created({ price: '850000', stock_quantity: 5, currency: 'IRT' })
  await api.services.db.query(
    `update product_details set source = 'woocommerce', store_host = 'shop.example.com', external_id = 'woo_' || product_id,
       sale_price = 850000, original_price = 950000, discount_amount = 100000, in_stock = true, synced_stock = 5
     where product_id = (select id from products where uuid = $1)`,
    [product.id],
  )
  return product.id as string
}

describe('a product made by hand', () => {
  test('has what was sent, and defaults for the rest', async () => {
    const answer = await api.post(base, valid, owner.token)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ success: true, message: expect.any(String) })
    expect(answer.body.id).toBe(answer.body.product.id)
    expect(answer.body.product).toMatchObject({
      title: 'Green tea',
      product_type: 'product',
      product_type_display: 'Product',
      price: null,
      final_price: null,
      currency: 'VND',
      in_stock: true,
      stock_quantity: null,
      is_active: true,
      tags_display: 'No tags',
      external_source: 'manual',
      external_id: null,
      extraction_method: 'manual',
      extraction_confidence: 1,
      is_auto_extracted: false,
    })
    expect((await api.get(`${base}${answer.body.id}`, owner.token)).body).toEqual(answer.body.product)
  })

  test('keeps every field that people write', async () => {
    const fields = {
      product_type: 'course',
      short_description: 'Short',
      link: 'https://shop.example.com/چای',
      price: '120000.00',
      sale_price: '99000.50',
      original_price: '130000.00',
      discount_amount: '20999.50',
      discount_percentage: '17.50',
      currency: 'IRT',
      billing_period: 'monthly',
      features: ['One', 'Two'],
      specifications: { weight: '1 kg', nested: { list: [1, null, true] } },
      category: 'Drinks',
      brand: 'Gilan',
      tags: ['tea', 'green'],
      keywords: ['leaf'],
      is_active: false,
      in_stock: false,
      stock_quantity: 7,
      main_image: 'https://shop.example.com/a.png',
      images: ['https://shop.example.com/b.png', '/media/c.png'],
      meta_title: 'Tea',
      meta_description: 'All about tea',
    }
    const product = await shop.created(fields)
    expect(product).toMatchObject(fields)
    expect(product).toMatchObject({
      currency_display: 'Iranian Toman',
      billing_period_display: 'Monthly',
      product_type_display: 'Course',
      tags_display: 'tea, green',
      has_link: true,
      image: fields.main_image,
      final_price: '99000.50',
      has_discount: true,
      discount_info: '17.50% OFF',
    })
  })

  test('is a product of the sales API with its first stock in the ledger', async () => {
    const product = await shop.created({ price: 12.5, stock_quantity: 4, category: 'Drinks' })
    const sold = await shop.salesProduct(product.id)
    expect(sold).toMatchObject({
      name: 'Green tea',
      price: 12.5,
      stock: 4,
      category: 'Drinks',
      is_active: true,
    })
    const movements = await api.services.db.query(
      'select type, previous_stock, new_stock, created_by from inventory_transactions where product_id = $1',
      [sold.id],
    )
    expect(movements).toEqual([{ type: 'in', previous_stock: 0, new_stock: 4, created_by: owner.userId }])
    const audit = await api.services.db.query(
      `select action, actor_id from audit_log where subject_type = 'product' and subject_id = $1`,
      [String(sold.id)],
    )
    expect(audit).toEqual([{ action: 'product.created', actor_id: String(owner.userId) }])
  })

  test('may come as a form, and once only under an Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const form = new URLSearchParams([
      ['title', 'From a form'],
      ['description', 'Written into a form.'],
      ['price', '5'],
      ['tags', 'one'],
      ['tags', 'two'],
      ['sale_price', ''],
    ]).toString()
    const call = () =>
      api.call('POST', base, {
        token: owner.token,
        body: form,
        headers: { ...key, 'content-type': 'application/x-www-form-urlencoded' },
      })
    const [first, second] = [await call(), await call()]
    expect(first.body.product).toMatchObject({ price: '5.00', tags: ['one', 'two'], sale_price: null })
    expect(second.body).toEqual(first.body)
  })

  test('has only harmless HTML in its long description', async () => {
    const long_description =
      '<p onclick="x()">Tea <script>alert(1)</script><a href="javascript:x()">here</a></p>'
    const { id, long_description: kept } = await shop.created({ long_description })
    expect(kept).toContain('<p>Tea ')
    expect(kept).not.toMatch(/script|onclick/)
    expect(
      (await shop.change(id, { long_description: '<b>Tea</b><iframe src="x"></iframe>' })).product
        .long_description,
    ).toBe('<b>Tea</b>')
  })

  test('cannot claim to come from a store', async () => {
    const product = await shop.created({
      external_id: 'woo_1',
      external_source: 'woocommerce',
      id: randomUUID(),
    })
    expect(product).toMatchObject({ external_id: null, external_source: 'manual' })
  })
})

describe('a change', () => {
  test('touches the keys that are present and shows in the sales API', async () => {
    const product = await shop.created({ price: 10, tags: ['a'], stock_quantity: 2 })
    const {
      success,
      message,
      product: changed,
    } = await shop.change(product.id, {
      title: 'Oolong tea',
      price: '20.5',
      brand: 'Gilan',
      stock_quantity: 9,
      category: 'Drinks',
      is_active: false,
    })
    expect({ success, message }).toEqual({ success: true, message: expect.any(String) })
    expect(changed).toEqual({
      ...product,
      title: 'Oolong tea',
      price: '20.50',
      final_price: '20.50',
      brand: 'Gilan',
      stock_quantity: 9,
      category: 'Drinks',
      is_active: false,
      updated_at: changed.updated_at,
    })
    const sold = await shop.salesProduct(product.id)
    expect(sold).toMatchObject({
      name: 'Oolong tea',
      price: 20.5,
      stock: 9,
      category: 'Drinks',
      is_active: false,
    })
    const [movement] = await api.services.db.query(
      'select type, previous_stock, new_stock from inventory_transactions where product_id = $1 order by id desc limit 1',
      [sold.id],
    )
    expect(movement).toEqual({ type: 'adjustment', previous_stock: 2, new_stock: 9 })
    const found = await api.get(`/api/products?is_active=all&search=oolong`, owner.token)
    expect(found.body.total).toBe(1)
  })

  test('of the sales API shows here', async () => {
    const product = await shop.created({ price: 10, stock_quantity: 2, category: 'Drinks' })
    const { id } = await shop.salesProduct(product.id)
    const changes = { name: 'White tea', price: 30, stock: 0, category: 'Herbs', images: ['/media/x.png'] }
    await api.put(`/api/products/${id}`, changes, owner.token)
    expect((await api.get(`${base}${product.id}`, owner.token)).body).toMatchObject({
      title: 'White tea',
      price: '30.00',
      final_price: '30.00',
      stock_quantity: 0,
      in_stock: false,
      category: 'Herbs',
      images: ['/media/x.png'],
    })
    for (const query of ['search=herbs', 'category=HERB', 'search=white'])
      expect(
        (await api.get(`${base}?${query}`, owner.token)).body.results.map((row: { id: string }) => row.id),
      ).toContain(product.id)
    expect((await api.get(`${base}?search=green+tea&category=herbs`, owner.token)).body.count).toBe(0)
  })

  test('takes the price away and gives it back', async () => {
    const product = await shop.created({ price: 10 })
    expect((await shop.change(product.id, { price: null })).product).toMatchObject({
      price: null,
      final_price: null,
    })
    expect(await shop.salesProduct(product.id)).toMatchObject({ price: 0 })
    expect((await shop.change(product.id, { price: 0 })).product).toMatchObject({
      price: '0.00',
      final_price: '0.00',
    })
  })

  test('of a sales category by its text leaves that category; the same text keeps it', async () => {
    const category = await api.post('/api/categories', { name: 'Coffee' }, owner.token)
    const made = await api.post(
      '/api/products',
      { name: 'Arabica', price: 5, category_id: category.body.id },
      owner.token,
    )
    const [{ uuid }] = (await api.services.db.query('select uuid from products where id = $1', [
      made.body.id,
    ])) as [{ uuid: string }]
    await shop.change(uuid, { category: 'Coffee', brand: 'Hills' })
    expect(await shop.salesProduct(uuid)).toMatchObject({ category: 'Coffee', category_id: category.body.id })
    await shop.change(uuid, { category: 'Beans' })
    expect(await shop.salesProduct(uuid)).toMatchObject({ category: 'Beans', category_id: null })
    expect((await shop.change(uuid, { category: null })).product.category).toBeNull()
  })

  test('of in_stock is kept where it says otherwise than the stock', async () => {
    const { id } = await shop.created({ stock_quantity: 3 })
    expect((await shop.change(id, { in_stock: false })).product).toMatchObject({
      in_stock: false,
      stock_quantity: 3,
    })
    expect((await shop.change(id, { in_stock: true })).product.in_stock).toBe(true)
    expect((await shop.change(id, { stock_quantity: 0 })).product.in_stock).toBe(false)
    expect((await shop.change(id, { stock_quantity: null })).product).toMatchObject({
      in_stock: true,
      stock_quantity: null,
    })
  })

  test('of nothing answers the product', async () => {
    const product = await shop.created()
    const changed = (await shop.change(product.id, { unknown: 1, external_id: 'woo_9' })).product
    expect(changed).toEqual({ ...product, updated_at: changed.updated_at })
  })

  test('of a synced product leaves its store identity', async () => {
    const id = await synced()
    const { product } = await shop.change(id, {
      external_id: 'woo_9',
      external_source: 'shopify',
      title: 'Another name',
    })
    expect(product).toMatchObject({
      title: 'Another name',
      external_source: 'woocommerce',
      external_id: expect.stringMatching(/^woo_\d+$/),
    })
  })
})

describe('deleting', () => {
  test('hides the product here and in the sales API, with its variations, and a second time it is missing', async () => {
    const product = await shop.created({ product_type: 'tool' })
    const { id } = await shop.salesProduct(product.id)
    await api.services.db.query(
      `insert into products (workspace_id, name, price, type, parent_id) values ($1, 'Green tea, small', 1, 'variation', $2)`,
      [owner.workspaceId, id],
    )
    const answer = await api.delete(`${base}${product.id}/`, owner.token)
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: true,
        message: expect.any(String),
        deleted_product: { id: product.id, title: product.title, product_type: 'tool' },
      },
    ])
    for (const again of [
      await api.delete(`${base}${product.id}/`, owner.token),
      await api.get(`${base}${product.id}`, owner.token),
    ])
      expect([again.status, again.body]).toEqual([404, { detail: 'Not found.' }])
    expect((await api.get(`/api/products/${id}`, owner.token)).status).toBe(404)
    const family = await api.services.db.query(
      'select deleted_at from products where (id = $1 or parent_id = $1) and deleted_at is null',
      [id],
    )
    expect(family).toEqual([])
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerStoreProducts } from './index.ts'

const base = '/api/v1/web-knowledge/products/'

let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser
let viewer: SignedInUser

beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog, registerStoreProducts] })
  owner = await createOwner(api.services)
  stranger = await createOwner(api.services)
  viewer = await createOwner(api.services, { workspaceId: owner.workspaceId, role: 'viewer' })
})
afterAll(() => api.close())

const valid = { title: 'Green tea', description: 'Leaves from the hills of Gilan.' }

async function created(body: object = {}) {
  const answer = await api.post(base, { ...valid, ...body }, owner.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.product
}

async function change(id: string, body: object, status = 200) {
  const answer = await api.patch(`${base}${id}/`, body, owner.token)
  expect(answer.status, answer.text).toBe(status)
  return answer.body
}

/** The row of the sales API behind a product. */
async function salesProduct(id: string) {
  const [row] = await api.services.db.query<{ id: number }>('select id from products where uuid = $1', [id])
  return (await api.get(`/api/products/${row!.id}`, owner.token)).body
}

/** As a sync leaves it: 950000 before, 850000 now, five pieces. */
async function synced() {
  const product = await created({ price: '850000', stock_quantity: 5, currency: 'IRT' })
  await api.services.db.query(
    `update product_details set source = 'woocommerce', store_host = 'shop.example.com', external_id = 'woo_' || product_id,
       sale_price = 850000, original_price = 950000, discount_amount = 100000, in_stock = true, synced_stock = 5
     where product_id = (select id from products where uuid = $1)`,
    [product.id],
  )
  return product.id as string
}

/** Everything that a write could leave. */
async function traces() {
  const [row] = await api.services.db.query(
    `select (select json_agg(p order by id) from products p) as products,
       (select json_agg(d order by product_id) from product_details d) as details,
       (select count(*) from inventory_transactions) as movements, (select count(*) from audit_log) as audit`,
  )
  return row
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
    const product = await created(fields)
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
    const product = await created({ price: 12.5, stock_quantity: 4, category: 'Drinks' })
    const sold = await salesProduct(product.id)
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

  test('cannot claim to come from a store', async () => {
    const product = await created({ external_id: 'woo_1', external_source: 'woocommerce', id: randomUUID() })
    expect(product).toMatchObject({ external_id: null, external_source: 'manual' })
  })
})

const texts = {
  title: [
    [undefined, 'This field is required.'],
    ['', 'This field may not be blank.'],
    [' ab ', 'Ensure this field has at least 3 characters.'],
    ['x'.repeat(256), 'Ensure this field has no more than 255 characters.'],
    [null, 'This field may not be null.'],
    [true, 'Not a valid string.'],
    ['abc\u0000', 'Null characters are not allowed.'],
    ['abc\ud800', 'Not a valid string.'],
  ],
  description: [
    [undefined, 'This field is required.'],
    ['too short', 'Ensure this field has at least 10 characters.'],
  ],
  link: [
    ['javascript:alert(1)', 'Enter a valid URL.'],
    ['ftp://example.com/a', 'Enter a valid URL.'],
    ['/relative', 'Enter a valid URL.'],
    [`https://example.com/${'a'.repeat(2048)}`, 'Ensure this field has no more than 2048 characters.'],
  ],
  main_image: [['data:text/html,hi', 'Enter a valid URL.']],
  price: [
    ['abc', 'A valid number is required.'],
    ['NaN', 'A valid number is required.'],
    [-1, 'Ensure this value is greater than or equal to 0.'],
    ['1000000000000', 'Ensure this value is less than or equal to 999999999999.99.'],
    [true, 'A valid number is required.'],
    [[], 'A valid number is required.'],
  ],
  discount_percentage: [
    ['100.01', 'Ensure this value is less than or equal to 100.'],
    [-1, 'Ensure this value is greater than or equal to 0.'],
  ],
  product_type: [['car', '"car" is not a valid choice.']],
  currency: [['ریال', 'Enter a currency code of 3 to 8 letters.']],
  billing_period: [['sometimes', '"sometimes" is not a valid choice.']],
  tags: [['tea', 'Expected a list of items but got type "str".']],
  specifications: [[[], 'Expected a dictionary of items but got type "list".']],
  is_active: [['perhaps', 'Must be a valid boolean.']],
  stock_quantity: [
    [-1, 'Ensure this value is greater than or equal to 0.'],
    [1.5, 'A valid integer is required.'],
    [2147483648, 'Ensure this value is less than or equal to 2147483647.'],
  ],
} satisfies Record<string, [unknown, string][]>
const cases = Object.entries(texts).flatMap(([field, rows]) =>
  rows.map(([value, text]) => ({ field, value, text })),
)

describe('refused input', () => {
  test.each(cases)('$field: $text', async ({ field, value, text }) => {
    const product = await created()
    const before = await traces()
    const posted = await api.post(base, { ...valid, [field]: value }, owner.token)
    expect([posted.status, posted.body]).toEqual([400, { success: false, errors: { [field]: [text] } }])
    if (value !== undefined) {
      const patched = await api.patch(`${base}${product.id}/`, { [field]: value }, owner.token)
      expect([patched.status, patched.body]).toEqual([400, { [field]: [text] }])
    }
    expect(await traces()).toEqual(before)
  })

  test('names all failing fields at once, items by their index', async () => {
    const { body } = await api.post(
      base,
      { title: 'ab', images: ['/a.png', 'mailto:a@example.com'] },
      owner.token,
    )
    expect(body.errors).toEqual({
      title: ['Ensure this field has at least 3 characters.'],
      description: ['This field is required.'],
      images: { 1: ['Enter a valid URL.'] },
    })
  })

  test('specifications that no database can keep are refused', async () => {
    const { status } = await api.post(base, { ...valid, specifications: { a: ['\u0000'] } }, owner.token)
    expect(status).toBe(400)
  })

  test('bodies that are no JSON object have the texts of the framework', async () => {
    for (const [method, path] of [
      ['POST', base],
      ['POST', `${base}bulk-update/`],
      ['POST', `${base}bulk-delete/`],
    ] as const) {
      expect((await api.call(method, path, { token: owner.token, body: '{' })).body.detail).toMatch(
        /^JSON parse error - /,
      )
      expect((await api.call(method, path, { token: owner.token, body: [] })).body).toEqual({
        non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
      })
    }
  })

  test('PUT needs title and description', async () => {
    const product = await created()
    const refused = await api.put(`${base}${product.id}/`, { price: 5 }, owner.token)
    expect([refused.status, refused.body]).toEqual([
      400,
      { title: ['This field is required.'], description: ['This field is required.'] },
    ])
    const changed = await api.put(`${base}${product.id}/`, { ...valid, title: 'Black tea' }, owner.token)
    expect(changed.body).toMatchObject({ success: true, product: { title: 'Black tea', price: null } })
  })
})

describe('a change', () => {
  test('touches the keys that are present and shows in the sales API', async () => {
    const product = await created({ price: 10, tags: ['a'], stock_quantity: 2 })
    const {
      success,
      message,
      product: changed,
    } = await change(product.id, {
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
    const sold = await salesProduct(product.id)
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
    const product = await created({ price: 10, stock_quantity: 2, category: 'Drinks' })
    const { id } = await salesProduct(product.id)
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
    const product = await created({ price: 10 })
    expect((await change(product.id, { price: null })).product).toMatchObject({
      price: null,
      final_price: null,
    })
    expect(await salesProduct(product.id)).toMatchObject({ price: 0 })
    expect((await change(product.id, { price: 0 })).product).toMatchObject({
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
    await change(uuid, { category: 'Coffee', brand: 'Hills' })
    expect(await salesProduct(uuid)).toMatchObject({ category: 'Coffee', category_id: category.body.id })
    await change(uuid, { category: 'Beans' })
    expect(await salesProduct(uuid)).toMatchObject({ category: 'Beans', category_id: null })
    expect((await change(uuid, { category: null })).product.category).toBeNull()
  })

  test('of in_stock is kept where it says otherwise than the stock', async () => {
    const { id } = await created({ stock_quantity: 3 })
    expect((await change(id, { in_stock: false })).product).toMatchObject({
      in_stock: false,
      stock_quantity: 3,
    })
    expect((await change(id, { in_stock: true })).product.in_stock).toBe(true)
    expect((await change(id, { stock_quantity: 0 })).product.in_stock).toBe(false)
    expect((await change(id, { stock_quantity: null })).product).toMatchObject({
      in_stock: true,
      stock_quantity: null,
    })
  })

  test('of nothing answers the product', async () => {
    const product = await created()
    const changed = (await change(product.id, { unknown: 1, external_id: 'woo_9' })).product
    expect(changed).toEqual({ ...product, updated_at: changed.updated_at })
  })

  test('of a synced product leaves its store identity', async () => {
    const id = await synced()
    const { product } = await change(id, {
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
    const product = await created({ product_type: 'tool' })
    const { id } = await salesProduct(product.id)
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

describe('in bulk', () => {
  const update = (body: unknown, token = owner.token) => api.post(`${base}bulk-update/`, body, token)
  const remove = (body: unknown, token = owner.token) => api.post(`${base}bulk-delete/`, body, token)

  test('products are switched alike, those of others are passed over', async () => {
    const [a, b] = [await created({ stock_quantity: 1 }), await created()]
    const foreign = (await api.post(base, valid, stranger.token)).body.product
    const product_ids = [a.id, b.id.toUpperCase(), a.id, foreign.id, randomUUID()]
    const answer = await update({ product_ids, is_active: false, in_stock: 'false' })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: true,
        message: expect.any(String),
        updated_count: 2,
        updated_fields: ['is_active', 'in_stock'],
      },
    ])
    for (const { id } of [a, b])
      expect((await api.get(`${base}${id}`, owner.token)).body).toMatchObject({
        is_active: false,
        in_stock: false,
      })
    expect((await api.get(`${base}${foreign.id}`, stranger.token)).body).toEqual(foreign)
    const removed = await remove({ product_ids })
    expect([removed.status, removed.body]).toEqual([
      200,
      {
        success: true,
        message: expect.any(String),
        deleted_count: 2,
        deleted_products: [a, b].map(({ id, title, product_type }) => ({ id, title, product_type })),
      },
    ])
    expect((await api.get(`${base}${foreign.id}`, stranger.token)).status).toBe(200)
    expect((await update({ product_ids: [a.id], is_active: true })).status).toBe(404)
  })

  test('what is no list of ids is refused, as are lists without a product of one’s own', async () => {
    const foreign = (await api.post(base, valid, stranger.token)).body.id
    const before = await traces()
    for (const product_ids of [
      undefined,
      null,
      [],
      'x',
      {},
      [1],
      ['x'],
      [null],
      [foreign, 'x'],
      Array(1001).fill(foreign),
    ]) {
      for (const answer of [await update({ product_ids, is_active: true }), await remove({ product_ids })])
        expect([answer.status, answer.body], JSON.stringify(product_ids)).toEqual([
          400,
          { error: expect.any(String) },
        ])
    }
    for (const answer of [
      await update({ product_ids: [foreign], is_active: false }),
      await remove({ product_ids: [foreign] }),
    ])
      expect([answer.status, answer.body]).toEqual([404, { error: expect.any(String) }])
    expect((await update({ product_ids: [foreign] })).body).toEqual({ error: expect.any(String) })
    const wrong = await update({ product_ids: [foreign], in_stock: 'perhaps' })
    expect([wrong.status, wrong.body]).toEqual([400, { in_stock: ['Must be a valid boolean.'] }])
    expect(await traces()).toEqual(before)
  })
})

describe('who may not', () => {
  test('changes nothing: strangers, viewers, the unknown', async () => {
    const { id } = await created()
    const before = await traces()
    const calls = [
      ['PATCH', `${base}${id}/`, { title: 'Stolen' }],
      ['PUT', `${base}${id}/`, { ...valid, title: 'Stolen' }],
      ['DELETE', `${base}${id}/`, undefined],
    ] as const
    for (const [method, path, body] of calls) {
      const foreign = await api.call(method, path, { token: stranger.token, body })
      expect([foreign.status, foreign.body]).toEqual([404, { detail: 'Not found.' }])
    }
    const all = [
      ...calls,
      ['POST', base, valid],
      ['POST', `${base}bulk-update/`, { product_ids: [id], is_active: false }],
      ['POST', `${base}bulk-delete/`, { product_ids: [id] }],
    ] as const
    for (const [method, path, body] of all) {
      const refused = await api.call(method, path, { token: viewer.token, body })
      expect([refused.status, refused.body]).toEqual([
        403,
        { detail: 'You do not have permission to perform this action.' },
      ])
      const unknown = await api.call(method, path, { body })
      expect([unknown.status, unknown.body]).toEqual([
        401,
        { detail: 'Authentication credentials were not provided.' },
      ])
    }
    expect(await traces()).toEqual(before)
  })

  test('what is no id is missing, whatever is done with it', async () => {
    for (const id of ['1', 'x', '%00', randomUUID(), `${randomUUID()}x`])
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        const answer = await api.call(method, `${base}${id}/`, {
          token: owner.token,
          ...(method === 'GET' || method === 'DELETE' ? {} : { body: valid }),
        })
        expect([answer.status, answer.body], `${method} ${id}`).toEqual([404, { detail: 'Not found.' }])
      }
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerCatalog } from './index.ts'

let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser

beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog] })
  owner = await createOwner(api.services)
  stranger = await createOwner(api.services)
})
afterAll(() => api.close())

const keys = [
  'id',
  'name',
  'description',
  'price',
  'stock',
  'category',
  'category_id',
  'image_url',
  'images',
  'sku',
  'barcode',
  'cost_price',
  'weight',
  'supplier_id',
  'low_stock_threshold',
  'is_active',
  'created_at',
  'updated_at',
]

const create = (body: Record<string, unknown> = {}, token = owner.token) =>
  api.post('/api/products', { name: 'Tea', price: 1000, ...body }, token)

async function created(body: Record<string, unknown> = {}, token = owner.token) {
  const answer = await create(body, token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

describe('a product', () => {
  test('has its defaults when only name and price are sent', async () => {
    const product = await created({ name: '  Green tea ', price: '19.99' })
    expect(Object.keys(product)).toEqual(keys)
    expect(product).toMatchObject({
      name: 'Green tea',
      description: null,
      price: 19.99,
      stock: 0,
      category: null,
      category_id: null,
      image_url: null,
      images: [],
      sku: null,
      barcode: null,
      cost_price: null,
      weight: null,
      supplier_id: null,
      low_stock_threshold: 10,
      is_active: true,
    })
    expect(product.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(product.updated_at).toBe(product.created_at)
  })

  test('is answered alike by create, detail, list and update', async () => {
    const product = await created({
      description: `<b>"quoted"</b>'; drop table products; --`,
      price: 999_999_999_999.99,
      stock: 7,
      category: 'Drinks',
      image_url: '/uploads/a.png',
      images: ['https://cdn.example.com/b.png'],
      sku: ' SKU-ALIKE ',
      barcode: '8934567890123',
      cost_price: '0.5',
      weight: 0.125,
      low_stock_threshold: 0,
    })
    expect(product).toMatchObject({
      price: 999_999_999_999.99,
      cost_price: 0.5,
      weight: 0.125,
      sku: 'SKU-ALIKE',
      low_stock_threshold: 0,
    })
    expect((await api.get(`/api/products/${product.id}`, owner.token)).body).toEqual(product)
    const list = await api.get('/api/products?search=SKU-ALIKE', owner.token)
    expect(list.body).toEqual({ products: [product], total: 1, page: 1, limit: 10 })
    const changed = await api.put(`/api/products/${product.id}`, { name: product.name }, owner.token)
    expect(changed.body).toEqual({ ...product, updated_at: changed.body.updated_at })
  })

  test('of price 0 is accepted', async () => {
    expect((await created({ price: 0 })).price).toBe(0)
  })

  test('takes its main image from its images and the reverse, and keeps both when both are sent', async () => {
    expect(await created({ images: ['/a.png', '/b.png'] })).toMatchObject({ image_url: '/a.png' })
    expect(await created({ image_url: '/c.png' })).toMatchObject({ images: ['/c.png'] })
    expect(await created({ image_url: '/c.png', images: [] })).toMatchObject({
      image_url: '/c.png',
      images: [],
    })
  })
})

describe('refused input', () => {
  const both = { message: 'Name and price are required' }
  const errors = (param: string, msg = 'Invalid value') => ({ errors: [{ msg, param, location: 'body' }] })
  const price = 'Price must be a positive number'
  const stock = 'Stock must be a non-negative integer'
  const long = (length: number) => 'x'.repeat(length)

  const cases: [Record<string, unknown>, unknown][] = [
    [{ name: undefined }, both],
    [{ name: null }, both],
    [{ name: '' }, both],
    [{ name: ' \t ' }, both],
    [{ price: undefined }, both],
    [{ price: null }, both],
    [{ price: '' }, both],
    [{ price: undefined, stock: -1 }, both],
    [{ name: 5 }, errors('name')],
    [{ name: ['a'] }, errors('name')],
    [{ name: long(256) }, errors('name')],
    [{ name: 'a\u0000b' }, errors('name')],
    [{ name: '\ud800' }, errors('name')],
    ...[-1, '-1', 'abc', '1e5', '0x10', true, [], {}, ' ', 1e12, '1000000000000'].map(
      (value): [Record<string, unknown>, unknown] => [{ price: value }, errors('price', price)],
    ),
    ...[-1, 1.5, '1.5', 'abc', '', true, null, [], 2147483648, '1e3'].map(
      (value): [Record<string, unknown>, unknown] => [{ stock: value }, errors('stock', stock)],
    ),
    [{ description: 5 }, errors('description')],
    [{ description: long(10_001) }, errors('description')],
    [{ description: '\u0000' }, errors('description')],
    [{ category: 5 }, errors('category')],
    [{ category: long(256) }, errors('category')],
    [{ category_id: 'abc' }, errors('category_id')],
    [{ category_id: 1.5 }, errors('category_id')],
    [{ category_id: true }, errors('category_id')],
    [{ category_id: 99999999999 }, errors('category_id')],
    [{ image_url: 'javascript:alert(1)' }, errors('image_url')],
    [{ image_url: ' java\nscript:alert(1)' }, errors('image_url')],
    [{ image_url: 'data:text/html,x' }, errors('image_url')],
    [{ image_url: 'file:///etc/passwd' }, errors('image_url')],
    [{ image_url: `/${long(1000)}` }, errors('image_url')],
    [{ image_url: 5 }, errors('image_url')],
    [{ images: 'a.png' }, errors('images')],
    [{ images: null }, errors('images')],
    [{ images: Array(21).fill('/a.png') }, errors('images')],
    [{ images: ['/a.png', 'ftp://example.com/a.png'] }, errors('images[1]')],
    [{ images: [null] }, errors('images[0]')],
    [{ sku: 5 }, errors('sku')],
    [{ sku: long(101) }, errors('sku')],
    [{ barcode: {} }, errors('barcode')],
    [{ barcode: long(101) }, errors('barcode')],
    [{ cost_price: -0.01 }, errors('cost_price')],
    [{ cost_price: '' }, errors('cost_price')],
    [{ cost_price: 1e12 }, errors('cost_price')],
    [{ weight: -1 }, errors('weight')],
    [{ weight: 1_000_000.5 }, errors('weight')],
    [{ weight: 0.1234 }, errors('weight')],
    [{ weight: '1e2' }, errors('weight')],
    [{ supplier_id: [] }, errors('supplier_id')],
    [{ low_stock_threshold: -1 }, errors('low_stock_threshold')],
    [{ low_stock_threshold: 1.5 }, errors('low_stock_threshold')],
    [{ is_active: 'yes' }, errors('is_active')],
    [{ is_active: 1 }, errors('is_active')],
    [{ category_id: 2147483647 }, { message: 'Invalid category or supplier ID' }],
    [{ category_id: -1 }, { message: 'Invalid category or supplier ID' }],
    [{ supplier_id: 2147483647 }, { message: 'Invalid category or supplier ID' }],
  ]

  test.each(cases)('creating with %j', async (body, expected) => {
    const answer = await create(body)
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual(expected)
  })

  test.each(cases.filter(([body]) => Object.values(body).every((v) => v !== undefined)))(
    'updating with %j changes nothing',
    async (body, expected) => {
      const product = await created()
      const answer = await api.put(`/api/products/${product.id}`, body, owner.token)
      expect(answer.status).toBe(400)
      expect(answer.body).toEqual(expected)
      expect((await api.get(`/api/products/${product.id}`, owner.token)).body).toEqual(product)
    },
  )

  test('several bad fields are reported in the order of the contract', async () => {
    const { body } = await create({ is_active: 3, weight: -1, stock: 'x', price: 'x', name: 4 })
    expect(body.errors.map((e: { param: string }) => e.param)).toEqual([
      'name',
      'price',
      'stock',
      'weight',
      'is_active',
    ])
  })
})

describe('an update', () => {
  test('changes only what is sent, and ignores read-only and unknown keys', async () => {
    const product = await created({ sku: 'PARTIAL', description: 'd', stock: 3 })
    const { status, body } = await api.put(
      `/api/products/${product.id}`,
      { price: 5, id: 99, created_at: 'x', nonsense: 1 },
      owner.token,
    )
    expect(status).toBe(200)
    expect(body).toEqual({ ...product, price: 5, updated_at: body.updated_at })
  })

  test.each([{}, { id: 1, created_at: 'x' }, { nonsense: true }])(
    'without a known key (%j) is refused',
    async (body) => {
      const product = await created()
      const answer = await api.put(`/api/products/${product.id}`, body, owner.token)
      expect([answer.status, answer.body]).toEqual([400, { message: 'No fields to update' }])
    },
  )

  test('of an unknown product is 404 whatever the body says, unless the body has no JSON object', async () => {
    const path = '/api/products/2147483000'
    for (const body of [{}, { price: 'x' }, { name: '' }]) {
      const answer = await api.put(path, body, owner.token)
      expect([answer.status, answer.body]).toEqual([404, { message: 'Product not found' }])
    }
    expect((await api.put(path, '[1]', owner.token)).body).toEqual({
      message: 'Request body must be a JSON object',
    })
    expect((await api.put(path, '{', owner.token)).body).toEqual({ message: 'Invalid JSON' })
  })

  test('makes the changed texts searchable and the former ones not', async () => {
    const product = await created({ name: 'Quokka', sku: 'QK-1' })
    await api.put(`/api/products/${product.id}`, { name: 'Wombat' }, owner.token)
    const found = async (search: string) =>
      (await api.get(`/api/products?search=${search}`, owner.token)).body.products.map(
        (p: { id: number }) => p.id,
      )
    expect(await found('quokka')).toEqual([])
    expect(await found('wombat')).toEqual([product.id])
    expect(await found('qk-1')).toEqual([product.id])
  })
})

describe('SKU and barcode', () => {
  const taken = { message: 'SKU or barcode already exists' }

  test.each(['sku', 'barcode'])(
    '%s is unique in the workspace, and free again once its product is deleted',
    async (key) => {
      const value = `unique-${key}`
      const first = await created({ [key]: value })
      expect(await create({ [key]: ` ${value} ` })).toMatchObject({ status: 400, body: taken })
      const other = await created()
      expect(await api.put(`/api/products/${other.id}`, { [key]: value }, owner.token)).toMatchObject({
        status: 400,
        body: taken,
      })
      await created({ [key]: value }, stranger.token)

      expect((await api.delete(`/api/products/${first.id}`, owner.token)).body).toEqual({
        message: 'Product deleted successfully',
      })
      await created({ [key]: value })
    },
  )

  test('empty ones are none and clash with nothing', async () => {
    expect(await created({ sku: '', barcode: ' ' })).toMatchObject({ sku: null, barcode: null })
    await created({ sku: '', barcode: '' })
  })

  test('of parallel creates one wins', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ sku: 'RACE' })))
    expect(answers.map((a) => a.status).sort()).toEqual([201, ...Array(7).fill(400)])
    expect(answers.filter((a) => a.status === 400).every((a) => a.body.message === taken.message)).toBe(true)
  })
})

describe('a deleted product', () => {
  test('is gone from detail, list, search, update and a second delete', async () => {
    const product = await created({ name: 'Vanishing' })
    const path = `/api/products/${product.id}`
    await api.delete(path, owner.token)
    for (const answer of [
      await api.get(path, owner.token),
      await api.put(path, { name: 'Back' }, owner.token),
      await api.delete(path, owner.token),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { message: 'Product not found' }])
    }
    expect((await api.get('/api/products?search=vanishing&is_active=all', owner.token)).body.total).toBe(0)
  })

  test('takes its variations with it', async () => {
    const parent = await created({ name: 'Shirt' })
    const child = await created({ name: 'Shirt, red', sku: 'SHIRT-RED' })
    await api.services.db.query('update products set parent_id = $1 where id = $2', [parent.id, child.id])
    await api.delete(`/api/products/${parent.id}`, owner.token)
    expect((await api.get(`/api/products/${child.id}`, owner.token)).status).toBe(404)
    await created({ sku: 'SHIRT-RED' })
  })
})

describe('ids that cannot be', () => {
  test.each(['abc', '-1', '0', '1.5', '2147483648', '9'.repeat(20), '%00', '1%27', '0x1', '١'])(
    '%s is an unknown product',
    async (id) => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await api.call(method, `/api/products/${encodeURI(id).replace('%25', '%')}`, {
          token: owner.token,
        })
        expect([answer.status, answer.body]).toEqual([404, { message: 'Product not found' }])
      }
    },
  )
})

describe('a caller without rights', () => {
  const routes: [string, string][] = [
    ['GET', '/api/products'],
    ['POST', '/api/products'],
    ['GET', '/api/products/1'],
    ['PUT', '/api/products/1'],
    ['DELETE', '/api/products/1'],
  ]
  test.each(routes)('%s %s without a token is 401 before the body is looked at', async (method, path) => {
    const body = method === 'GET' ? undefined : '{broken'
    const answer = await api.call(method, path, { body })
    expect([answer.status, answer.body]).toEqual([401, { message: 'No token provided' }])
  })

  test('sees and changes nothing of another workspace', async () => {
    const product = await created({ name: 'Private thing' })
    const path = `/api/products/${product.id}`
    for (const answer of [
      await api.get(path, stranger.token),
      await api.put(path, { name: 'Stolen' }, stranger.token),
      await api.delete(path, stranger.token),
    ]) {
      expect([answer.status, answer.body]).toEqual([404, { message: 'Product not found' }])
    }
    expect((await api.get('/api/products?search=private', stranger.token)).body.total).toBe(0)
    expect((await api.get(path, owner.token)).body).toEqual(product)
  })
})

test('creating twice with one Idempotency-Key creates one product', async () => {
  const send = () =>
    api.post('/api/products', { name: 'Once', price: 1 }, owner.token, { 'idempotency-key': 'once-1' })
  const [first, second] = [await send(), await send()]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.body).toEqual(first.body)
  expect((await api.get('/api/products?search=once', owner.token)).body.total).toBe(1)
})

test('each write leaves one line in the audit log, with the caller and what changed; a refused one leaves none', async () => {
  const product = await created({ name: 'Audited', stock: 2 })
  const path = `/api/products/${product.id}`
  await api.put(path, { price: 7, name: 'Audited' }, owner.token)
  await api.put(path, { price: -1 }, owner.token)
  await api.put(path, { price: 9 }, stranger.token)
  await api.delete(path, owner.token)
  const rows = await api.services.db.query(
    `select action, actor_kind, actor_id, workspace_id::int, before->>'price' as before, after->>'price' as after
     from audit_log where subject_type = 'product' and subject_id = $1 order by id`,
    [String(product.id)],
  )
  const who = { actor_kind: 'user', actor_id: String(owner.userId), workspace_id: owner.workspaceId }
  expect(rows).toEqual([
    { action: 'product.created', ...who, before: null, after: '1000.00' },
    { action: 'product.updated', ...who, before: '1000.00', after: '7.00' },
    { action: 'product.deleted', ...who, before: null, after: null },
  ])
})

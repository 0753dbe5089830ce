import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { acceptedAnswer, makeStoreToken } from '../../../test/support/woocommerce.ts'
import { listedAs, pluginProduct } from './test-support/plugin-shop.ts'

let app: TestApp
let owner: SignedInUser
let shop: string

beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services, { currency: 'VND' })
  shop = await makeStoreToken(app, owner)
})
afterAll(() => app.close())

let events = 0
const nextId = () => `wc_2026_03_10_120000_${++events}`
const send = (
  event_type: string,
  product: unknown,
  { token = shop, event_id = nextId() }: { token?: string; event_id?: unknown } = {},
) => app.post('/api/v1/integrations/woocommerce/webhook/', { event_id, event_type, product }, token)
const accept = async (event_type: string, product: object, token?: string) => {
  const answer = await send(event_type, product, token === undefined ? {} : { token })
  expect([answer.status, answer.body.status], answer.text).toEqual([202, 'accepted'])
}
const listed = (id: number, user = owner) => listedAs(app, user, id)
const stored = async (id: number, user = owner) => {
  const rows = await app.services.db.query<Record<string, unknown>>(
    `select p.*, d.store_host from products p join product_details d on d.product_id = p.id
     where p.workspace_id = $1 and d.external_id = $2 order by p.id`,
    [user.workspaceId, `woo_${id}`],
  )
  return rows
}
let ids = 1000
const newId = () => ++ids

describe('a product of a store', () => {
  test('is there with all that the plugin told when the answer arrives', async () => {
    const id = newId()
    const product = pluginProduct(id, {
      name: '  چای سبز  ',
      short_description: '<p>Soft &amp; warm</p>[gallery ids="1"]',
      description: '<h2>Tea</h2><p onclick="x()">One</p><p>Two<script>alert(1)</script></p>',
      price: 850000.005,
      regular_price: '950000',
      sale_price: '850000.005',
    })
    const answer = await send('product.created', product, { event_id: 'first' })
    expect([answer.status, answer.body]).toEqual([202, acceptedAnswer('first')])
    const hash = createHash('sha256')
      .update(
        ['  چای سبز  ', product.short_description, product.description, 'Tea,Green tea', 'new'].join('|'),
      )
      .digest('hex')
    const [row] = await listed(id)
    expect(row).toMatchObject({
      title: 'چای سبز',
      external_id: `woo_${id}`,
      external_source: 'woocommerce',
      extraction_method: 'manual',
      description: 'Tea\nOne\nTwo',
      short_description: 'Soft & warm',
      long_description: '<h2>Tea</h2><p>One</p><p>Two</p>',
      price: '850000.01',
      original_price: '950000.00',
      sale_price: '850000.01',
      discount_amount: '99999.99',
      final_price: '850000.01',
      currency: 'IRT',
      stock_quantity: 12,
      in_stock: true,
      category: 'Tea, Green tea',
      tags: ['new'],
      link: product.permalink,
      main_image: product.image,
      images: product.gallery,
      is_active: true,
      extraction_metadata: {
        woo_product_id: id,
        sku: `SKU-${id}`,
        type: 'simple',
        stock_status: 'instock',
        on_sale: true,
        regular_price: '950000.00',
        sale_price: '850000.01',
        images: { main: product.image, gallery: product.gallery },
        content_hash: hash,
        needs_embedding: true,
        source_modified_at: '2026-03-10T08:30:00.000Z',
        last_sync_at: expect.stringMatching(/Z$/),
        store_host: 'shop.example.com',
      },
    })
    const sales = await app.get('/api/products?search=چای', owner.token)
    expect(sales.body.products).toMatchObject([
      { name: 'چای سبز', price: 850000.01, stock: 12, sku: `SKU-${id}` },
    ])
    const moves = await app.get(
      `/api/inventory/transactions?product_id=${sales.body.products[0].id}`,
      owner.token,
    )
    expect(moves.body).toMatchObject([{ type: 'in', quantity: 12, previous_stock: 0, new_stock: 12 }])
  })

  test('has its names as people read them', async () => {
    const id = newId()
    await accept('product.created', {
      ...pluginProduct(id, {
        name: 'Tea &amp; biscuits &#8211; R&D',
        categories: ['Clothes &amp; more'],
        tags: ['&nbsp;'],
      }),
      brand: 'Ben &amp; Co',
    })
    expect((await listed(id))[0]).toMatchObject({
      title: 'Tea & biscuits – R&D',
      category: 'Clothes & more',
      brand: 'Ben & Co',
      tags: ['&nbsp;'],
    })
  })

  test('stays the same row through changes, and a discount that ended is gone', async () => {
    const id = newId()
    await accept('product.created', pluginProduct(id))
    const [first] = await listed(id)
    await accept('product.updated', pluginProduct(id, { price: 950000, sale_price: null, stock_quantity: 3 }))
    const [second] = await listed(id)
    expect(second).toMatchObject({
      id: first.id,
      created_at: first.created_at,
      price: '950000.00',
      original_price: null,
      sale_price: null,
      discount_amount: null,
      stock_quantity: 3,
    })
    expect(second.extraction_metadata.needs_embedding).toBe(false)
    await accept('product.updated', pluginProduct(id, { tags: [] }))
    expect((await listed(id))[0].extraction_metadata.needs_embedding).toBe(true)
  })

  test('is deleted by becoming inactive, twice if it must be, and comes back as the same', async () => {
    const id = newId()
    await accept('product.deleted', pluginProduct(id))
    expect(await listed(id)).toEqual([])
    await accept('product.created', pluginProduct(id))
    const [first] = await listed(id)
    await accept('product.deleted', { id })
    await accept('product.deleted', pluginProduct(id, { name: '' }))
    expect(await listed(id)).toMatchObject([{ id: first.id, is_active: false, price: '850000.00' }])
    await accept('product.restored', pluginProduct(id))
    expect(await listed(id)).toMatchObject([{ id: first.id, is_active: true }])
  })

  test('that people deleted here comes back with the next word of the store, without the SKU that is taken now', async () => {
    const id = newId()
    await accept('product.created', pluginProduct(id))
    const [row] = await stored(id)
    expect((await app.delete(`/api/products/${row!.id}`, owner.token)).status).toBe(200)
    const other = await app.post('/api/products', { name: 'Other', price: 1, sku: `SKU-${id}` }, owner.token)
    expect(other.status).toBe(201)
    await accept('product.updated', pluginProduct(id))
    expect(await stored(id)).toMatchObject([{ id: row!.id, deleted_at: null, sku: null }])
    expect((await listed(id))[0].extraction_metadata.sku).toBe(`SKU-${id}`)
  })

  test('of an unpublished kind is inactive', async () => {
    const id = newId()
    await accept('product.created', pluginProduct(id, { status: 'draft' }))
    expect((await listed(id))[0].is_active).toBe(false)
    await accept('product.updated', pluginProduct(id, { status: 'publish' }))
    expect((await listed(id))[0].is_active).toBe(true)
  })

  test('adopts the product that is here by SKU, or without one by imported id and name, never one of another store', async () => {
    const [bySku, byName] = [newId(), newId()]
    const own = await app.post(
      '/api/products',
      { name: 'Mine', price: 5, stock: 4, sku: `SKU-${bySku}`, barcode: '42' },
      owner.token,
    )
    const [imported] = await app.services.db.query<{ id: number }>(
      `insert into products (workspace_id, name, price, external_id) values ($1, 'Imported', 7, $2) returning id`,
      [owner.workspaceId, String(byName)],
    )
    await accept('product.updated', pluginProduct(bySku))
    await accept('product.updated', pluginProduct(byName, { sku: '', name: 'Imported' }))
    expect(await stored(bySku)).toMatchObject([
      { id: own.body.id, name: `Product ${bySku}`, stock: 12, barcode: '42' },
    ])
    expect(await stored(byName)).toMatchObject([{ id: imported!.id, external_id: String(byName) }])
    const elsewhere = pluginProduct(newId(), {
      sku: `SKU-${bySku}`,
      permalink: 'https://other.example.com/p/1',
    })
    await accept('product.created', elsewhere)
    expect(await stored(elsewhere.id)).toMatchObject([{ sku: null, store_host: 'other.example.com' }])
  })

  test('has the price nothing when the plugin says 0, and is out of stock when the store says so', async () => {
    const id = newId()
    await accept(
      'product.created',
      pluginProduct(id, {
        price: 0,
        regular_price: 0,
        sale_price: null,
        stock_quantity: -3,
        stock_status: 'onbackorder',
      }),
    )
    expect(await listed(id)).toMatchObject([{ price: null, stock_quantity: -3, in_stock: false }])
    expect(await stored(id)).toMatchObject([{ price: '0.00', stock: 0 }])
    const { stock_status: _, ...product } = pluginProduct(id, { stock_quantity: null })
    await accept('product.updated', product)
    expect(await listed(id)).toMatchObject([{ price: '850000.00', stock_quantity: null, in_stock: true }])
  })

  test('speaks the currency that it says, else the last one of its store, else that of the workspace', async () => {
    const user = await createOwner(app.services, { currency: 'UZS' })
    const token = await makeStoreToken(app, user)
    const [first, second, third] = [newId(), newId(), newId()]
    await accept('product.created', pluginProduct(first, { currency: '' }), token)
    await accept('product.created', pluginProduct(second, { currency: 'irht' }), token)
    await accept('product.created', pluginProduct(third, { currency: undefined }), token)
    const currencies = await Promise.all(
      [first, second, third].map(async (id) => (await listed(id, user))[0].currency),
    )
    expect(currencies).toEqual(['UZS', 'IRHT', 'IRHT'])
  })

  test('of a second shop with the same id is another product; the same shop under a new token is not', async () => {
    const id = newId()
    await accept('product.created', pluginProduct(id))
    await accept('product.created', pluginProduct(id, { permalink: 'https://b.example.com/1', sku: '' }))
    await accept('product.updated', pluginProduct(id, { name: 'Renamed' }), await makeStoreToken(app, owner))
    const rows = await stored(id)
    expect(rows.map((row) => [row.store_host, row.name])).toEqual([
      ['shop.example.com', 'Renamed'],
      ['b.example.com', `Product ${id}`],
    ])
  })

  test('without any host is the only one of that id, and a host that it learns later is its own', async () => {
    const user = await createOwner(app.services)
    const token = await makeStoreToken(app, user)
    const id = newId()
    await accept('product.created', pluginProduct(id, { permalink: '' }), token)
    await accept('product.updated', pluginProduct(id, { permalink: '', name: 'Still one' }), token)
    await accept('product.updated', pluginProduct(id, { name: 'With host' }), token)
    await accept('product.updated', pluginProduct(id, { permalink: '', name: 'Known host' }), token)
    expect(await stored(id, user)).toMatchObject([{ name: 'Known host', store_host: 'shop.example.com' }])
  })

  test('keeps its variations under it, whichever comes first, and loses those that the store has no more', async () => {
    const [parent, red, blue] = [newId(), newId(), newId()]
    const red0 = pluginProduct(red, { type: 'variation', parent_id: parent, name: 'Hoodie - Red' })
    await accept('product.created', red0)
    expect(await listed(red)).toEqual([])
    const variations = [
      {
        id: red,
        sku: `SKU-${red}`,
        attributes: { Color: 'Red' },
        price: '42.5',
        regular_price: '45',
        sale_price: '42.5',
        stock_quantity: 7,
        stock_status: 'instock',
        image: '',
      },
      { id: blue, sku: '', attributes: { Color: 'Blue' }, price: null, stock_quantity: null },
    ]
    const family = {
      type: 'variable',
      name: 'Hoodie',
      attributes: [{ name: 'Color', options: ['Red', 'Blue'] }],
      brand: 'Acme',
    }
    await accept('product.created', pluginProduct(parent, { ...family, variations }))
    const [row] = await listed(parent)
    expect(row).toMatchObject({ title: 'Hoodie', brand: 'Acme', specifications: { Color: 'Red, Blue' } })
    expect([await listed(red), await listed(blue)]).toEqual([[], []])
    const [parentRow] = await stored(parent)
    expect(await stored(red)).toMatchObject([
      {
        parent_id: parentRow!.id,
        name: 'Hoodie - Red',
        price: '42.50',
        stock: 7,
        type: 'variation',
        is_active: true,
      },
    ])
    expect(await stored(blue)).toMatchObject([
      { parent_id: parentRow!.id, name: 'Hoodie - Blue', is_active: true },
    ])
    await accept('product.updated', pluginProduct(parent, { ...family, variations: [red] }))
    expect([(await stored(red))[0]!.is_active, (await stored(blue))[0]!.is_active]).toEqual([true, false])
    await accept('product.deleted', { id: parent })
    expect((await stored(red))[0]!.is_active).toBe(false)
    await accept('product.restored', pluginProduct(parent, { ...family, variations: [red] }))
    expect((await stored(red))[0]!.is_active).toBe(true)
    const { attributes: _a, brand: _b, ...plain } = pluginProduct(parent, family) as Record<string, unknown>
    await accept('product.updated', plain)
    expect(await listed(parent)).toMatchObject([{ brand: 'Acme', specifications: { Color: 'Red, Blue' } }])
  })
})

describe('an event', () => {
  test('that was processed is skipped, and one that is older than what is known is stale; deletions never are', async () => {
    const id = newId()
    const at = (day: string, name: string) =>
      pluginProduct(id, { date_modified: `2026-03-${day}T12:00:00Z`, name })
    const event_id = nextId()
    expect((await send('product.created', at('10', 'Tenth'), { event_id })).status).toBe(202)
    const again = await send('product.updated', at('11', 'Again'), { event_id })
    expect([again.status, again.body]).toEqual([
      200,
      { status: 'skipped', message: expect.any(String), event_id, reason: 'duplicate' },
    ])
    const stale = await send('product.updated', at('09', 'Ninth'))
    expect([stale.status, stale.body]).toMatchObject([200, { status: 'skipped', reason: 'stale' }])
    await accept('product.updated', at('10', 'Tenth again'))
    await accept('product.updated', pluginProduct(id, { date_modified: null, name: 'Undated' }))
    expect((await send('product.restored', at('09', 'Ninth'))).body.reason).toBe('stale')
    expect(await listed(id)).toMatchObject([{ title: 'Undated' }])
    await accept('product.deleted', at('01', 'First'))
    expect(await listed(id)).toMatchObject([{ title: 'Undated', is_active: false }])
  })

  test('counts in its workspace only', async () => {
    const user = await createOwner(app.services)
    const token = await makeStoreToken(app, user)
    const id = newId()
    const event_id = nextId()
    expect((await send('product.created', pluginProduct(id), { event_id })).status).toBe(202)
    expect((await send('product.created', pluginProduct(id), { event_id, token })).status).toBe(202)
    expect([await listed(id), await listed(id, user)]).toMatchObject([[{}], [{}]])
  })

  test('is taken under the short path, with and without the final slash', async () => {
    for (const path of ['/api/integrations/woocommerce/webhook', '/api/integrations/woocommerce/webhook/']) {
      const body = { event_id: nextId(), event_type: 'product.created', product: pluginProduct(newId()) }
      expect((await app.post(path, body, shop)).status).toBe(202)
    }
  })

  test('of nobody is refused and changes nothing', async () => {
    const id = newId()
    for (const [token, code] of [
      [undefined, 'not_authenticated'],
      [owner.token, 'token_invalid'],
      [`wc_sk_live_${'0'.repeat(40)}`, 'token_invalid'],
    ]) {
      const body = { event_id: nextId(), event_type: 'product.created', product: pluginProduct(id) }
      const answer = await app.post('/api/v1/integrations/woocommerce/webhook/', body, token)
      expect([answer.status, answer.body.code]).toEqual([401, code])
    }
    expect(await stored(id)).toEqual([])
  })

  test('whose fields are wrong changes nothing, stands in the log, and may come again and be retried', async () => {
    const id = newId()
    const event_id = nextId()
    const answer = await send('product.created', pluginProduct(id, { stock_quantity: 'many' }), { event_id })
    expect([answer.status, answer.body]).toEqual([
      400,
      { product: ['stock_quantity: A valid number is required.'] },
    ])
    expect(await stored(id)).toEqual([])
    const log = async () =>
      (await app.get(`/api/v1/integrations/woocommerce/events/?woo_product_id=${id}`, owner.token)).body
        .results
    const [row] = await log()
    expect(row).toMatchObject({
      event_id,
      processed_successfully: false,
      error_message: 'stock_quantity: A valid number is required.',
      payload: { product: { stock_quantity: 'many' } },
    })
    const retry = `/api/v1/integrations/woocommerce/events/${row.id}/retry/`
    expect((await app.post(retry, {}, owner.token)).body.processed_successfully).toBe(false)
    await app.services.db.query(
      `update store_events set payload = jsonb_set(payload, '{product,stock_quantity}', '5') where id = $1`,
      [row.id],
    )
    expect((await app.post(retry, {}, owner.token)).body).toMatchObject({
      processed_successfully: true,
      event_id,
    })
    expect(await listed(id)).toMatchObject([{ stock_quantity: 5 }])
    expect((await send('product.created', pluginProduct(id), { event_id })).body.reason).toBe('duplicate')
    expect(await log()).toHaveLength(1)
  })

  const large = { product: { description: 'x'.repeat(2 * 1024 * 1024) } }
  test('of more than 2 MiB is too large', async () => {
    const answer = await app.post('/api/v1/integrations/woocommerce/webhook/', large, shop)
    expect([answer.status, answer.body]).toEqual([413, { detail: 'Request body too large.' }])
  })
})

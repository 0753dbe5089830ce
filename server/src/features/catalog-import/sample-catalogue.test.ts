import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerCatalogImport } from './index.ts'
import { importFile } from './test-support/import-file.ts'
import { readSampleFile, sampleFilesMissing } from './test-support/sample-files.ts'

const missing = sampleFilesMissing()
if (missing) console.warn(`Skipped: ${missing}`)

describe.skipIf(missing !== null)("WooCommerce's sample catalogue", () => {
  let app: TestApp
  let owner: SignedInUser

  beforeAll(async () => {
    app = await startTestApp({
      features: [registerIdentity, registerCatalog, registerOrders, registerCatalogImport],
    })
    owner = await createOwner(app.services)
  })
  afterAll(() => app.close())

  const products = async (query: string) =>
    (await app.get(`/api/products?limit=100&${query}`, owner.token)).body
  const bySku = async (sku: string) =>
    (await products('is_active=all')).products.find((product: { sku: string }) => product.sku === sku)

  it('is imported whole: 14 simple products, 7 variations, 2 parents, one grouped and one external product', async () => {
    const done = await importFile(
      app,
      owner.token,
      readSampleFile('sample_products.csv'),
      'sample_products.csv',
    )
    expect(done).toMatchObject({
      status: 'done',
      rows_total: 25,
      rows_done: 25,
      errors_count: 0,
      delimiter: ',',
    })
    expect(done.report).toMatchObject({
      creates: 25,
      updates: 0,
      skips: 0,
      variations: 7,
      categories_new: 6,
      by_type: { simple: 14, variation: 7, variable: 2, grouped: 1, external: 1 },
    })
    expect((await products('is_active=true')).total).toBe(21)
    expect((await products('is_active=false')).total).toBe(4)

    const tree = (await app.get('/api/categories', owner.token)).body
    if (tree.message !== 'Not found') {
      const names = (nodes: { name: string; children: [] }[]): unknown =>
        Object.fromEntries(nodes.map((n) => [n.name, names(n.children)]))
      expect(names(tree)).toEqual({
        Clothing: { Tshirts: {}, Hoodies: {}, Accessories: {} },
        Decor: {},
        Music: {},
      })
    }
  })

  it('sells at the price that a customer pays today, in kilograms, with stock to sell', async () => {
    const beanie = await bySku('woo-beanie')
    expect(beanie).toMatchObject({
      name: 'Beanie',
      price: 18,
      weight: 0.091,
      stock: 100,
      category: 'Accessories',
    })
    expect(await bySku('woo-hoodie-red')).toMatchObject({
      price: 42,
      name: 'Hoodie - Red, No',
      is_active: true,
    })
    const parent = await bySku('woo-vneck-tee')
    expect(parent.images).toHaveLength(3)
    expect(parent).toMatchObject({ is_active: false, stock: 0 })
    expect(await bySku('wp-pennant')).toMatchObject({ price: 11.05, is_active: false })

    const order = await app.post(
      '/api/orders',
      { items: [{ product_id: beanie.id, quantity: 3, price: 18 }] },
      owner.token,
    )
    expect(order.status).toBe(201)
    expect((await bySku('woo-beanie')).stock).toBe(97)
  })

  it('is matched by SKU, not doubled, when the edited catalogue follows', async () => {
    const done = await importFile(app, owner.token, readSampleFile('sample_products_override.csv'))
    expect(done.report).toMatchObject({ creates: 0, updates: 25, skips: 0, categories_new: 0 })
    expect((await products('is_active=all')).total).toBe(25)
    expect(await bySku('woo-beanie')).toMatchObject({ name: 'Beanie Override', price: 118, stock: 97 })
    expect(await bySku('woo-vneck-tee-blue')).toMatchObject({
      name: 'V-Neck T-Shirt - Blue Override',
      price: 115,
    })
    const links = await app.services.db.query<{ times: number }>(
      `select count(*) as times from products v join products p on p.id = v.parent_id
       where v.workspace_id = $1 and v.type = 'variation' and p.type = 'variable'`,
      [owner.workspaceId],
    )
    expect(links[0]!.times).toBe(7)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { makeStoreToken } from '../../../test/support/woocommerce.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from '../integration-tokens/index.ts'
import { registerStoreEvents } from '../store-events/index.ts'
import { registerStoreSync } from '../store-sync/index.ts'
import { registerStoreProducts } from './index.ts'
import { base } from './test-support/shop.ts'

let api: TestApp
let owner: SignedInUser
let token: string

beforeAll(async () => {
  api = await startTestApp({
    features: [
      registerIdentity,
      registerCatalog,
      registerIntegrationTokens,
      registerStoreEvents,
      registerStoreSync,
      registerStoreProducts,
    ],
  })
  owner = await createOwner(api.services)
  token = await makeStoreToken(api, owner)
})
afterAll(() => api.close())

const kettle = {
  id: 414,
  sku: 'KETTLE',
  name: 'سماور برقی',
  short_description: '<p>Two <b>litres</b></p>',
  description: '<p>Boils water.</p><script>alert(1)</script>',
  price: 850000,
  regular_price: 950000,
  sale_price: 850000,
  currency: 'IRT',
  stock_quantity: 5,
  stock_status: 'instock',
  categories: ['Home', 'Kitchen'],
  tags: ['boiling'],
  image: 'https://shop.example.com/a.jpg',
  gallery: ['https://shop.example.com/b.jpg'],
  permalink: 'https://www.shop.example.com/kettle',
}
let events = 0

async function tell(product: object, event_type = 'product.updated') {
  const event = { event_id: `event-${events++}`, event_type, product: { ...kettle, ...product } }
  const answer = await api.post('/api/integrations/woocommerce/webhook/', event, token)
  expect(answer.status, answer.text).toBe(202)
}

async function find(query: string) {
  return (await api.get(`${base}?${query}`, owner.token)).body.results
}

test('a store’s product, a local edit and the store’s next word', async () => {
  await tell({}, 'product.created')
  const [first] = await find('search=كيتل&store=shop.example.com')
  expect(first).toBeUndefined()
  const [product] = await find(`search=${encodeURIComponent('سماور برقي')}&store=shop.example.com`)
  expect(product).toMatchObject({
    title: kettle.name,
    price: '850000.00',
    original_price: '950000.00',
    sale_price: '850000.00',
    final_price: '850000.00',
    discount_amount: '100000.00',
    has_discount: true,
    discount_info: '-100000.00 IRT',
    currency_display: 'Iranian Toman',
    category: 'Home, Kitchen',
    tags_display: 'boiling',
    description: 'Boils water.',
    short_description: 'Two litres',
    main_image: kettle.image,
    images: kettle.gallery,
    stock_quantity: 5,
    in_stock: true,
    external_id: 'woo_414',
    external_source: 'woocommerce',
    extraction_metadata: { woo_product_id: 414, sku: 'KETTLE', store_host: 'shop.example.com' },
  })
  for (const query of ['search=boiling', 'search=kettle', 'category=kitchen', 'external_source=woocommerce'])
    expect(await find(query), query).toHaveLength(1)

  const edit = {
    title: 'Renamed here',
    price: '900000',
    category: 'Elsewhere',
    tags: ['mine'],
    stock_quantity: 0,
  }
  const edited = (await api.patch(`${base}${product.id}/`, edit, owner.token)).body.product
  expect(edited).toMatchObject({ price: '900000.00', discount_amount: '50000.00', in_stock: false })
  expect(await find('category=kitchen')).toEqual([])
  expect(await find('search=mine')).toHaveLength(1)

  await tell({ stock_quantity: 7 })
  const [again] = await find('search=boiling')
  expect(again).toEqual({
    ...product,
    stock_quantity: 7,
    updated_at: again.updated_at,
    extraction_metadata: again.extraction_metadata,
  })

  expect((await api.delete(`${base}${product.id}/`, owner.token)).status).toBe(200)
  expect(await find('')).toEqual([])
  await tell({ price: 950000, sale_price: null })
  const [back] = await find('')
  expect(back).toMatchObject({
    id: product.id,
    price: '950000.00',
    sale_price: null,
    original_price: null,
    has_discount: false,
  })
  await tell({}, 'product.deleted')
  expect(await find('is_active=true')).toEqual([])
  expect(await find('is_active=false')).toHaveLength(1)
})

test('finds a shop’s product by its SKU when a product of another shop holds the same', async () => {
  const second = {
    id: 415,
    name: 'Kettle of the second shop',
    permalink: 'https://second.example.com/kettle',
  }
  await tell({ sku: 'SHARED-۷' })
  await tell({ ...second, sku: 'SHARED-۷' })
  const found = await find('search=shared-7')
  expect(
    found.map((row: { extraction_metadata: { store_host: string } }) => row.extraction_metadata.store_host),
  ).toEqual(['second.example.com', 'shop.example.com'])
  await tell({ ...second, sku: 'OWN' })
  expect(await find('search=shared-7')).toHaveLength(1)
})

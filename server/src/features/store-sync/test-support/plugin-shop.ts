import type { TestApp } from '../../../../test/support/app.ts'
import type { SignedInUser } from '../../../../test/support/factories.ts'

/** What a plugin sends for a product (storefronts contract 5.2). */
export const pluginProduct = (id: number, changes: object = {}) => ({
  id,
  sku: `SKU-${id}`,
  name: `Product ${id}`,
  short_description: '<p>Short</p>',
  description: '<p>Long <b>text</b></p>',
  price: 850000,
  regular_price: 950000,
  sale_price: 850000,
  currency: 'IRT',
  stock_quantity: 12,
  stock_status: 'instock',
  categories: ['Tea', 'Green tea'],
  tags: ['new'],
  image: 'https://shop.example.com/i/1.jpg',
  gallery: ['https://shop.example.com/i/2.jpg'],
  permalink: `https://www.Shop.example.com/product/${id}/`,
  type: 'simple',
  on_sale: true,
  date_modified: '2026-03-10T12:00:00+03:30',
  ...changes,
})

/** The products of this id in the store, as their owner's list shows them: of each shop one. */
export async function listedAs(app: TestApp, user: SignedInUser, id: number) {
  const { body } = await app.get('/api/v1/web-knowledge/products/?page_size=100', user.token)
  return body.results.filter((one: { external_id: string }) => one.external_id === `woo_${id}`)
}

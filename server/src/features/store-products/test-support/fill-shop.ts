import { expect } from 'vitest'
import type { StoreProduct } from '../schemas.ts'
import { base, type TestShop } from './shop.ts'

const names = [
  'Cà phê sữa',
  'ca phe den',
  'چای سبز',
  'كتاب فارسي',
  'Зелёный чай',
  "O'zbek choyi",
  '50%_off\\',
  'Green tea',
]
const categories = [null, 'Drinks', 'نوشیدنی, چاي', 'Đồ uống', 'Напитки']
const brands = [null, 'Gilan', 'Gílan Extra', 'گلستان']

/**
 * Sixty products, as their details show them, and their SKUs: with equal times, equal and missing prices, and texts in every language, among
 * variations and deleted ones.
 */
export async function fillShop({
  api,
  owner,
}: TestShop): Promise<{ products: StoreProduct[]; skus: Map<string, string> }> {
  const skus = new Map<string, string>()
  for (let i = 0; i < 48; i++) {
    const answer = await api.post(
      base,
      {
        title: `${names[i % names.length]} ${i % 7}`,
        description: `Number ${i} of the shop, شماره ${i}`,
        short_description: i % 5 === 0 ? 'Fresh, تازه‌ترین' : null,
        category: categories[i % categories.length],
        brand: brands[i % brands.length],
        tags: i % 6 === 0 ? ['new', 'تخفیف'] : [],
        price: [null, 100, 100, '250.50', 0][i % 5],
        discount_percentage: i % 9 === 0 ? 10 : null,
        stock_quantity: [null, 0, 3, 3][i % 4],
        is_active: i % 8 !== 0,
        currency: i % 10 === 0 ? 'USD' : 'IRT',
        product_type: i % 11 === 0 ? 'service' : 'product',
        billing_period: i % 11 === 0 ? 'monthly' : null,
      },
      owner.token,
    )
    expect(answer.status, answer.text).toBe(201)
  }
  for (let i = 0; i < 12; i++) {
    const sku = i % 2 ? `SKU-${i}/Ä` : null
    const body = { name: `Plain ${i}`, price: i % 3, stock: i % 2, category: categories[i % 5], sku }
    expect((await api.post('/api/products', body, owner.token)).status).toBe(201)
  }
  const { db } = api.services
  await db.query(
    `update products set created_at = '2026-01-01'::timestamptz + (id % 5) * interval '1 day',
       updated_at = '2026-02-01'::timestamptz + (id % 4) * interval '1 day' where workspace_id = $1`,
    [owner.workspaceId],
  )
  await db.query(`update product_details set updated_at = '2026-01-01'`)
  await db.query(
    `update product_details set source = 'woocommerce', store_host = 'shop.example.com', external_id = 'woo_' || product_id,
       extraction_method = 'ai_auto', link = 'https://shop.example.com/p', original_price = 300
     where product_id % 7 = 0`,
  )
  await db.query(
    `insert into products (workspace_id, name, price, type, parent_id)
     select workspace_id, name || ' small', 1, 'variation', id from products where workspace_id = $1 and id % 9 = 0`,
    [owner.workspaceId],
  )
  await db.query(`update products set deleted_at = now() where workspace_id = $1 and id % 13 = 0`, [
    owner.workspaceId,
  ])
  const rows = await db.query<{ uuid: string; sku: string | null }>(
    `select uuid, sku from products where workspace_id = $1 and deleted_at is null and type <> 'variation' order by id`,
    [owner.workspaceId],
  )
  for (const { uuid, sku } of rows) skus.set(uuid, sku ?? '')
  const products = await Promise.all(
    rows.map(async ({ uuid }) => (await api.get(`${base}${uuid}`, owner.token)).body),
  )
  return { products, skus }
}

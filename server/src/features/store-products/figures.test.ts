import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import type { StoreProduct } from './schemas.ts'
import { fillShop } from './test-support/fill-shop.ts'
import { base, openShop } from './test-support/shop.ts'

let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser
let products: StoreProduct[]

beforeAll(async () => {
  const shop = await openShop({ currency: 'IRT' })
  api = shop.api
  owner = shop.owner
  stranger = await createOwner(api.services)
  await api.post('/api/products', { name: 'Green tea of a stranger', price: 1 }, stranger.token)
  products = (await fillShop(shop)).products
})
afterAll(() => api.close())

describe('figures', () => {
  const count = (matches: (row: StoreProduct) => unknown, rows = products) => rows.filter(matches).length
  const by = (key: (row: StoreProduct) => string | null, rows = products) => {
    const counts: Record<string, number> = {}
    for (const row of rows) if (key(row)) counts[key(row)!] = (counts[key(row)!] ?? 0) + 1
    return counts
  }
  const get = async (path: string) => (await api.get(`${base}${path}`, owner.token)).body
  const asCounts = (rows: Record<string, string | number>[], name: string) =>
    Object.fromEntries(rows.map((row) => [row[name], row.count]))

  test('statistics count what the list shows', async () => {
    const { recent_products, by_type, by_extraction_method, by_currency, ...counts } =
      await get('statistics/')
    expect(counts).toEqual({
      total_products: products.length,
      active_products: count((row) => row.is_active),
      in_stock_products: count((row) => row.in_stock),
      with_links: count((row) => row.has_link),
      with_prices: count((row) => row.price !== null),
      with_discounts: count((row) => row.has_discount),
      auto_extracted: count((row) => row.is_auto_extracted),
      manual: count((row) => !row.is_auto_extracted),
    })
    expect(asCounts(by_type, 'product_type')).toEqual(by((row) => row.product_type))
    expect(asCounts(by_extraction_method, 'extraction_method')).toEqual(by((row) => row.extraction_method))
    expect(asCounts(by_currency, 'currency')).toEqual(by((row) => row.currency))
    expect(recent_products).toEqual((await get('?page_size=5')).results)
  })

  test('stats add up amounts of the most frequent currency exactly', async () => {
    const main = products.filter((row) => row.currency === 'IRT')
    const prices = main.flatMap((row) => (row.price === null ? [] : [Math.round(Number(row.price) * 100)]))
    const text = (hundredths: number) => (hundredths / 100).toFixed(2)
    const value = main.reduce(
      (sum, row) => sum + Math.round(Number(row.price ?? 0) * 100) * (row.stock_quantity ?? 0),
      0,
    )
    expect(await get('stats/')).toEqual({
      total_products: products.length,
      active_products: count((row) => row.is_active),
      inactive_products: count((row) => !row.is_active),
      in_stock_products: count((row) => row.in_stock),
      out_of_stock_products: count((row) => !row.in_stock),
      products_with_discount: count((row) => row.has_discount),
      by_source: by((row) => row.external_source),
      by_category: by((row) => row.category),
      price_range: {
        min: text(Math.min(...prices)),
        max: text(Math.max(...prices)),
        average: text(Math.round(prices.reduce((sum, one) => sum + one, 0) / prices.length)),
      },
      total_value: text(value),
      currency: 'IRT',
    })
  })

  test('obey the filters of the list, and nothing gives zeros', async () => {
    const dollars = products.filter((row) => row.currency === 'USD' && row.is_active)
    expect(await get('stats/?currency=USD&is_active=true')).toMatchObject({
      total_products: dollars.length,
      currency: 'USD',
    })
    expect((await get('statistics/?currency=USD&is_active=true')).total_products).toBe(dollars.length)
    expect(await get('stats/?search=nothing+of+this+kind')).toMatchObject({
      total_products: 0,
      by_source: {},
      by_category: {},
      price_range: null,
      total_value: '0.00',
      currency: 'IRT',
    })
    expect(await get('statistics/?search=nothing+of+this+kind')).toMatchObject({
      by_type: [],
      recent_products: [],
    })
  })

  test('categories and brands are distinct, sorted and not empty', async () => {
    const distinct = (rows: (string | null)[]) => [...new Set(rows.filter((one) => one))].sort()
    expect(await get('categories/')).toEqual({ categories: distinct(products.map((row) => row.category)) })
    expect(await get('brands')).toEqual({ brands: distinct(products.map((row) => row.brand)) })
    expect(await get('brands?brand=gilan')).toEqual({ brands: ['Gilan', 'Gílan Extra'] })
    expect((await api.get(`${base}categories/`, stranger.token)).body).toEqual({ categories: [] })
  })

  test('choices have every value with its label', async () => {
    const all = await get('choices/all/')
    expect(Object.keys(all)).toEqual(['product_types', 'currencies', 'billing_periods', 'extraction_methods'])
    expect(all.product_types.map((one: { value: string }) => one.value)).toEqual([
      'product',
      'service',
      'software',
      'consultation',
      'course',
      'tool',
      'other',
    ])
    expect(all.currencies).toContainEqual({ value: 'IRT', label: 'Iranian Toman' })
    for (const name of Object.keys(all))
      expect(await get(`choices/${name.replace('_', '-')}/`)).toEqual({ [name]: all[name] })
  })

  test('need a person who may read products', async () => {
    for (const path of ['', 'stats/', 'statistics/', 'categories/', 'brands/', 'choices/all/'])
      expect((await api.get(base + path)).status).toBe(401)
  })
})

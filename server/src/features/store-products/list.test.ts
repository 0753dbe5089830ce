import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerStoreProducts } from './index.ts'
import type { StoreProduct } from './schemas.ts'

const base = '/api/v1/web-knowledge/products/'

let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser
/** As the detail shows them. */
let products: StoreProduct[]
const skus = new Map<string, string>()

beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog, registerStoreProducts] })
  owner = await createOwner(api.services, { currency: 'IRT' })
  stranger = await createOwner(api.services)
  await api.post('/api/products', { name: 'Green tea of a stranger', price: 1 }, stranger.token)
  products = await fillShop()
})
afterAll(() => api.close())

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

/** Sixty-odd products with equal times, equal and missing prices, and texts in every language. */
async function fillShop(): Promise<StoreProduct[]> {
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
  return Promise.all(rows.map(async ({ uuid }) => (await api.get(`${base}${uuid}`, owner.token)).body))
}

async function list(query: Record<string, string> = {}) {
  const answer = await api.get(`${base}?${new URLSearchParams(query)}`, owner.token)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

/** All ids of a list, by following `next`. */
async function walk(query: Record<string, string>): Promise<string[]> {
  const ids: string[] = []
  for (let next: string | null = `${base}?${new URLSearchParams(query)}`; next; ) {
    const { body } = await api.get(next.replace(/^https?:\/\/[^/]+/, ''), owner.token)
    ids.push(...body.results.map((row: StoreProduct) => row.id))
    next = body.next
  }
  return ids
}

const idsOf = (rows: StoreProduct[]) => rows.map((row) => row.id)
const everything = { page_size: '100' }

describe('the list', () => {
  test('shows each product as its detail does: hand-made, sold, synced; no variation, none deleted, none of others', async () => {
    const { count, results, next, previous } = await list(everything)
    expect({ count, next, previous }).toEqual({ count: products.length, next: null, previous: null })
    expect(new Map(results.map((row: StoreProduct) => [row.id, row]))).toEqual(
      new Map(products.map((row) => [row.id, row])),
    )
    expect(new Set(results.map((row: StoreProduct) => row.external_source))).toEqual(
      new Set(['manual', 'woocommerce']),
    )
  })

  test('has pages of 20, newest first, with links that keep the filter', async () => {
    const { count, results, next, previous } = await list({ is_active: 'true', ordering: '-created_at' })
    expect(results).toHaveLength(20)
    expect(count).toBe(products.filter((row) => row.is_active).length)
    expect(next).toBe(`${api.url}${base}?is_active=true&ordering=-created_at&page=2`)
    expect(previous).toBeNull()
    for (const page of ['0', 'abc', '99']) {
      const { status, body } = await api.get(`${base}?page=${page}`, owner.token)
      expect([status, body]).toEqual([404, { detail: 'Invalid page.' }])
    }
    expect((await api.get(`${base}?page=1`, (await createOwner(api.services)).token)).body).toEqual({
      count: 0,
      next: null,
      previous: null,
      results: [],
    })
  })

  const value = {
    created_at: (row: StoreProduct) => Date.parse(row.created_at),
    updated_at: (row: StoreProduct) => Date.parse(row.updated_at),
    price: (row: StoreProduct) => (row.price === null ? null : Number(row.price)),
    stock_quantity: (row: StoreProduct) => row.stock_quantity,
    title: (row: StoreProduct) => row.title,
  }
  type Key = keyof typeof value

  test('in every order and page size loses no product, repeats none, and puts those without the value last', async () => {
    const keys = Object.keys(value) as Key[]
    const orderings = keys.flatMap((key) => [key, `-${key}`])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...orderings),
        fc.integer({ min: 1, max: 30 }),
        async (ordering, size) => {
          const ids = await walk({ ordering, page_size: String(size) })
          expect([...ids].sort()).toEqual(idsOf(products).sort())
          const key = ordering.replace('-', '') as Key
          const byId = new Map(products.map((row) => [row.id, value[key](row)]))
          const values = ids.map((id) => byId.get(id) ?? null)
          const present = values.filter((one) => one !== null)
          expect(values).toEqual([...present, ...Array(values.length - present.length).fill(null)])
          const sign = ordering.startsWith('-') ? -1 : 1
          for (let i = 1; i < present.length; i++)
            expect(present[i - 1]! === present[i]! || present[i - 1]! < present[i]! === sign > 0).toBe(true)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('in an unknown order is in the usual one', async () => {
    const usual = await walk({})
    for (const ordering of ['', 'id', 'price; drop table products', '--price', 'constructor'])
      expect(await walk({ ordering }), ordering).toEqual(usual)
  })

  test('costs two statements, whatever its length', async () => {
    const counted = async (query: Record<string, string>) => {
      const statements: string[] = []
      const stop = api.services.db.observe((text) => statements.push(text))
      await list(query)
      stop()
      return statements.length
    }
    await list()
    for (const query of [
      { page_size: '1' },
      { page_size: '100' },
      { search: 'tea', is_active: '1', ordering: 'price' },
    ])
      expect(await counted(query)).toBe(2)
  })
})

describe('filters', () => {
  const amount = (row: StoreProduct) => (row.price === null ? Number.NaN : Number(row.price))
  const holds = (text: string | null, needle: string) => fold(text ?? '').includes(fold(needle))
  const cases: [Record<string, string>, (row: StoreProduct) => boolean][] = [
    [{ external_source: 'woocommerce' }, (row) => row.external_source === 'woocommerce'],
    [{ external_source: 'manual' }, (row) => row.external_source === 'manual'],
    [{ external_source: 'shopify' }, () => false],
    [{ product_type: 'service' }, (row) => row.product_type === 'service'],
    [{ currency: 'USD' }, (row) => row.currency === 'USD'],
    [{ currency: 'IRT' }, (row) => row.currency === 'IRT'],
    [{ billing_period: 'monthly' }, (row) => row.billing_period === 'monthly'],
    [{ extraction_method: 'ai_auto' }, (row) => row.is_auto_extracted],
    [{ category: 'نوشيدني' }, (row) => holds(row.category, 'نوشیدنی')],
    [{ category: 'DO UONG' }, (row) => holds(row.category, 'đồ uống')],
    [{ brand: 'gilan' }, (row) => holds(row.brand, 'gilan')],
    [{ brand: 'گلس' }, (row) => row.brand === 'گلستان'],
    [{ brand: '%' }, () => false],
    [{ category: '_' }, () => false],
    [{ is_active: 'TRUE' }, (row) => row.is_active],
    [{ is_active: '0' }, (row) => !row.is_active],
    [{ in_stock: '1' }, (row) => row.in_stock],
    [{ in_stock: 'False' }, (row) => !row.in_stock],
    [{ has_discount: 'true' }, (row) => row.has_discount],
    [{ has_discount: 'false' }, (row) => !row.has_discount],
    [{ min_price: '100' }, (row) => amount(row) >= 100],
    [{ max_price: '100.00' }, (row) => amount(row) <= 100],
    [{ min_price: '100', max_price: '100' }, (row) => amount(row) === 100],
    [{ min_price: '-5' }, (row) => amount(row) >= 0],
    [{ min_price: '0.001', max_price: '99999999999999999999.5' }, (row) => amount(row) > 0],
    [{ store: 'www.Shop.example.com' }, (row) => row.external_source === 'woocommerce'],
    [{ store: 'other.example.com' }, () => false],
    [
      { is_active: 'true', currency: 'IRT', search: 'tea', min_price: '1' },
      (row) => row.is_active && row.currency === 'IRT' && /tea/i.test(row.title) && amount(row) >= 1,
    ],
    [{ category: '', brand: '', search: '  ', store: '', currency: '', unknown: 'x' }, () => true],
  ]

  test.each(cases)('%j', async (query, matches) => {
    const { count, results } = await list({ ...everything, ...query })
    const expected = products.filter(matches)
    expect(idsOf(results).sort()).toEqual(idsOf(expected).sort())
    expect(count).toBe(expected.length)
  })

  test.each([
    ['is_active', 'maybe', 'Must be a valid boolean.'],
    ['in_stock', '2', 'Must be a valid boolean.'],
    ['has_discount', '', 'Must be a valid boolean.'],
    ['min_price', 'abc', 'A valid number is required.'],
    ['min_price', 'NaN', 'A valid number is required.'],
    ['max_price', '1e999', 'A valid number is required.'],
    ['max_price', 'Infinity', 'A valid number is required.'],
    ['max_price', '', 'A valid number is required.'],
    ['search', '\u0000', 'Null characters are not allowed.'],
  ])('%s=%j is refused', async (name, value, text) => {
    for (const path of [
      base,
      `${base}stats/`,
      `${base}statistics/`,
      `${base}categories/`,
      `${base}brands/`,
    ]) {
      const { status, body } = await api.get(`${path}?${new URLSearchParams({ [name]: value })}`, owner.token)
      expect([status, body]).toEqual([400, { [name]: [text] }])
    }
  })
})

describe('search', () => {
  /** What the contract says a search looks at. */
  const texts = (row: StoreProduct) => [
    row.title,
    row.description ?? '',
    row.short_description ?? '',
    row.category ?? '',
    row.brand ?? '',
    skus.get(row.id) ?? '',
    ...row.tags,
  ]
  const found = (needle: string) => {
    const asked = needle.trim()
    return products.filter((row) =>
      texts(row).some(
        (text) =>
          fold(text).includes(fold(asked)) &&
          (!hasVietnameseDiacritic(asked) || foldKeepingMarks(text).includes(foldKeepingMarks(asked))),
      ),
    )
  }

  test.each([
    'GREEN',
    'کتاب فارسی',
    'كتاب',
    'چاى',
    'تازه ترین',
    'تازه‌ترین',
    'تازهترین',
    '۱۲',
    'شماره ١٢',
    'зеленый',
    'O’zbek',
    '%',
    '_',
    '\\',
    '50%_',
    'sku-',
    'sku-3/a',
    'cà phê',
    'ca phe',
    'cá',
    'do uong',
    'đồ',
    'تخفيف',
    'gílan',
    'gilan e',
    'nothing of this kind',
    'x',
    'e',
    'tea\nnumber',
  ])('%j', async (needle) => {
    const { count, results } = await list({ ...everything, search: needle })
    const expected = needle.includes('\n') ? { length: count } : found(needle)
    expect(count).toBe(expected.length)
    if (Array.isArray(expected)) expect(idsOf(results).sort()).toEqual(idsOf(expected).sort())
  })

  test('finds any part of any of the texts', async () => {
    const part = fc
      .record({ row: fc.nat(), text: fc.nat(), from: fc.nat(), length: fc.integer({ min: 1, max: 9 }) })
      .map(({ row, text, from, length }) => {
        const all = texts(products[row % products.length]!).filter((one) => one !== '')
        const letters = [...all[text % all.length]!]
        return letters.slice(from % letters.length, (from % letters.length) + length).join('')
      })
      .filter((needle) => needle.trim() === needle)
    await fc.assert(
      fc.asyncProperty(part, async (needle) => {
        const { results } = await list({ ...everything, search: needle })
        expect(idsOf(results).sort(), needle).toEqual(idsOf(found(needle)).sort())
      }),
      { numRuns: 80 },
    )
  })
})

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
    expect(recent_products).toEqual((await list({ page_size: '5' })).results)
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

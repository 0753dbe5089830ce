import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { fold } from '../../kernel/text/fold.ts'
import type { StoreProduct } from './schemas.ts'
import { fillShop } from './test-support/fill-shop.ts'
import { base, openShop } from './test-support/shop.ts'

let api: TestApp
let owner: SignedInUser
let products: StoreProduct[]

beforeAll(async () => {
  const shop = await openShop({ currency: 'IRT' })
  api = shop.api
  owner = shop.owner
  const stranger = await createOwner(api.services)
  await api.post('/api/products', { name: 'Green tea of a stranger', price: 1 }, stranger.token)
  products = (await fillShop(shop)).products
})
afterAll(() => api.close())

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
    const queries: Record<string, string>[] = [
      { page_size: '1' },
      { page_size: '100' },
      { search: 'tea', is_active: '1', ordering: 'price' },
    ]
    for (const query of queries) expect(await counted(query)).toBe(2)
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

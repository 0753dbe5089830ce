import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { fold, foldKeepingMarks, hasVietnameseDiacritic } from '../../kernel/text/fold.ts'
import type { StoreProduct } from './schemas.ts'
import { fillShop } from './test-support/fill-shop.ts'
import { base, openShop } from './test-support/shop.ts'

let api: TestApp
let owner: SignedInUser
let products: StoreProduct[]
let skus: Map<string, string>

beforeAll(async () => {
  const shop = await openShop({ currency: 'IRT' })
  api = shop.api
  owner = shop.owner
  const stranger = await createOwner(api.services)
  await api.post('/api/products', { name: 'Green tea of a stranger', price: 1 }, stranger.token)
  const filled = await fillShop(shop)
  products = filled.products
  skus = filled.skus
})
afterAll(() => api.close())

async function list(query: Record<string, string> = {}) {
  const answer = await api.get(`${base}?${new URLSearchParams(query)}`, owner.token)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

const idsOf = (rows: StoreProduct[]) => rows.map((row) => row.id)
const everything = { page_size: '100' }

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

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerCatalog } from './index.ts'

let api: TestApp
beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog] })
})
afterAll(() => api.close())

async function shopWith(products: Record<string, unknown>[]): Promise<SignedInUser & { ids: number[] }> {
  const owner = await createOwner(api.services)
  const ids: number[] = []
  for (const product of products) {
    const answer = await api.post('/api/products', { name: 'Tea', price: 1, ...product }, owner.token)
    expect(answer.status, answer.text).toBe(201)
    ids.push(answer.body.id)
  }
  return { ...owner, ids }
}

const namesOf = (answer: { body: { products: { name: string }[] } }) =>
  answer.body.products.map((p) => p.name).sort()

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const stop = api.services.db.observe((text) => seen.push(text))
  await work()
  stop()
  return seen
}

describe('pages', () => {
  test('no product is twice or lost over the pages, newest first, whatever the page size and filter', async () => {
    const shop = await shopWith(
      Array.from({ length: 23 }, (_, i) => ({
        name: i % 3 ? `Tea ${i}` : `Cup ${i}`,
        is_active: i % 4 !== 0,
        category: i % 2 ? 'Drinks' : 'Other',
      })),
    )
    // Many rows of one instant, as an import leaves them: the id breaks the tie.
    await api.services.db.query(
      `update products set created_at = '2024-01-01T00:00:00Z'::timestamptz + (id % 3) * interval '1 hour' where workspace_id = $1`,
      [shop.workspaceId],
    )
    const all = await api.services.db.query<{
      id: number
      name: string
      is_active: boolean
      category: string
    }>(
      'select id, name, is_active, category from products where workspace_id = $1 order by created_at desc, id desc',
      [shop.workspaceId],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('true', 'false', 'all'),
        fc.constantFrom('', 'tea', 'u', 'nothing-has-this'),
        fc.constantFrom('', 'DRINKS'),
        async (limit, active, search, category) => {
          const expected = all.filter(
            (p) =>
              (active === 'all' || String(p.is_active) === active) &&
              p.name.toLowerCase().includes(search) &&
              (category === '' || p.category.toUpperCase() === category),
          )
          const seen: number[] = []
          for (let page = 1; page <= Math.ceil(expected.length / limit) + 1; page++) {
            const path = `/api/products?limit=${limit}&page=${page}&is_active=${active}&search=${search}&category=${category}`
            const { body } = await api.get(path, shop.token)
            expect(body).toMatchObject({ total: expected.length, page, limit })
            seen.push(...body.products.map((p: { id: number }) => p.id))
          }
          expect(seen).toEqual(expected.map((p) => p.id))
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['', 1, 10],
    ['page=2&limit=3', 2, 3],
    ['page=-1&limit=abc', 1, 10],
    ['page=0&limit=0', 1, 10],
    ['page=1.5&limit=1e18', 1, 10],
    ['page=&limit=', 1, 10],
    ['limit=1001', 1, 1000],
    ['limit=999999999&page=999999999', 999999999, 1000],
    ['limit=9999999999', 1, 10],
    ['page=3&page=4', 3, 10],
    ['page=%00&limit=%27', 1, 10],
  ])('?%s is page %i of %i', async (query, page, limit) => {
    const shop = await shopWith([{}])
    const { status, body } = await api.get(`/api/products?${query}`, shop.token)
    expect(status).toBe(200)
    expect(body).toMatchObject({ total: 1, page, limit })
    expect(body.products).toHaveLength(page === 1 ? 1 : 0)
  })

  test('list, filtered list, search and detail cost one statement each', async () => {
    const shop = await shopWith([{ name: 'One statement' }])
    await api.get('/api/products', shop.token)
    for (const path of [
      '/api/products',
      '/api/products?is_active=all&page=99',
      '/api/products?category=drinks',
      '/api/products?search=statement',
      '/api/products?search=%E1%BB%A7',
      `/api/products/${shop.ids[0]}`,
    ]) {
      expect(await statementsOf(() => api.get(path, shop.token)), path).toHaveLength(1)
    }
  })
})

describe('totals', () => {
  test('follow creates, deletes and switches of is_active, also in parallel', async () => {
    const shop = await shopWith([])
    const totals = async () =>
      Promise.all(
        ['true', 'false', 'all'].map(
          async (active) => (await api.get(`/api/products?is_active=${active}`, shop.token)).body.total,
        ),
      )
    const created = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        api.post('/api/products', { name: `P${i}`, price: 1, is_active: i % 3 !== 0 }, shop.token),
      ),
    )
    expect(await totals()).toEqual([8, 4, 12])
    const ids = created.map((a) => a.body.id as number)
    await Promise.all([
      api.put(`/api/products/${ids[0]}`, { is_active: true }, shop.token),
      api.put(`/api/products/${ids[1]}`, { is_active: false }, shop.token),
      api.put(`/api/products/${ids[2]}`, { is_active: false }, shop.token),
      api.delete(`/api/products/${ids[3]}`, shop.token),
      api.delete(`/api/products/${ids[4]}`, shop.token),
    ])
    expect(await totals()).toEqual([6, 4, 10])
  })
})

describe('search', () => {
  let shop: SignedInUser
  beforeAll(async () => {
    shop = await shopWith([
      { name: 'Cà phê sữa', sku: 'CF-01' },
      { name: 'Bàn gỗ', description: 'Đẹp và bền' },
      { name: 'Sách bán chạy', barcode: '8934567890123' },
      { name: '100% cotton_shirt', description: 'back\\slash' },
      { name: 'Ca phe da', is_active: false },
    ])
  })

  test.each([
    ['ca phe', ['Cà phê sữa']],
    ['CÀ PHÊ', ['Cà phê sữa']],
    ['cà phê'.normalize('NFD'), ['Cà phê sữa']],
    ['  phê  ', ['Cà phê sữa']],
    ['bán', ['Sách bán chạy']],
    ['bàn', ['Bàn gỗ']],
    ['ban', ['Bàn gỗ', 'Sách bán chạy']],
    ['dep', ['Bàn gỗ']],
    ['đẹp', ['Bàn gỗ']],
    ['cf-01', ['Cà phê sữa']],
    ['4567890', ['Sách bán chạy']],
    ['%', ['100% cotton_shirt']],
    ['_', ['100% cotton_shirt']],
    ['\\', ['100% cotton_shirt']],
    ['n_s', ['100% cotton_shirt']],
    ['n%s', []],
    ['0', ['100% cotton_shirt', 'Cà phê sữa', 'Sách bán chạy']],
    ['ộ', []],
    ['đ', ['Bàn gỗ']],
    ['---', []],
    ['% c', ['100% cotton_shirt']],
    ['a p', ['Cà phê sữa']],
    ['ỗ', ['Bàn gỗ']],
    ["' or 1=1 --", []],
    ['x'.repeat(5000), []],
  ])('%s finds %j', async (query, names) => {
    const answer = await api.get(`/api/products?search=${encodeURIComponent(query)}`, shop.token)
    expect(answer.status).toBe(200)
    expect(namesOf(answer)).toEqual([...names].sort())
    expect(answer.body.total).toBe(names.length)
  })

  test.each(['', '%20', '%E2%80%8B'])('search=%s is no filter', async (query) => {
    expect((await api.get(`/api/products?search=${query}`, shop.token)).body.total).toBe(4)
  })

  test.each(['search', 'category'])('a U+0000 in %s is refused', async (param) => {
    const answer = await api.get(`/api/products?${param}=a%00b`, shop.token)
    expect([answer.status, answer.body]).toEqual([
      400,
      { errors: [{ msg: 'Invalid value', param, location: 'query' }] },
    ])
  })

  test('goes with the other filters', async () => {
    expect(namesOf(await api.get('/api/products?search=ca%20phe&is_active=false', shop.token))).toEqual([
      'Ca phe da',
    ])
    expect(namesOf(await api.get('/api/products?search=ca%20phe&is_active=all', shop.token))).toHaveLength(2)
    expect(
      namesOf(await api.get('/api/products?search=ca%20phe&is_active=nonsense', shop.token)),
    ).toHaveLength(1)
  })
})

describe('the category filter', () => {
  test('takes a whole name in any case, or an id; digits match either', async () => {
    const owner = await createOwner(api.services)
    const category = (await api.post('/api/categories', { name: 'Đồ uống' }, owner.token)).body
    const add = (body: object) => api.post('/api/products', { price: 1, ...body }, owner.token)
    await add({ name: 'in', category_id: category.id })
    await add({ name: 'by text', category: 'đồ UỐNG'.normalize('NFD') })
    await add({ name: 'by number', category: String(category.id) })
    await add({ name: 'other', category: 'Đồ uống nóng' })
    const find = async (value: string | number) =>
      namesOf(await api.get(`/api/products?category=${encodeURIComponent(value)}`, owner.token))

    expect(await find('Đồ uống')).toEqual(['by text', 'in'])
    expect(await find(' ĐỒ UỐNG ')).toEqual(['by text', 'in'])
    expect(await find(category.id)).toEqual(['by number', 'in'])
    expect(await find('Đồ')).toEqual([])
    expect(await find('99999999999999999999')).toEqual([])
    expect(await find('')).toHaveLength(4)
  })
})

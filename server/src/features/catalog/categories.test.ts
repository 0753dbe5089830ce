import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { maxCategoryDepth, mayHangBelow } from './category-tree.ts'
import { registerCatalog } from './index.ts'

let api: TestApp
let owner: SignedInUser
beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog] })
})
beforeEach(async () => {
  owner = await createOwner(api.services)
})
afterAll(() => api.close())

async function category(body: object): Promise<{ id: number; [key: string]: unknown }> {
  const answer = await api.post('/api/categories', body, owner.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const product = async (body: object) =>
  (await api.post('/api/products', { name: 'Tea', price: 1, ...body }, owner.token)).body
const show = async (id: number) => (await api.get(`/api/products/${id}`, owner.token)).body
const put = (id: number, body: object) => api.put(`/api/categories/${id}`, body, owner.token)

describe('the tree', () => {
  test('is ordered by sort_order and name, and leaves out inactive branches', async () => {
    const drinks = await category({ name: ' Drinks ', sort_order: 2 })
    const food = await category({ name: 'Food', sort_order: 1 })
    const tea = await category({ name: 'tea', parent_id: drinks.id })
    const coffee = await category({ name: 'Coffee', parent_id: drinks.id })
    const hidden = await category({ name: 'Hidden', is_active: false })
    await category({ name: 'Below hidden', parent_id: hidden.id })

    const { status, body } = await api.get('/api/categories', owner.token)
    expect(status).toBe(200)
    expect(body).toEqual([
      { ...food, children: [] },
      {
        ...drinks,
        children: [
          { ...coffee, children: [] },
          { ...tea, children: [] },
        ],
      },
    ])
    expect(drinks).toMatchObject({
      name: 'Drinks',
      description: null,
      parent_id: null,
      image_url: null,
      is_active: true,
    })
    expect((await api.get(`/api/categories/${hidden.id}`, owner.token)).body).toEqual(hidden)
  })
})

describe('a category', () => {
  test.each([
    [{}, 'name', 'Name is required'],
    [{ name: null }, 'name', 'Name is required'],
    [{ name: ' ' }, 'name', 'Name is required'],
    [{ name: 5 }, 'name', 'Invalid value'],
    [{ name: 'x'.repeat(256) }, 'name', 'Invalid value'],
    [{ name: 'a\u0000' }, 'name', 'Invalid value'],
    [{ name: 'A', description: {} }, 'description', 'Invalid value'],
    [{ name: 'A', parent_id: 'x' }, 'parent_id', 'Invalid value'],
    [{ name: 'A', image_url: 'javascript:1' }, 'image_url', 'Invalid value'],
    [{ name: 'A', sort_order: 1.5 }, 'sort_order', 'Invalid value'],
    [{ name: 'A', is_active: 'maybe' }, 'is_active', 'Invalid value'],
  ])('cannot be made of %j', async (body, param, msg) => {
    const answer = await api.post('/api/categories', body, owner.token)
    expect([answer.status, answer.body]).toEqual([400, { errors: [{ msg, param, location: 'body' }] }])
    expect((await api.get('/api/categories', owner.token)).body).toEqual([])
  })

  test('changes only in what is sent; an update of an unknown one is 404 before it is 400', async () => {
    const made = await category({ name: 'A', sort_order: 3 })
    const answer = await put(made.id, { description: 'x' })
    expect(answer.body).toEqual({ ...made, description: 'x', updated_at: answer.body.updated_at })
    expect(await put(made.id, {})).toMatchObject({ status: 400, body: { message: 'No fields to update' } })
    expect(await put(2147483000, {})).toMatchObject({ status: 404, body: { message: 'Category not found' } })
  })

  test('gives its name to its products, and a new name reaches them', async () => {
    const made = await category({ name: 'Drinks' })
    const other = await category({ name: 'Other' })
    const linked = await product({ category_id: made.id, category: 'ignored' })
    const free = await product({ category: 'Drinks' })
    expect(linked).toMatchObject({ category: 'Drinks', category_id: made.id })

    await put(made.id, { name: 'Beverages' })
    expect(await show(linked.id)).toMatchObject({ category: 'Beverages' })
    expect(await show(free.id)).toMatchObject({ category: 'Drinks', category_id: null })

    const change = async (body: object) =>
      (await api.put(`/api/products/${linked.id}`, body, owner.token)).body
    expect(await change({ category: 'still ignored' })).toMatchObject({ category: 'Beverages' })
    expect(await change({ category_id: other.id })).toMatchObject({ category: 'Other' })
    expect(await change({ category_id: null })).toMatchObject({ category: null, category_id: null })
    expect(await change({ category: 'Free text' })).toMatchObject({
      category: 'Free text',
      category_id: null,
    })
  })

  test('a product made while its category is renamed carries the new name', async () => {
    const made = await category({ name: 'Before' })
    const [, ...products] = await Promise.all([
      put(made.id, { name: 'After' }),
      ...Array.from({ length: 6 }, () => product({ category_id: made.id })),
    ])
    for (const each of products) expect((await show(each.id)).category).toBe('After')
  })

  test('with products or subcategories stays; deleted products do not count', async () => {
    const made = await category({ name: 'Drinks' })
    const child = await category({ name: 'Tea', parent_id: made.id })
    const tea = await product({ category_id: made.id })
    const path = `/api/categories/${made.id}`
    expect((await api.delete(path, owner.token)).body).toEqual({
      message: 'Cannot delete category with products',
    })
    await api.delete(`/api/products/${tea.id}`, owner.token)
    const refused = await api.delete(path, owner.token)
    expect([refused.status, refused.body]).toEqual([
      400,
      { message: 'Cannot delete category with subcategories' },
    ])
    await api.delete(`/api/categories/${child.id}`, owner.token)
    expect((await api.delete(path, owner.token)).body).toEqual({ message: 'Category deleted successfully' })
    expect(await api.get(path, owner.token)).toMatchObject({
      status: 404,
      body: { message: 'Category not found' },
    })
  })
})

describe('the parent', () => {
  const refused = { status: 400, body: { message: 'Invalid parent ID' } }

  test('must exist in the workspace and be neither the category nor below it', async () => {
    const stranger = await createOwner(api.services)
    const foreign = (await api.post('/api/categories', { name: 'Foreign' }, stranger.token)).body
    const top = await category({ name: 'Top' })
    const middle = await category({ name: 'Middle', parent_id: top.id })
    const bottom = await category({ name: 'Bottom', parent_id: middle.id })

    for (const parent of [top.id, bottom.id, foreign.id, 2147483000, 0, -1]) {
      expect(await put(top.id, { parent_id: parent })).toMatchObject(refused)
    }
    for (const parent_id of [foreign.id, 2147483000]) {
      expect(await api.post('/api/categories', { name: 'X', parent_id }, owner.token)).toMatchObject(refused)
    }
    expect(await put(bottom.id, { parent_id: top.id })).toMatchObject({
      status: 200,
      body: { parent_id: top.id },
    })
    expect(await put(middle.id, { parent_id: null })).toMatchObject({
      status: 200,
      body: { parent_id: null },
    })
  })

  test('parallel moves never close a loop', async () => {
    for (let round = 0; round < 10; round++) {
      const [a, b] = [await category({ name: 'A' }), await category({ name: 'B' })]
      const answers = await Promise.all([put(a.id, { parent_id: b.id }), put(b.id, { parent_id: a.id })])
      expect(answers.map((x) => x.status).sort()).toEqual([200, 400])
    }
  })

  test('a branch gets no deeper than the limit, by creating or by moving', () => {
    const chain = Array.from({ length: maxCategoryDepth }, (_, i) => ({
      id: i + 1,
      parent_id: i === 0 ? null : i,
    }))
    const pair = [
      { id: 1000, parent_id: null },
      { id: 1001, parent_id: 1000 },
    ]
    expect(mayHangBelow(chain, null, maxCategoryDepth - 1)).toBe(true)
    expect(mayHangBelow(chain, null, maxCategoryDepth)).toBe(false)
    expect(mayHangBelow([...chain, ...pair], 1000, maxCategoryDepth - 2)).toBe(true)
    expect(mayHangBelow([...chain, ...pair], 1000, maxCategoryDepth - 1)).toBe(false)
  })
})

test('each category endpoint refuses a caller without a token', async () => {
  const made = await category({ name: 'A' })
  for (const [method, path] of [
    ['GET', '/api/categories'],
    ['POST', '/api/categories'],
    ['GET', `/api/categories/${made.id}`],
    ['PUT', `/api/categories/${made.id}`],
    ['DELETE', `/api/categories/${made.id}`],
  ] as const) {
    const answer = await api.call(method, path, { body: method === 'GET' ? undefined : { name: 'B' } })
    expect([answer.status, answer.body]).toEqual([401, { message: 'No token provided' }])
  }
  expect((await api.get(`/api/categories/${made.id}`, owner.token)).body).toEqual(made)
})

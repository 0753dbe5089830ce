import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { base, openShop, type TestShop, valid } from './test-support/shop.ts'

let shop: TestShop
let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser
let viewer: SignedInUser

beforeAll(async () => {
  shop = await openShop()
  api = shop.api
  owner = shop.owner
  stranger = await createOwner(api.services)
  viewer = await createOwner(api.services, { workspaceId: owner.workspaceId, role: 'viewer' })
})
afterAll(() => api.close())

const texts = {
  title: [
    [undefined, 'This field is required.'],
    ['', 'This field may not be blank.'],
    [' ab ', 'Ensure this field has at least 3 characters.'],
    ['x'.repeat(256), 'Ensure this field has no more than 255 characters.'],
    [null, 'This field may not be null.'],
    [true, 'Not a valid string.'],
    ['abc\u0000', 'Null characters are not allowed.'],
    ['abc\ud800', 'Not a valid string.'],
  ],
  description: [
    [undefined, 'This field is required.'],
    ['too short', 'Ensure this field has at least 10 characters.'],
  ],
  link: [
    ['javascript:alert(1)', 'Enter a valid URL.'],
    ['ftp://example.com/a', 'Enter a valid URL.'],
    ['/relative', 'Enter a valid URL.'],
    [`https://example.com/${'a'.repeat(2048)}`, 'Ensure this field has no more than 2048 characters.'],
  ],
  main_image: [['data:text/html,hi', 'Enter a valid URL.']],
  price: [
    ['abc', 'A valid number is required.'],
    ['NaN', 'A valid number is required.'],
    [-1, 'Ensure this value is greater than or equal to 0.'],
    ['1000000000000', 'Ensure this value is less than or equal to 999999999999.99.'],
    [true, 'A valid number is required.'],
    [[], 'A valid number is required.'],
  ],
  discount_percentage: [
    ['100.01', 'Ensure this value is less than or equal to 100.'],
    [-1, 'Ensure this value is greater than or equal to 0.'],
  ],
  product_type: [['car', '"car" is not a valid choice.']],
  currency: [['ریال', 'Enter a currency code of 3 to 8 letters.']],
  billing_period: [['sometimes', '"sometimes" is not a valid choice.']],
  tags: [['tea', 'Expected a list of items but got type "str".']],
  specifications: [[[], 'Expected a dictionary of items but got type "list".']],
  is_active: [['perhaps', 'Must be a valid boolean.']],
  stock_quantity: [
    [-1, 'Ensure this value is greater than or equal to 0.'],
    [1.5, 'A valid integer is required.'],
    [2147483648, 'Ensure this value is less than or equal to 2147483647.'],
  ],
} satisfies Record<string, [unknown, string][]>
const cases = Object.entries(texts).flatMap(([field, rows]) =>
  rows.map(([value, text]) => ({ field, value, text })),
)

describe('refused input', () => {
  test.each(cases)('$field: $text', async ({ field, value, text }) => {
    const product = await shop.created()
    const before = await shop.traces()
    const posted = await api.post(base, { ...valid, [field]: value }, owner.token)
    expect([posted.status, posted.body]).toEqual([400, { success: false, errors: { [field]: [text] } }])
    if (value !== undefined) {
      const patched = await api.patch(`${base}${product.id}/`, { [field]: value }, owner.token)
      expect([patched.status, patched.body]).toEqual([400, { [field]: [text] }])
    }
    expect(await shop.traces()).toEqual(before)
  })

  test('names all failing fields at once, items by their index', async () => {
    const { body } = await api.post(
      base,
      { title: 'ab', images: ['/a.png', 'mailto:a@example.com'] },
      owner.token,
    )
    expect(body.errors).toEqual({
      title: ['Ensure this field has at least 3 characters.'],
      description: ['This field is required.'],
      images: { 1: ['Enter a valid URL.'] },
    })
  })

  test('specifications that no database can keep are refused', async () => {
    const { status } = await api.post(base, { ...valid, specifications: { a: ['\u0000'] } }, owner.token)
    expect(status).toBe(400)
  })

  test('bodies that are no JSON object have the texts of the framework', async () => {
    for (const [method, path] of [
      ['POST', base],
      ['POST', `${base}bulk-update/`],
      ['POST', `${base}bulk-delete/`],
    ] as const) {
      expect((await api.call(method, path, { token: owner.token, body: '{' })).body.detail).toMatch(
        /^JSON parse error - /,
      )
      expect((await api.call(method, path, { token: owner.token, body: [] })).body).toEqual({
        non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
      })
    }
  })

  test('PUT needs title and description', async () => {
    const product = await shop.created()
    const refused = await api.put(`${base}${product.id}/`, { price: 5 }, owner.token)
    expect([refused.status, refused.body]).toEqual([
      400,
      { title: ['This field is required.'], description: ['This field is required.'] },
    ])
    const changed = await api.put(`${base}${product.id}/`, { ...valid, title: 'Black tea' }, owner.token)
    expect(changed.body).toMatchObject({ success: true, product: { title: 'Black tea', price: null } })
  })
})

describe('in bulk', () => {
  const update = (body: unknown, token = owner.token) => api.post(`${base}bulk-update/`, body, token)
  const remove = (body: unknown, token = owner.token) => api.post(`${base}bulk-delete/`, body, token)

  test('products are switched alike, those of others are passed over', async () => {
    const [a, b] = [await shop.created({ stock_quantity: 1 }), await shop.created()]
    const foreign = (await api.post(base, valid, stranger.token)).body.product
    const product_ids = [a.id, b.id.toUpperCase(), a.id, foreign.id, randomUUID()]
    const answer = await update({ product_ids, is_active: false, in_stock: 'false' })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: true,
        message: expect.any(String),
        updated_count: 2,
        updated_fields: ['is_active', 'in_stock'],
      },
    ])
    for (const { id } of [a, b])
      expect((await api.get(`${base}${id}`, owner.token)).body).toMatchObject({
        is_active: false,
        in_stock: false,
      })
    expect((await api.get(`${base}${foreign.id}`, stranger.token)).body).toEqual(foreign)
    const removed = await remove({ product_ids })
    expect([removed.status, removed.body]).toEqual([
      200,
      {
        success: true,
        message: expect.any(String),
        deleted_count: 2,
        deleted_products: [a, b].map(({ id, title, product_type }) => ({ id, title, product_type })),
      },
    ])
    expect((await api.get(`${base}${foreign.id}`, stranger.token)).status).toBe(200)
    expect((await update({ product_ids: [a.id], is_active: true })).status).toBe(404)
  })

  test('what is no list of ids is refused, as are lists without a product of one’s own', async () => {
    const foreign = (await api.post(base, valid, stranger.token)).body.id
    const before = await shop.traces()
    for (const product_ids of [
      undefined,
      null,
      [],
      'x',
      {},
      [1],
      ['x'],
      [null],
      [foreign, 'x'],
      Array(1001).fill(foreign),
    ]) {
      for (const answer of [await update({ product_ids, is_active: true }), await remove({ product_ids })])
        expect([answer.status, answer.body], JSON.stringify(product_ids)).toEqual([
          400,
          { error: expect.any(String) },
        ])
    }
    for (const answer of [
      await update({ product_ids: [foreign], is_active: false }),
      await remove({ product_ids: [foreign] }),
    ])
      expect([answer.status, answer.body]).toEqual([404, { error: expect.any(String) }])
    expect((await update({ product_ids: [foreign] })).body).toEqual({ error: expect.any(String) })
    const wrong = await update({ product_ids: [foreign], in_stock: 'perhaps' })
    expect([wrong.status, wrong.body]).toEqual([400, { in_stock: ['Must be a valid boolean.'] }])
    expect(await shop.traces()).toEqual(before)
  })
})

describe('who may not', () => {
  test('changes nothing: strangers, viewers, the unknown', async () => {
    const { id } = await shop.created()
    const before = await shop.traces()
    const calls = [
      ['PATCH', `${base}${id}/`, { title: 'Stolen' }],
      ['PUT', `${base}${id}/`, { ...valid, title: 'Stolen' }],
      ['DELETE', `${base}${id}/`, undefined],
    ] as const
    for (const [method, path, body] of calls) {
      const foreign = await api.call(method, path, { token: stranger.token, body })
      expect([foreign.status, foreign.body]).toEqual([404, { detail: 'Not found.' }])
    }
    const all = [
      ...calls,
      ['POST', base, valid],
      ['POST', `${base}bulk-update/`, { product_ids: [id], is_active: false }],
      ['POST', `${base}bulk-delete/`, { product_ids: [id] }],
    ] as const
    for (const [method, path, body] of all) {
      const refused = await api.call(method, path, { token: viewer.token, body })
      expect([refused.status, refused.body]).toEqual([
        403,
        { detail: 'You do not have permission to perform this action.' },
      ])
      const unknown = await api.call(method, path, { body })
      expect([unknown.status, unknown.body]).toEqual([
        401,
        { detail: 'Authentication credentials were not provided.' },
      ])
    }
    expect(await shop.traces()).toEqual(before)
  })

  test('what is no id is missing, whatever is done with it', async () => {
    for (const id of ['1', 'x', '%00', randomUUID(), `${randomUUID()}x`])
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
        const answer = await api.call(method, `${base}${id}/`, {
          token: owner.token,
          ...(method === 'GET' || method === 'DELETE' ? {} : { body: valid }),
        })
        expect([answer.status, answer.body], `${method} ${id}`).toEqual([404, { detail: 'Not found.' }])
      }
  })

  test('a method that is not offered is 405, also where a product’s id could stand', async () => {
    const calls = [
      ['PUT', base, 'GET, POST'],
      ['GET', `${base}bulk-update/`, 'POST'],
      ['PATCH', `${base}bulk-delete`, 'POST'],
      ['POST', `${base}stats/`, 'GET'],
      ['DELETE', `${base}statistics/`, 'GET'],
      ['POST', `${base}${randomUUID()}/`, undefined],
    ] as const
    for (const [method, path, allow] of calls) {
      const answer = await api.call(method, path, { token: owner.token })
      expect([answer.status, answer.body], `${method} ${path}`).toEqual([
        405,
        { detail: `Method "${method}" not allowed.` },
      ])
      if (allow)
        expect(
          answer.headers
            .get('allow')
            ?.split(', ')
            .filter((m) => m !== 'HEAD')
            .sort()
            .join(', '),
        ).toContain(allow)
    }
  })
})

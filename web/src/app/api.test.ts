import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createApi, type Total } from './api.ts'

beforeAll(() => vi.stubGlobal('window', { location: { origin: 'http://shop.example' } }))
afterAll(() => vi.unstubAllGlobals())

function answering(body: unknown, headers: Record<string, string> = {}) {
  return createApi(async () => Response.json(body, { headers }))
}

test('a list says whether its total is only a lower bound', async () => {
  const page = { products: [], total: 10_000 }
  const counted = await answering(page).request<Total>('GET', '/api/products')
  expect(counted).toEqual(page)
  const beyond = await answering(page, { 'X-Total-Is-Lower-Bound': 'true' }).request<Total>(
    'GET',
    '/api/products',
  )
  expect(beyond).toEqual({ ...page, totalIsLowerBound: true })
})

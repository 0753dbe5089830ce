import { expect } from 'vitest'
import { startTestApp, type TestAnswer, type TestApp } from '../../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../../test/support/factories.ts'
import { registerCatalog } from '../../catalog/index.ts'
import { registerIdentity } from '../../identity/index.ts'
import { registerStoreProducts } from '../index.ts'
import type { StoreProduct } from '../schemas.ts'

export const base = '/api/v1/web-knowledge/products/'
/** What a product needs at least. */
export const valid = { title: 'Green tea', description: 'Leaves from the hills of Gilan.' }

/** A shop with its owner, whose products are written and read in his name. */
export interface TestShop {
  api: TestApp
  owner: SignedInUser
  created(body?: object): Promise<StoreProduct>
  shown(id: string): Promise<StoreProduct>
  /** The whole answer to a change that must succeed. */
  change(id: string, body: object): Promise<TestAnswer['body']>
  /** The row of the sales API behind a product. */
  salesProduct(id: string): Promise<TestAnswer['body']>
  salesChange(id: string, body: object): Promise<void>
  /** Everything that a write could leave. */
  traces(): Promise<unknown>
}

export async function openShop(overrides: { currency?: string } = {}): Promise<TestShop> {
  const api = await startTestApp({ features: [registerIdentity, registerCatalog, registerStoreProducts] })
  const owner = await createOwner(api.services, overrides)
  const succeeds = (answer: TestAnswer, status: number) => {
    expect(answer.status, answer.text).toBe(status)
    return answer.body
  }
  const salesPath = async (id: string) => {
    const [row] = await api.services.db.query<{ id: number }>('select id from products where uuid = $1', [id])
    return `/api/products/${row!.id}`
  }
  return {
    api,
    owner,
    created: async (body = {}) =>
      succeeds(await api.post(base, { ...valid, ...body }, owner.token), 201).product,
    shown: async (id) => succeeds(await api.get(`${base}${id}/`, owner.token), 200),
    change: async (id, body) => succeeds(await api.patch(`${base}${id}/`, body, owner.token), 200),
    salesProduct: async (id) => succeeds(await api.get(await salesPath(id), owner.token), 200),
    salesChange: async (id, body) => succeeds(await api.put(await salesPath(id), body, owner.token), 200),
    async traces() {
      const [row] = await api.services.db.query(
        `select (select json_agg(p order by id) from products p) as products,
           (select json_agg(d order by product_id) from product_details d) as details,
           (select count(*) from inventory_transactions) as movements, (select count(*) from audit_log) as audit`,
      )
      return row
    },
  }
}

import { expect, vi } from 'vitest'
import { readSampleFile } from '../../src/features/catalog-import/test-support/sample-files.ts'
import type { FixedClock } from '../../src/kernel/clock/clock.ts'
import { startTestApp, type TestAnswer, type TestApp } from '../support/app.ts'
import { createOwner } from '../support/factories.ts'
import { type Books, openBooks } from './books.ts'
import { createRandom, type SeededRandom } from './random.ts'

/** Nobody in this shop may do more than his work asks for. */
const staff = {
  till: ['orders:write'],
  desk: ['customers:write'],
  dispatch: ['shipments:write'],
  stockroom: ['products:write'],
  auditor: ['products:read', 'orders:read', 'customers:read', 'shipments:read', 'reports:read'],
} as const
export type Role = keyof typeof staff

export interface CatalogueProduct {
  id: number
  name: string
  price: number
  stock: number
  sku: string | null
}

export interface Shop {
  api: TestApp
  clock: FixedClock
  random: SeededRandom
  books: Books
  /** What can be sold, as the catalogue had it when the day began. */
  products: CatalogueProduct[]
  /** Rows that each product's ledger had by then. */
  ledgerRows: Map<number, number>
  carriers: number[]
  ownerToken: string
  tokens: Record<Role, string>
  /** How often each kind of thing happened. */
  tally: Map<string, number>
}

export const openingTime = '2026-03-05T01:00:00.000Z'
export const today = '2026-03-05'

/** A shop with the sample catalogue, the edited one imported over it, and staff who work by API tokens. */
export async function openShop(seed: number): Promise<Shop> {
  const api = await startTestApp({ now: openingTime, worker: true })
  const password = 'a long day in a tea shop 26'
  const { email } = await createOwner(api.services, { password })
  const ownerToken = (await api.post('/api/auth/login', { email, password })).body.token as string

  const first = await importCatalogue(api, ownerToken, 'sample_products.csv')
  expect(first).toMatchObject({ creates: 25, updates: 0, skips: 0 })
  const second = await importCatalogue(api, ownerToken, 'sample_products_override.csv')
  expect(second).toMatchObject({ creates: 0, updates: 25, skips: 0 })

  const tokens = {} as Record<Role, string>
  for (const [role, permissions] of Object.entries(staff)) {
    const answer = await api.post('/api/api-tokens', { name: role, permissions }, ownerToken)
    expect(answer.status, answer.text).toBe(201)
    tokens[role as Role] = answer.body.token
  }
  const { products } = (await api.get('/api/products?limit=1000', tokens.auditor)).body
  const carriers: number[] = []
  for (const name of ['Fast Post', 'Slow Post']) {
    carriers.push((await api.post('/api/shipping', { name, cost: 20_000 }, ownerToken)).body.id)
  }
  const ledgerRows = new Map<number, number>()
  for (const { id } of products) ledgerRows.set(id, (await readLedger(api, tokens.auditor, id)).length)
  return {
    api,
    clock: api.services.clock as FixedClock,
    random: createRandom(seed),
    books: openBooks(products),
    products,
    ledgerRows,
    carriers,
    ownerToken,
    tokens,
    tally: new Map(),
  }
}

export interface LedgerRow {
  type: string
  quantity: number
  previous_stock: number
  new_stock: number
}

/** All stock movements of a product, newest first. */
export async function readLedger(api: TestApp, token: string, product: number): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = []
  for (let page = 1; ; page++) {
    const path = `/api/inventory/transactions?product_id=${product}&limit=1000&page=${page}`
    const { body } = await api.get(path, token)
    rows.push(...body)
    if (body.length < 1000) return rows
  }
}

/** Uploads, waits for the dry run, applies, waits again; answers the report. */
async function importCatalogue(
  api: TestApp,
  token: string,
  file: 'sample_products.csv' | 'sample_products_override.csv',
) {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(readSampleFile(file))], { type: 'text/csv' }), file)
  const path = `/api/products/imports/${(await api.post('/api/products/imports', form, token)).body.id}`
  const until = (status: string) =>
    vi.waitFor(
      async () => {
        const { body } = await api.get(path, token)
        expect(body.status).toBe(status)
        return body
      },
      { timeout: 30_000, interval: 100 },
    )
  await until('ready')
  expect((await api.post(`${path}/apply`, {}, token)).status).toBe(202)
  const done = await until('done')
  expect(done.errors_count).toBe(0)
  return done.report
}

export function count(shop: Shop, what: string, times = 1): void {
  shop.tally.set(what, (shop.tally.get(what) ?? 0) + times)
}

/** Expects the answer to be the refusal with these words, or `status` when there are none. */
export function expectOutcome(
  shop: Shop,
  what: string,
  answer: TestAnswer,
  status: number,
  refusal: string | null,
): void {
  if (refusal === null) expect(answer.status, `${what}: ${answer.text}`).toBe(status)
  else expect([answer.status, answer.body], what).toEqual([400, { message: refusal }])
  count(shop, refusal === null ? what : `${what}: refused`)
}

/** Somebody else tries first now and then, and is told what he lacks; nothing is booked. */
export async function tryWithout(
  shop: Shop,
  permission: string,
  call: (token: string) => Promise<TestAnswer>,
): Promise<void> {
  if (!shop.random.chance(6)) return
  const lacking = (Object.keys(staff) as Role[]).filter(
    (role) => !(staff[role] as readonly string[]).includes(permission),
  )
  const answer = await call(shop.tokens[shop.random.pick(lacking)])
  expect([answer.status, answer.body]).toEqual([403, { message: `Missing permission: ${permission}` }])
  count(shop, 'tried without the permission')
}

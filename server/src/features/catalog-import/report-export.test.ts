import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { file, startCatalogueApp, storedProducts } from './test-support/catalogue.ts'
import { importFile } from './test-support/import-file.ts'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startCatalogueApp()
})
beforeEach(async () => {
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const stored = () => storedProducts(app, owner.workspaceId)

describe('the report export', () => {
  const exported = async (type: string) => app.get(`/api/reports/export?type=${type}`, owner.token)

  it('knows orders and products, and has a header also without rows', async () => {
    for (const type of ['orders', 'products']) {
      const answer = await exported(type)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${type}-2026-03-10.csv"`)
      expect(answer.text.trim().split('\r\n')).toHaveLength(1)
    }
    for (const type of ['', 'customers']) {
      const answer = await exported(type)
      expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid export type' }])
    }
  })

  it('writes one row an order, its lines included, with formulas defused', async () => {
    await importFile(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', 'Stock'], ['A', '=Lamp', '5.50', '9'], ['B', 'Rug', '6', '9']),
    )
    const [lamp, rug] = await stored()
    const items = [
      { product_id: lamp!.id, quantity: 2, price: 5.5 },
      { product_id: rug!.id, quantity: 1, price: 6 },
    ]
    const order = await app.post('/api/orders', { items, notes: '=SUM(A1)', discount_amount: 1 }, owner.token)
    expect(order.status).toBe(201)
    const [header, row, ...rest] = (await exported('orders')).text.trim().split('\r\n')
    expect(rest).toEqual([])
    expect(header).toMatch(/^\uFEFF?order_number,/)
    expect(row).toContain(order.body.order_number)
    expect(row).toContain("'=SUM(A1)")
    expect(row).toContain('17.00,1.00,0.00,16.00')
    expect(row).toContain('""name"" : ""=Lamp"", ""quantity"" : 2, ""price"" : 5.50')
  })

  it('limits orders to local days, both included, and refuses malformed ones', async () => {
    await importFile(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', 'Stock'], ['A', 'Lamp', '5', '9']),
    )
    const [lamp] = await stored()
    for (const at of [
      '2026-02-28T16:59:59Z',
      '2026-02-28T17:00:00Z',
      '2026-03-02T16:59:59Z',
      '2026-03-02T17:00:00Z',
    ]) {
      const items = [{ product_id: lamp!.id, quantity: 1, price: 5 }]
      const { body } = await app.post('/api/orders', { items, notes: at }, owner.token)
      await app.services.db.query('update orders set created_at = $2 where id = $1', [body.id, at])
    }
    const days = async (query: string) => {
      const { text } = await exported(`orders&${query}`)
      return text.split('\r\n').flatMap((line) => line.match(/\d\d-\d\dT\d\d:\d\d(?=:\d\dZ)/)?.[0] ?? [])
    }
    expect(await days('start_date=2026-03-01&end_date=2026-03-02')).toEqual(['02-28T17:00', '03-02T16:59'])
    expect(await days('start_date=2026-03-03')).toEqual(['03-02T17:00'])
    expect(await days('end_date=2026-02-28')).toEqual(['02-28T16:59'])
    expect(await days('start_date=&end_date=')).toHaveLength(4)
    for (const type of ['orders', 'products']) {
      const answer = await exported(`${type}&end_date=2026-02-30`)
      expect([answer.status, answer.body]).toEqual([
        400,
        { errors: [{ msg: 'Invalid date', param: 'end_date', location: 'query' }] },
      ])
    }
  })

  it('begins with a byte order mark', async () => {
    const answer = await fetch(`${app.url}/api/products/export`, {
      headers: { authorization: `Bearer ${owner.token}` },
    })
    expect([...new Uint8Array(await answer.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { file, startCatalogueApp, storedProducts } from './test-support/catalogue.ts'
import { analyze, apply, importFile } from './test-support/import-file.ts'

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

describe('a file without the columns that a new product needs', () => {
  beforeEach(() =>
    importFile(
      app,
      owner.token,
      file(
        ['ID', 'SKU', 'Name', 'Regular price', 'Description', 'Stock', 'Published', 'Tags'],
        ['7', 'L-1', 'Lamp', '10', 'Warm light', '4', '1', 'new'],
        ['8', 'C-1', 'Chair', '20', 'Of oak', '5', '0', ''],
      ),
    ),
  )

  it('changes what it has columns for, by SKU or id, and nothing else', async () => {
    const [lamp, chair] = await stored()
    const done = await importFile(app, owner.token, file(['SKU', 'Stock'], ['L-1', '9'], ['C-1', '0']))
    expect(done.report).toMatchObject({ creates: 0, updates: 2, skips: 0 })
    await importFile(app, owner.token, file(['ID', 'Regular price'], ['8', '25.50']))
    expect(await stored()).toMatchObject([
      { ...lamp, stock: 9, updated_at: expect.anything() },
      { ...chair, stock: 0, price: '25.50', updated_at: expect.anything(), extra: expect.anything() },
    ])
  })

  it('puts on sale what is published now, at the price that it has', async () => {
    await importFile(app, owner.token, file(['SKU', 'Published'], ['C-1', '1']))
    expect((await stored())[1]).toMatchObject({ name: 'Chair', price: '20.00', is_active: true })
    await importFile(app, owner.token, file(['SKU', 'Published'], ['C-1', '0']))
    expect((await stored())[1]).toMatchObject({ price: '20.00', is_active: false })
  })

  it('keeps the products found by their name, and finds them by what is new', async () => {
    await importFile(app, owner.token, file(['SKU', 'Barcode', 'Description'], ['L-1', '4006', 'Cold glow']))
    const found = async (text: string) =>
      (await app.get(`/api/products?search=${text}`, owner.token)).body.products.map(
        (one: { name: string }) => one.name,
      )
    expect([await found('lamp'), await found('glow'), await found('4006'), await found('warm')]).toEqual([
      ['Lamp'],
      ['Lamp'],
      ['Lamp'],
      [],
    ])
  })

  it('is given back by the export as if the file had been whole', async () => {
    const exported = async () => (await app.get('/api/products/export', owner.token)).text
    const before = await exported()
    await importFile(app, owner.token, file(['SKU', 'Stock'], ['L-1', '9']))
    await importFile(app, owner.token, file(['SKU', 'Stock'], ['L-1', '4']))
    expect(await exported()).toBe(before)
  })

  it('calls a row that names no product an error, and the others can be applied without it', async () => {
    const dryRun = await analyze(
      app,
      owner.token,
      file(['SKU', 'Stock'], ['L-1', '9'], ['UNKNOWN', '3'], ['', '1']),
    )
    expect(dryRun).toMatchObject({ status: 'ready', creates: 0, updates: 1, skips: 2, missing_columns: [] })
    expect(dryRun.findings).toMatchObject([
      { line: 3, severity: 'error', code: 'not_in_catalogue', value: 'UNKNOWN' },
      { line: 4, severity: 'error', code: 'not_in_catalogue' },
    ])
    expect(dryRun.preview[0]).toMatchObject({ action: 'update', name: 'Lamp', stock: 9 })
    await apply(app, owner.token, dryRun.id, { skip_invalid_rows: true })
    expect((await stored()).map((one) => one.stock)).toEqual([9, 5])
  })

  it('misses its columns after all when it names no product of the catalogue', async () => {
    const dryRun = await analyze(app, owner.token, file(['SKU', 'Stock'], ['UNKNOWN', '3']))
    expect(dryRun).toMatchObject({ status: 'invalid', missing_columns: ['name', 'regular_price'] })
    expect(dryRun.findings.map((one: { code: string }) => one.code)).toEqual([
      'missing_column',
      'missing_column',
    ])
  })
})

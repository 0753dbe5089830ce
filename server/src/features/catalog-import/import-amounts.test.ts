import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { file, onlyProduct, startCatalogueApp, storedProducts } from './test-support/catalogue.ts'
import { analyze, apply, importFile, runAnalysis } from './test-support/import-file.ts'

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
const only = () => onlyProduct(app, owner.workspaceId)

describe('prices', () => {
  const headers = [
    'SKU',
    'Name',
    'Regular price',
    'Sale price',
    'Date sale price starts',
    'Date sale price ends',
  ]
  it.each([
    ['the sale price while there is no end', ['20', '15', '', ''], '15.00'],
    ['the regular price before the sale', ['20', '15', '2026-03-11', ''], '20.00'],
    ['the sale price on its first day', ['20', '15', '2026-03-10', '2026-03-20'], '15.00'],
    ['the sale price on its last day', ['20', '15', '', '2026-03-10'], '15.00'],
    ['the regular price after the sale', ['20', '15', '', '2026-03-09'], '20.00'],
    ['the regular price when the sale price is higher', ['20', '25', '', ''], '20.00'],
  ])('are %s', async (_name, cells, price) => {
    await importFile(app, owner.token, file(headers, ['A', 'Lamp', ...cells]))
    expect((await only()).price).toBe(price)
  })

  it.each([
    ['19.5', '19.50'],
    ['19,99', '19.99'],
    ['1,234.50', '1234.50'],
    ['1.234,50', '1234.50'],
    ['1 234 567', '1234567.00'],
    ['1.234.567', '1234567.00'],
    ['150000 ₫', '150000.00'],
    ['۱۲۳٫۵', '123.50'],
    ['$5', '5.00'],
    ['.5', '0.50'],
  ])('read %s as %s', async (cell, price) => {
    await importFile(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', cell]))
    expect((await only()).price).toBe(price)
  })

  it('ask what 150.000 means, and take the answer', async () => {
    const dryRun = await analyze(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '150.000']),
    )
    expect(dryRun).toMatchObject({ creates: 0, skips: 1 })
    const changed = await app.put(
      `/api/products/imports/${dryRun.id}/mapping`,
      { options: { decimal_separator: ',' } },
      owner.token,
    )
    expect(changed.status).toBe(200)
    const again = await runAnalysis(app, owner.token, dryRun.id)
    expect(again).toMatchObject({ status: 'ready', creates: 1, skips: 0 })
    await apply(app, owner.token, dryRun.id)
    expect((await only()).price).toBe('150000.00')
  })

  it('that are missing keep a new product off sale, and an old one at its price', async () => {
    await importFile(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '']))
    expect(await only()).toMatchObject({ price: '0.00', is_active: false })
    await importFile(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '']))
    expect(await only()).toMatchObject({ price: '0.00', is_active: false })
    await importFile(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', 'Published'], ['A', 'Lamp', '9', '1']),
    )
    expect(await only()).toMatchObject({ price: '9.00', is_active: true })
    await importFile(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', 'Published'], ['A', 'Lamp', '', '1']),
    )
    expect(await only()).toMatchObject({ price: '9.00', is_active: true })
  })
})

describe('stock', () => {
  const headers = ['SKU', 'Name', 'Regular price', 'In stock?', 'Stock']
  const run = async (inStock: string, stock: string) => {
    await importFile(app, owner.token, file(headers, ['A', 'Lamp', '10', inStock, stock]))
    return (await only()).stock
  }

  it('is what the shop counts, never below zero, and 0 for what it calls out of stock', async () => {
    expect(await run('1', '7')).toBe(7)
    expect(await run('1', '-3')).toBe(0)
    expect(await run('0', '5')).toBe(0)
    expect(await run('0', '')).toBe(0)
  })

  it('that is not counted starts at the option and is afterwards only refilled from 0', async () => {
    expect(await run('1', '')).toBe(100)
    const { id } = await only()
    await app.post('/api/orders', { items: [{ product_id: id, quantity: 40, price: 10 }] }, owner.token)
    expect(await run('1', '')).toBe(60)
    expect(await run('0', '')).toBe(0)
    expect(await run('1', '')).toBe(100)
  })

  it('changes leave a movement each, that add up', async () => {
    await run('1', '7')
    await run('1', '7')
    await run('1', '4')
    const rows = await app.services.db.query(
      `select type, reference_type, previous_stock, new_stock from inventory_transactions where workspace_id = $1 order by id`,
      [owner.workspaceId],
    )
    expect(rows).toEqual([
      { type: 'adjustment', reference_type: 'import', previous_stock: 0, new_stock: 7 },
      { type: 'adjustment', reference_type: 'import', previous_stock: 7, new_stock: 4 },
    ])
  })

  it('of a parent is divided among the variations that share it', async () => {
    await importFile(
      app,
      owner.token,
      file(
        ['SKU', 'Type', 'Name', 'Regular price', 'In stock?', 'Stock', 'Parent'],
        ['P', 'variable', 'Shirt', '', '1', '8', ''],
        ['P-1', 'variation', 'Shirt - S', '5', '1', 'parent', 'P'],
        ['P-2', 'variation', 'Shirt - M', '5', '1', 'parent', 'P'],
        ['P-3', 'variation', 'Shirt - L', '5', '1', 'parent', 'P'],
      ),
    )
    expect((await stored()).map((p) => p.stock)).toEqual([0, 3, 3, 2])
  })
})

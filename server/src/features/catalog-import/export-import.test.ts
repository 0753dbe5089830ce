import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner } from '../../../test/support/factories.ts'
import { writeCsv } from '../../kernel/csv/write-csv.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from '../orders/index.ts'
import { registerCatalogImport } from './index.ts'
import { importFile } from './test-support/import-file.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({
    features: [registerIdentity, registerCatalog, registerOrders, registerCatalogImport],
  })
})
afterAll(() => app.close())

async function csvOf(rows: string[][]): Promise<string> {
  let text = ''
  for await (const part of writeCsv(rows)) text += part
  return text
}

/** The bytes as they go over the wire, byte order mark included. */
async function exportBytes(token: string): Promise<string> {
  const answer = await fetch(`${app.url}/api/products/export`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer()).toString('utf8')
}

/** What a workspace sells, in order, without what differs between workspaces. */
function catalogueOf(workspaceId: number) {
  return app.services.db.query(
    `select p.name, p.description, p.price, p.stock, p.category, c.name as category_name, p.image_url, p.images, p.sku, p.barcode,
       p.cost_price, p.weight, s.name as supplier, p.low_stock_threshold, p.is_active, p.type, p.attributes, p.search_text,
       p.search_marked, parent.name as parent
     from products p left join categories c on c.id = p.category_id left join suppliers s on s.id = p.supplier_id
       left join products parent on parent.id = p.parent_id
     where p.workspace_id = $1 and p.deleted_at is null order by p.id`,
    [workspaceId],
  )
}

const awkwardTexts = [
  "'",
  "''quoted",
  '=cmd|calc',
  "'=cmd",
  '+1',
  '-5',
  '@home',
  'a "quoted" word',
  'first line\nsecond line',
  'first\r\nsecond',
  'semi;colon, comma',
  'a\\nb',
  'a\\\\nb',
  'back\\slash\\',
  'قهوهٔ تازه',
  'קפה ‏rtl',
  'Cà phê sữa đá',
  'Кофе',
  '<b>bold</b> & more',
  '  spaced  ',
  '0012',
  'a > b',
  '😀',
]
const awkward = fc.constantFrom(...awkwardTexts)
const anyText = fc.oneof(
  awkward,
  fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\u0000', '').toWellFormed()),
)
const named = anyText
  .map((text) => text.trim().slice(0, 200))
  .filter((text) => text !== '' && text.isWellFormed())
const amount = fc.constantFrom('', '0', '5', '19.5', '19.50', '20.00', '1,234.50', '999999999999.99')
const category = fc
  .array(
    fc.array(
      named.map((name) => name.replace(/[\\,>]/g, '\\$&')),
      { minLength: 1, maxLength: 3 },
    ),
    { maxLength: 3 },
  )
  .map((paths) => paths.map((path) => path.join(' > ')).join(', '))
const image = fc.constantFrom(
  'https://example.com/a.jpg',
  'https://example.com/b,c.png',
  '/uploads/images/d.webp',
)

const product = fc.record({
  Type: fc.constantFrom(
    'simple',
    'simple, downloadable, virtual',
    'grouped',
    'external',
    'Simple',
    'subscription',
    '',
  ),
  Name: named,
  Published: fc.constantFrom('1', '0', '-1', ''),
  'Short description': anyText,
  Description: anyText,
  'Date sale price starts': fc.constantFrom('', '2001-01-01', '2999-01-01'),
  'Date sale price ends': fc.constantFrom('', '2001-02-01', '2999-02-01'),
  'In stock?': fc.constantFrom('1', '0', ''),
  Stock: fc.constantFrom('', '0', '7', '-2', '12.0'),
  'Low stock amount': fc.constantFrom('', '0', '3'),
  'Backorders allowed?': fc.constantFrom('', '0', '1', 'notify'),
  'Weight (lbs)': fc.constantFrom('', '.5', '0', '2.25', '1,5'),
  'Sale price': amount,
  'Regular price': amount,
  Categories: category,
  Images: fc
    .array(image, { maxLength: 3 })
    .map((list) => list.map((url) => url.replaceAll(',', '\\,')).join(', ')),
  Supplier: fc.constantFrom('', 'Example Traders', "'=Supplier"),
  'Tax status': anyText,
  'Meta: _note': anyText,
  'ستون من': anyText,
})
const variation = fc.record({
  Name: fc.oneof(fc.constant(''), named),
  Stock: fc.constantFrom('', '4', 'parent'),
  'Regular price': amount,
  'Attribute 1 value(s)': named,
})

/** Rows of a file: products, of which some are parents with variations, each with SKU, id or neither. */
const catalogue = fc.array(
  fc.record({
    product,
    variations: fc.array(variation, { maxLength: 3 }),
    identified: fc.constantFrom('sku', 'id', 'both', 'none'),
  }),
  { minLength: 1, maxLength: 8 },
)

const headers = [
  'ID',
  'SKU',
  'Parent',
  'Attribute 1 name',
  'Attribute 1 value(s)',
  'Type',
  'Name',
  'Published',
  'Short description',
  'Description',
  'Date sale price starts',
  'Date sale price ends',
  'In stock?',
  'Stock',
  'Low stock amount',
  'Backorders allowed?',
  'Weight (lbs)',
  'Sale price',
  'Regular price',
  'Categories',
  'Images',
  'Supplier',
  'Tax status',
  'Meta: _note',
  'ستون من',
]

interface Entry {
  product: Record<string, string>
  variations: Record<string, string>[]
  identified: string
}

function rowsOf(entries: readonly Entry[]): string[][] {
  const rows: Record<string, string>[] = []
  entries.forEach((entry, index) => {
    const id = String(index + 1)
    const hasSku = entry.identified === 'sku' || entry.identified === 'both'
    const hasId = entry.identified === 'id' || entry.identified === 'both'
    const isParent = entry.variations.length > 0 && (hasSku || hasId)
    rows.push({
      ...entry.product,
      ...(hasSku ? { SKU: `sku-${id}` } : {}),
      ...(hasId ? { ID: id } : {}),
      ...(isParent
        ? { Type: 'variable', 'Attribute 1 name': 'Colour', 'Attribute 1 value(s)': 'Blue, Red' }
        : {}),
    })
    if (!isParent) return
    for (const each of entry.variations) {
      rows.push({
        ...each,
        Type: 'variation',
        Published: '1',
        Parent: hasSku ? `sku-${id}` : `id:${id}`,
        'Attribute 1 name': 'Colour',
      })
    }
  })
  return [headers, ...rows.map((row) => headers.map((header) => row[header] ?? ''))]
}

describe('export and import', () => {
  it('give back the same bytes from an empty workspace, whatever the texts are', async () => {
    await fc.assert(
      fc.asyncProperty(catalogue, async (entries) => {
        const [first, second] = [await createOwner(app.services), await createOwner(app.services)]
        const done = await importFile(app, first.token, await csvOf(rowsOf(entries)))
        expect(done.status).toBe('done')
        const exported = await exportBytes(first.token)
        expect((await importFile(app, second.token, exported)).status).toBe('done')
        expect(await exportBytes(second.token)).toBe(exported)
        expect(await catalogueOf(second.workspaceId)).toEqual(await catalogueOf(first.workspaceId))
        const again = await importFile(app, first.token, exported)
        expect(again.report).toMatchObject({ creates: 0, skips: 0 })
        expect(await exportBytes(first.token)).toBe(exported)
      }),
      { numRuns: 25, endOnFailure: false },
    )
  }, 120_000)

  it('carry products that were made here, with nothing an import left behind', async () => {
    const made = fc.array(
      fc.record({
        name: named,
        description: fc.option(anyText),
        price: fc.constantFrom('0', '19.99', '150000', '1.5'),
        stock: fc.integer({ min: 0, max: 1000 }),
        weight: fc.constantFrom(null, '0.125', '1.234', '100'),
        cost_price: fc.constantFrom(null, '7', '7.25'),
        barcode: fc.boolean(),
        sku: fc.boolean(),
        is_active: fc.boolean(),
        low_stock_threshold: fc.integer({ min: 0, max: 20 }),
        images: fc.array(image, { maxLength: 3 }),
        image_url: fc.constantFrom(null, 'https://example.com/main.jpg'),
        category: fc.option(named),
      }),
      { minLength: 1, maxLength: 8 },
    )
    const everyAwkwardText = awkwardTexts.map((text) => ({
      name: text.trim(),
      description: text,
      price: '19.99' as const,
      stock: 3,
      weight: null,
      cost_price: null,
      barcode: true,
      sku: true,
      is_active: true,
      low_stock_threshold: 10,
      images: [],
      image_url: null,
      category: text.trim(),
    }))
    await fc.assert(
      fc.asyncProperty(made, async (bodies) => {
        const [first, second] = [await createOwner(app.services), await createOwner(app.services)]
        for (const [index, body] of bodies.entries()) {
          const codes = { sku: body.sku ? `=S${index}` : null, barcode: body.barcode ? `0${index}` : null }
          const created = await app.post('/api/products', { ...body, ...codes }, first.token)
          expect(created.status).toBe(201)
        }
        const exported = await exportBytes(first.token)
        const before = await catalogueOf(first.workspaceId)
        expect((await importFile(app, second.token, exported)).report).toMatchObject({
          creates: bodies.length,
        })
        expect(await exportBytes(second.token)).toBe(exported)
        const after = await catalogueOf(second.workspaceId)
        const comparable = (rows: Record<string, unknown>[]) =>
          rows.map((row) => ({
            ...row,
            description: row.description || null,
            image_url: row.image_url ?? (row.images as string[])[0] ?? null,
            category_name: row.category,
          }))
        expect(comparable(after)).toEqual(comparable(before))
        expect((await importFile(app, first.token, exported)).report).toMatchObject({
          creates: 0,
          updates: bodies.length,
        })
        expect(await exportBytes(first.token)).toBe(exported)
      }),
      { numRuns: 25, endOnFailure: false, examples: [[everyAwkwardText]] },
    )
  }, 120_000)
})

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

describe('matching', () => {
  const headers = ['ID', 'SKU', 'Name', 'Regular price']

  it('goes by SKU first, then by id, and creates what has neither', async () => {
    await importFile(
      app,
      owner.token,
      file(headers, ['7', 'L-1', 'Lamp', '10'], ['8', '', 'Chair', '20'], ['', '', 'Rug', '30']),
    )
    const done = await importFile(
      app,
      owner.token,
      file(headers, ['99', 'L-1', 'Lamp two', '11'], ['8', 'C-1', 'Chair two', '21'], ['', '', 'Rug', '30']),
    )
    expect(done.report).toMatchObject({ creates: 1, updates: 2 })
    expect((await stored()).map((p) => [p.name, p.sku, p.external_id, p.price])).toEqual([
      ['Lamp two', 'L-1', '7', '11.00'],
      ['Chair two', 'C-1', '8', '21.00'],
      ['Rug', null, null, '30.00'],
      ['Rug', null, null, '30.00'],
    ])
  })

  it('calls two rows about one product an error at the later line', async () => {
    await importFile(app, owner.token, file(headers, ['7', 'L-1', 'Lamp', '10']))
    const dryRun = await analyze(
      app,
      owner.token,
      file(headers, ['', 'L-1', 'Lamp', '10'], ['7', 'OTHER', 'Lamp', '10']),
    )
    expect(dryRun.findings).toContainEqual(
      expect.objectContaining({ line: 3, code: 'same_product', severity: 'error' }),
    )
  })

  it('never meets a deleted product or one of another workspace', async () => {
    const stranger = await createOwner(app.services)
    await importFile(app, stranger.token, file(headers, ['7', 'L-1', 'Foreign lamp', '10']))
    await importFile(app, owner.token, file(headers, ['7', 'L-1', 'Lamp', '10']))
    await app.delete(`/api/products/${(await only()).id}`, owner.token)
    const done = await importFile(app, owner.token, file(headers, ['7', 'L-1', 'Lamp', '12']))
    expect(done.report).toMatchObject({ creates: 1, updates: 0 })
  })

  it('lets barcodes change places', async () => {
    const codes = ['SKU', 'Name', 'Regular price', 'Barcode']
    await importFile(app, owner.token, file(codes, ['A', 'Lamp', '1', '111'], ['B', 'Rug', '1', '222']))
    const done = await importFile(
      app,
      owner.token,
      file(codes, ['A', 'Lamp', '1', '222'], ['B', 'Rug', '1', '111']),
    )
    expect(done.status).toBe('done')
    const third = await analyze(app, owner.token, file(codes, ['C', 'Bed', '1', '111']))
    expect(third.findings).toContainEqual(expect.objectContaining({ line: 2, code: 'barcode_taken' }))
  })

  it('leaves alone what the file has no column for', async () => {
    await importFile(
      app,
      owner.token,
      file(
        ['SKU', 'Name', 'Regular price', 'Description', 'Stock', 'Categories', 'Tags'],
        ['A', 'Lamp', '10', 'Warm light', '4', 'Home > Light', 'new'],
      ),
    )
    await importFile(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp XL', '12']))
    const found = (await app.get('/api/products?search=warm', owner.token)).body
    expect(found.products).toHaveLength(1)
    expect(found.products[0]).toMatchObject({
      name: 'Lamp XL',
      price: 12,
      stock: 4,
      category: 'Light',
      description: 'Warm light',
    })
    expect((await app.get('/api/products/export', owner.token)).text).toContain('new')
  })
})

describe('kinds of products', () => {
  const headers = [
    'ID',
    'SKU',
    'Type',
    'Name',
    'Published',
    'Regular price',
    'Stock',
    'Parent',
    'Attribute 1 name',
    'Attribute 1 value(s)',
    'Attribute 2 name',
    'Attribute 2 value(s)',
  ]

  it('variations hang under their parent, named by SKU or id and wherever it stands, and are sold', async () => {
    const dryRun = await analyze(
      app,
      owner.token,
      file(
        headers,
        ['3', 'S-BL', 'variation', '', '1', '12', '5', 'S', 'Colour', 'Blue', 'Size', 'Large'],
        ['1', 'S', 'variable', 'Shirt', '1', '', '', '', 'Colour', 'Blue, Red', 'Size', 'Large, Small'],
        ['4', 'S-RS', 'variation', '', '1', '13', '6', 'id:1', 'Colour', 'Red', 'Size', 'Small'],
      ),
    )
    expect(dryRun).toMatchObject({ creates: 3, variations: 2 })
    expect(dryRun.findings).toContainEqual(
      expect.objectContaining({ code: 'parents_not_sellable', value: '1' }),
    )
    await apply(app, owner.token, dryRun.id)
    const rows = await stored()
    expect(rows.map((p) => [p.name, p.type, p.parent, p.price, p.stock, p.is_active])).toEqual([
      ['Shirt - Blue, Large', 'variation', 'Shirt', '12.00', 5, true],
      ['Shirt', 'variable', null, '0.00', 0, false],
      ['Shirt - Red, Small', 'variation', 'Shirt', '13.00', 6, true],
    ])
    const [large, parent] = rows
    const sell = (id: number) =>
      app.post('/api/orders', { items: [{ product_id: id, quantity: 1, price: 12 }] }, owner.token)
    expect((await sell(large!.id)).status).toBe(201)
    expect((await sell(parent!.id)).status).toBe(400)
  })

  it('a variation of a later file finds its parent in the catalogue', async () => {
    await importFile(
      app,
      owner.token,
      file(headers, ['1', 'S', 'variable', 'Shirt', '1', '', '', '', '', '', '', '']),
    )
    await importFile(
      app,
      owner.token,
      file(headers, ['', 'S-G', 'variation', '', '1', '9', '2', 'S', 'Colour', 'Green', '', '']),
    )
    expect((await stored())[1]).toMatchObject({ name: 'Shirt - Green', parent: 'Shirt' })
  })

  it('a variation without a parent, with an unknown or a broken one is an error', async () => {
    const dryRun = await analyze(
      app,
      owner.token,
      file(
        headers,
        ['', 'A', 'variation', 'Shirt A', '1', '9', '2', '', '', '', '', ''],
        ['', 'B', 'variation', 'Shirt B', '1', '9', '2', 'NOBODY', '', '', '', ''],
        ['', 'P', 'variable', '', '1', '', '', '', '', '', '', ''],
        ['', 'C', 'variation', 'Shirt C', '1', '9', '2', 'P', '', '', '', ''],
        ['', 'D', 'variation', 'Shirt D', '1', '9', '2', 'C', '', '', '', ''],
      ),
    )
    const errors = dryRun.findings.filter((f: { severity: string }) => f.severity === 'error')
    expect(errors.map((f: { line: number; code: string }) => [f.line, f.code])).toEqual([
      [2, 'variation_without_parent'],
      [4, 'missing_name'],
      [3, 'parent_not_found'],
      [5, 'parent_invalid'],
      [6, 'parent_is_variation'],
    ])
  })

  it('grouped, external, unpublished and private products are kept, inactive, and the report says so', async () => {
    const rows = [
      ['', 'G', 'grouped', 'Set', '1', '', '', '', '', '', '', ''],
      ['', 'E', 'external', 'Elsewhere', '1', '11', '5', '', '', '', '', ''],
      ['', 'U', 'simple', 'Draft', '0', '12', '5', '', '', '', '', ''],
      ['', 'V', 'simple', 'Private', '-1', '13', '5', '', '', '', '', ''],
    ]
    const done = await importFile(app, owner.token, file(headers, ...rows))
    expect((await stored()).map((p) => [p.type, p.is_active])).toEqual([
      ['grouped', false],
      ['external', false],
      ['simple', false],
      ['simple', false],
    ])
    const notes = Object.fromEntries(
      done.report.notes.map((n: { code: string; count: number }) => [n.code, n.count]),
    )
    expect(notes).toEqual({ grouped_not_sellable: 1, external_not_sellable: 1, unpublished: 2 })

    const dryRun = await analyze(app, owner.token, file(headers, ...rows))
    await app.put(
      `/api/products/imports/${dryRun.id}/mapping`,
      { options: { publish_unpublished: true } },
      owner.token,
    )
    await runAnalysis(app, owner.token, dryRun.id)
    await apply(app, owner.token, dryRun.id)
    expect((await stored()).map((p) => p.is_active)).toEqual([false, false, true, true])
  })
})

describe('categories, images and weights', () => {
  it('paths become the tree once; the first is the category', async () => {
    const headers = ['SKU', 'Name', 'Regular price', 'Categories']
    const content = file(
      headers,
      ['A', 'Lamp', '1', 'Home > Light\\, indoor, Sale'],
      ['B', 'Rug', '1', 'home'],
      ['C', 'Bulb', '1', 'Home > Light\\, indoor > LED'],
    )
    const done = await importFile(app, owner.token, content)
    expect(done.report.categories_new).toBe(5)
    expect((await importFile(app, owner.token, content)).report.categories_new).toBe(0)
    expect((await stored()).map((p) => p.category)).toEqual(['Light, indoor', 'home', 'LED'])
    const rows = await app.services.db.query(
      'select c.name, p.name as parent from categories c left join categories p on p.id = c.parent_id where c.workspace_id = $1 order by c.id',
      [owner.workspaceId],
    )
    expect(rows).toEqual([
      { name: 'Home', parent: null },
      { name: 'Sale', parent: null },
      { name: 'home', parent: null },
      { name: 'Light, indoor', parent: 'Home' },
      { name: 'LED', parent: 'Light, indoor' },
    ])
  })

  it('keep several images, in order, and leave out what no browser may load', async () => {
    const images = 'https://example.com/1.jpg, javascript:alert(1), https://example.com/2.jpg'
    const done = await analyze(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', 'Images'], ['A', 'Lamp', '1', images]),
    )
    expect(done.finding_counts.invalid_image).toBe(1)
    await apply(app, owner.token, done.id)
    expect(await only()).toMatchObject({
      images: ['https://example.com/1.jpg', 'https://example.com/2.jpg'],
      image_url: 'https://example.com/1.jpg',
    })
  })

  it.each([
    ['Weight (lbs)', '1', '0.454'],
    ['Weight (kg)', '.5', '0.500'],
    ['Weight (g)', '250', '0.250'],
    ['Weight (oz)', '1', '0.028'],
    ['Вес (кг)', '1,5', '1.500'],
  ])('%s of %s is kept in kilograms', async (header, cell, kilograms) => {
    await importFile(
      app,
      owner.token,
      file(['SKU', 'Name', 'Regular price', header], ['A', 'Lamp', '1', cell]),
    )
    expect((await only()).weight).toBe(kilograms)
  })
})

describe('columns', () => {
  it.each([
    ['Persian', ['شناسه محصول', 'نام', 'قیمت عادی', 'موجودی', 'دسته‌ها', 'نام ویژگی ۱']],
    ['Arabic', ['رمز المنتج', 'الاسم', 'السعر الافتراضي', 'المخزون', 'التصنيفات', 'اسم السمة 1']],
    ['Vietnamese', ['Mã sản phẩm', 'Tên', 'Giá bán thường', 'Kho', 'Danh mục', 'Tên thuộc tính 1']],
    [
      'Vietnamese without marks',
      ['ma san pham', 'TEN', 'gia ban thuong', 'kho', 'danh muc', 'ten thuoc tinh 1'],
    ],
    ['Russian', ['Артикул', 'Имя', 'Базовая цена', 'Запасы', 'Категории', 'Название атрибута 1']],
    ['Uzbek', ['Artikul', 'Nomi', 'Oddiy narx', 'Zaxira', 'Toifalar', 'Xususiyat 1 nomi']],
    ['English, sloppily', ['sku', ' NAME ', 'Regular  Price', 'stock', 'CATEGORIES', 'attribute 1 NAME']],
  ])('are recognised in %s', async (_language, headers) => {
    const dryRun = await analyze(app, owner.token, file(headers, ['A', 'Lamp', '5', '3', 'Home', 'Colour']))
    expect(dryRun.columns.map((c: { field: string }) => c.field)).toEqual([
      'sku',
      'name',
      'regular_price',
      'stock',
      'categories',
      'attribute_name:1',
    ])
  })

  it('can be mapped by hand, and then the file fits', async () => {
    const dryRun = await analyze(app, owner.token, 'Code;What it is;How much\nA;Lamp;5,50\n')
    expect(dryRun).toMatchObject({
      status: 'invalid',
      delimiter: ';',
      missing_columns: ['name', 'regular_price'],
    })
    const columns = { 0: 'sku', 1: 'name', 2: 'regular_price' }
    const mapped = await app.put(`/api/products/imports/${dryRun.id}/mapping`, { columns }, owner.token)
    expect(mapped.body.status).toBe('analyzing')
    expect(await runAnalysis(app, owner.token, dryRun.id)).toMatchObject({
      status: 'ready',
      creates: 1,
      missing_columns: [],
    })
    await apply(app, owner.token, dryRun.id)
    expect(await only()).toMatchObject({ sku: 'A', name: 'Lamp', price: '5.50' })
  })

  it.each([
    [{ columns: { 0: 'no_such_field' } }, 'columns.0'],
    [{ columns: { x: 'name' } }, 'columns.x'],
    [{ columns: { 0: 'name', 1: 'name' } }, 'columns.1'],
    [{ columns: [] }, 'columns'],
    [{ options: { stock_when_uncounted: -1 } }, 'options.stock_when_uncounted'],
    [{ options: { decimal_separator: ';' } }, 'options.decimal_separator'],
  ])('refuse the choice %j', async (body, param) => {
    const dryRun = await analyze(app, owner.token, file(['SKU', 'Name', 'Regular price'], ['A', 'Lamp', '5']))
    const answer = await app.put(`/api/products/imports/${dryRun.id}/mapping`, body, owner.token)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].param).toBe(param)
    expect((await app.get(`/api/products/imports/${dryRun.id}`, owner.token)).body.status).toBe('ready')
  })
})

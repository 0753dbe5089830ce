import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { forgetCallers } from '../../kernel/auth/caller.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerCatalogImport } from './index.ts'
import { analyze, upload } from './test-support/import-file.ts'

let app: TestApp
let owner: SignedInUser
beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerCatalog, registerCatalogImport] })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const header = 'SKU,Name,Regular price'

/** windows-1251 and windows-1256 of the letters that the tests use. */
function singleByte(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding)
  const byteOf = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) byteOf.set(decoder.decode(Uint8Array.of(byte)), byte)
  return Buffer.from([...text].map((letter) => byteOf.get(letter)!))
}

async function verdict(content: string | Uint8Array) {
  const answer = await analyze(app, owner.token, content)
  const codes = answer.findings.map((finding: { code: string }) => finding.code)
  return { answer, codes, first: answer.findings[0] }
}

describe('a file that cannot be imported', () => {
  const refused: [name: string, content: () => string | Uint8Array, code: string][] = [
    ['is empty', () => '', 'empty_file'],
    ['is only a byte order mark', () => '\uFEFF', 'empty_file'],
    ['has only a header', () => `${header}\n`, 'no_rows'],
    ['has no column for the name', () => 'SKU,Regular price\nA,1\n', 'missing_column'],
    ['has no column for a price', () => 'SKU,Name\nA,Lamp\n', 'missing_column'],
    ['is UTF-16 with a mark', () => Buffer.from(`\uFEFF${header}\nA,Lamp,5\n`, 'utf16le'), 'encoding_utf16'],
    ['is UTF-16 without a mark', () => Buffer.from(`${header}\nA,Lamp,5\n`, 'utf16le'), 'encoding_utf16'],
    [
      'is an Excel workbook',
      () => Buffer.from('PK\u0003\u0004xx[Content_Types].xml xl/workbook.xml', 'latin1'),
      'excel_file',
    ],
    [
      'is an old Excel workbook',
      () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'excel_file',
    ],
    ['is a ZIP archive', () => Buffer.from('PK\u0003\u0004products.csv', 'latin1'), 'zip_file'],
    ['holds a zero byte', () => `${header}\nA,La\u0000mp,5\n`, 'nul_byte'],
    ['has a quotation mark that never ends', () => `${header}\nA,"Lamp,5\nB,Chair,6\n`, 'broken_quotes'],
    [
      'has 2,000 columns',
      () => `${Array.from({ length: 2000 }, (_, n) => `Column ${n}`).join(',')}\n`,
      'too_many_columns',
    ],
    ['has a cell of 50 MB', () => `${header}\nA,"${'x'.repeat(50_000_000)}",5\n`, 'cell_too_large'],
  ]
  it.each(refused)('is reported and changes nothing when it %s', async (_name, content, code) => {
    const { answer, codes } = await verdict(content())
    expect(answer.status).toBe('invalid')
    expect(codes).toContain(code)
    expect((await app.post(`/api/products/imports/${answer.id}/apply`, {}, owner.token)).status).toBe(400)
    const [left] = await app.services.db.query('select count(*) as products from products')
    expect(left).toEqual({ products: 0 })
  })

  it.each([
    ['windows-1251', 'Настольная лампа, светлая, очень хорошая для работы вечером'],
    ['windows-1256', 'مصباح مكتبي جميل للعمل في المساء والليل'],
  ])('says that the text looks like %s', async (encoding, text) => {
    const content = Buffer.concat([Buffer.from(`${header}\n`), singleByte(`A,"${text}",5\n`, encoding)])
    const { answer, first } = await verdict(content)
    expect(answer.status).toBe('invalid')
    expect(first).toMatchObject({ code: 'encoding_not_utf8', value: encoding, line: 2 })
  })

  it('names the missing fields', async () => {
    const { answer } = await verdict('Colour,Size\nred,5\n')
    expect(answer.missing_columns).toEqual(['name', 'regular_price'])
    expect(answer.columns).toEqual([
      { index: 0, header: 'Colour', field: null },
      { index: 1, header: 'Size', field: null },
    ])
  })

  it('is refused without a file, with the file in another field, and as JSON', async () => {
    expect((await app.post('/api/products/imports', {}, owner.token)).status).toBe(400)
    const form = new FormData()
    form.set('other', new Blob(['x']), 'x.csv')
    expect((await app.call('POST', '/api/products/imports', { token: owner.token, body: form })).status).toBe(
      400,
    )
    const empty = new FormData()
    empty.set('note', 'no file')
    expect(
      (await app.call('POST', '/api/products/imports', { token: owner.token, body: empty })).status,
    ).toBe(400)
  })

  it.each([
    ['is no form at all', 'broken'],
    [
      'ends within the file',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nSKU,Name',
    ],
    ['ends before the file', '--x\r\ncontent-disposition: form-data; name="fi'],
  ])('is refused when the form %s, and leaves no import behind', async (_name, body) => {
    const before = (await app.get('/api/products/imports', owner.token)).body
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    // While a caller who is not remembered is looked up, the whole form arrives, and its end before anybody reads it.
    for (const known of [true, false]) {
      if (!known) forgetCallers(app.services.authenticators, `user:${owner.userId}`)
      const answer = await app.call('POST', '/api/products/imports', { token: owner.token, body, headers })
      expect([answer.status, answer.body]).toEqual([
        400,
        { message: 'The form could not be read to its end' },
      ])
    }
    expect((await app.get('/api/products/imports', owner.token)).body).toEqual(before)
  })

  it('may be 200 MiB and not a byte more', async () => {
    const answer = await upload(app, owner.token, new Uint8Array(200 * 1024 * 1024 + 1))
    expect([answer.status, answer.body]).toEqual([413, { message: 'The file is larger than 200 MiB' }])
  })
})

describe('a file with bad rows', () => {
  it('names the line and the column of each, and counts those it does not list', async () => {
    const content = [
      header,
      'A,Lamp,5',
      'B,"Chair\nwith arms",abc',
      'C,Table',
      'A,Lamp again,7',
      'D,,8',
      'E,Rug,"1,234"',
      'F,=HYPERLINK(evil),9',
      'G,Bed,-3',
      `H,${'n'.repeat(256)},1`,
    ].join('\n')
    const { answer } = await verdict(content)
    const found = answer.findings.filter((f: { severity: string }) => f.severity === 'error')
    expect(
      found.map((f: { line: number; code: string; column: string | null }) => [f.line, f.code, f.column]),
    ).toEqual([
      [3, 'invalid_price', 'Regular price'],
      [5, 'ragged_row', null],
      [7, 'missing_name', 'Name'],
      [8, 'ambiguous_number', 'Regular price'],
      [10, 'invalid_price', 'Regular price'],
      [11, 'too_long', 'Name'],
      [6, 'duplicate_sku', null],
    ])
    expect(answer).toMatchObject({ status: 'ready', rows_total: 9, skips: 7, creates: 2, errors_count: 7 })
  })

  it('lists 500 findings and counts all', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => `S${n},Lamp ${n},wrong`)
    const { answer } = await verdict([header, ...rows].join('\n'))
    expect(answer.findings).toHaveLength(500)
    expect(answer.finding_counts.invalid_price).toBe(1200)
    expect(answer.errors_count).toBe(1200)
  })
})

describe('uploading', () => {
  it('needs a caller with products:write', async () => {
    expect((await upload(app, 'nonsense', header)).status).toBe(401)
    const anonymous = await app.call('POST', '/api/products/imports', {})
    expect(anonymous.status).toBe(401)
  })
})

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CsvRow, readCsv } from './read-csv.ts'
import { undefuse, writeCsv } from './write-csv.ts'

const limits = { maxCellBytes: 100_000, maxColumns: 50 }

async function read(...chunks: (Buffer | string)[]): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  const bytes = Readable.from(chunks.map((chunk) => Buffer.from(chunk as string)))
  for await (const row of readCsv(bytes, limits)) rows.push(row)
  return rows
}

test('what is written is read back unchanged', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', "'=x", '-5', '@a', 'a"b', 'c,d', 'e\nf', ' g ', 'Cà phê', 'کتاب', ''),
  )
  const table = fc.array(
    fc.array(
      cell.map((text) => text.replaceAll('\0', '')),
      { minLength: 2, maxLength: 5 },
    ),
    { minLength: 1 },
  )
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const bytes = await buffer(writeCsv(rows))
      const back = await read(bytes)
      expect(back.map((row) => row.cells.map(undefuse))).toEqual(rows)
    }),
    { numRuns: 50 },
  )
})

test('formula cells are defused in the file', async () => {
  expect((await buffer(writeCsv([['=1', '+1', '-1', '@x', 'ok']]))).toString()).toBe(
    "\uFEFF'=1,'+1,'-1,'@x,ok\r\n",
  )
})

test('comma, semicolon and tab are recognised, a BOM is no part of the first name', async () => {
  for (const mark of [',', ';', '\t']) {
    expect((await read(`\uFEFF"a,;b"${mark}b${mark}c\n1${mark}2${mark}3\n`))[0]?.cells).toEqual([
      'a,;b',
      'b',
      'c',
    ])
  }
})

test('a character split over two chunks is read whole', async () => {
  const bytes = Buffer.from('a,کتاب\n')
  for (let at = 1; at < bytes.length; at += 1) {
    expect((await read(bytes.subarray(0, at), bytes.subarray(at)))[0]?.cells).toEqual(['a', 'کتاب'])
  }
})

test('ragged rows are marked with their line and do not stop the reading', async () => {
  const rows = await read('a,b\n1\n"x\ny",2\n1,2,3\n')
  expect(rows.map(({ line, ragged }) => [line, ragged])).toEqual([
    [1, false],
    [2, true],
    [4, false],
    [5, true],
  ])
})

test.each([
  ['not-utf8', Buffer.from([...Buffer.from('a,b\n1,'), 0xe9, 0x20, 0x0a]), 2, 6],
  ['not-utf8', Buffer.from([...Buffer.from('a,b\n1,'), 0xe9]), 2, 6],
  ['nul', Buffer.from('a,b\n1,\0\n'), 2, 6],
  ['utf16', Buffer.from('\uFEFFa,b\n', 'utf16le'), 1, 0],
])('%s is refused with the place where', async (problem, bytes, line, byte) => {
  await expect(read(bytes)).rejects.toMatchObject({ problem, line, byte })
})

test('a quote that never ends and too many columns are refused', async () => {
  await expect(read('a,b\n"1,2\n3,4\n')).rejects.toMatchObject({ problem: 'broken-quotes', line: 2 })
  await expect(read(`a\n${','.repeat(60)}\n`)).rejects.toMatchObject({ problem: 'too-many-columns', line: 2 })
})

test('a cell of 50 MB is refused after a few of its megabytes', async () => {
  let taken = 0
  async function* endless() {
    yield Buffer.from('a,b\n1,"')
    for (; taken < 50; taken += 1) yield Buffer.alloc(1024 * 1024, 'x')
  }
  const reading = (async () => {
    for await (const _row of readCsv(endless(), limits));
  })()
  await expect(reading).rejects.toMatchObject({ problem: 'cell-too-large', line: 2 })
  expect(taken).toBeLessThan(25)
})

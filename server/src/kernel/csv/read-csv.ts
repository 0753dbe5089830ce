import { Readable } from 'node:stream'
import { CsvError as ParserError, parse } from 'csv-parse'
import { decodeUtf8 } from './decode.ts'
import { CsvError } from './error.ts'

export interface CsvRow {
  /** The line of the file on which the row ends, from 1. */
  line: number
  cells: string[]
  /** True when the row has another number of cells than the first one. */
  ragged: boolean
}

const SNIFFED_CHARACTERS = 64 * 1024

/**
 * Reads comma, semicolon or tab separated UTF-8 (with or without BOM) row by row in bounded memory; empty lines are
 * left out. Ragged rows are marked, not refused. Throws `CsvError` for a file that cannot be read further.
 */
export async function* readCsv(
  stream: AsyncIterable<Uint8Array>,
  limits: { maxCellBytes: number; maxColumns: number },
): AsyncGenerator<CsvRow> {
  const text = decodeUtf8(stream)
  const head = await readHead(text)
  const parser = Readable.from(chain(head, text)).compose(
    parse({
      bom: true,
      delimiter: sniffDelimiter(head),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: Math.max(limits.maxCellBytes * 4, 1024 * 1024),
    }),
  )
  let columns: number | null = null
  let line = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      line = info.lines
      checkLimits(record, line, limits)
      columns ??= record.length
      yield { line, cells: record, ragged: record.length !== columns }
    }
  } catch (error) {
    throw error instanceof ParserError ? fromParser(error, line) : error
  }
}

function checkLimits(
  cells: string[],
  line: number,
  limits: { maxCellBytes: number; maxColumns: number },
): void {
  if (cells.length > limits.maxColumns) throw new CsvError('too-many-columns', line)
  if (cells.some((cell) => Buffer.byteLength(cell) > limits.maxCellBytes))
    throw new CsvError('cell-too-large', line)
}

function fromParser(error: ParserError, line: number): CsvError {
  const tooLarge = error.code === 'CSV_MAX_RECORD_SIZE'
  return new CsvError(tooLarge ? 'cell-too-large' : 'broken-quotes', line + 1)
}

async function readHead(text: AsyncGenerator<string>): Promise<string> {
  let head = ''
  while (head.length < SNIFFED_CHARACTERS && !head.includes('\n')) {
    const next = await text.next()
    if (next.done) break
    head += next.value
  }
  return head
}

async function* chain(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (head !== '') yield head
  yield* rest
}

/** The separator that the first line holds most often outside quotes; a comma when it holds none. */
function sniffDelimiter(head: string): string {
  const firstLine = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? ''
  const counted = [',', ';', '\t'].map((mark) => ({ mark, times: firstLine.split(mark).length }))
  return counted.reduce((best, next) => (next.times > best.times ? next : best)).mark
}

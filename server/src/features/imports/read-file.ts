import { CsvError } from '../../kernel/csv/error.ts'
import { readCsv } from '../../kernel/csv/read-csv.ts'
import { undefuse } from '../../kernel/csv/write-csv.ts'
import { foreignFormat, fromCsvError, unreadable } from './file-problems.ts'

const batchRows = 1000
const maxRows = 250_000
const limits = { maxCellBytes: 1024 * 1024, maxColumns: 1000 }
const headBytes = 64 * 1024

interface FileConsumer {
  /** The first row. False ends the reading. */
  header(cells: string[], delimiter: string | null): Promise<boolean>
  /** A further row: its place from 1 and the line on which it begins. */
  row(position: number, line: number, cells: string[]): void
  /** After every 1000 rows and at the end; `estimate` is how many the file will have had. */
  flush(rows: number, estimate: number): Promise<void>
}

/** Reads an uploaded CSV of `size` bytes in a stream. Throws `UnreadableFile` for what cannot be read further. */
export async function readImportFile(
  stream: AsyncIterable<Uint8Array>,
  size: number,
  consumer: FileConsumer,
): Promise<void> {
  const source = watchBytes(stream)
  let begun = false
  let rows = 0
  let line = 1
  const flush = () =>
    consumer.flush(rows, Math.max(rows, Math.round((rows * size) / Math.max(1, source.bytesRead()))))
  try {
    for await (const row of readCsv(source.chunks, limits)) {
      const cells = row.cells.map(undefuse)
      const at = line
      line = row.line + 1
      if (!begun) {
        begun = true
        if (!(await consumer.header(cells, delimiterBetween(source.head(), cells)))) return
        continue
      }
      if (++rows > maxRows)
        throw unreadable('too_many_rows', `Has more than ${maxRows} rows. Split the file.`, at)
      consumer.row(rows, at, cells)
      if (rows % batchRows === 0) await flush()
    }
    await flush()
  } catch (error) {
    throw error instanceof CsvError ? fromCsvError(error, source.recent()) : error
  }
  if (!begun) throw unreadable('empty_file', 'The file is empty.')
}

/** Passes a file's bytes on, remembering its beginning and what was read last. Refuses what is certainly no CSV. */
function watchBytes(stream: AsyncIterable<Uint8Array>) {
  let bytes = 0
  let head: Buffer = Buffer.alloc(0)
  let recent: Buffer = Buffer.alloc(0)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      if (bytes === 0) {
        head = Buffer.from(chunk.subarray(0, headBytes))
        const foreign = foreignFormat(head)
        if (foreign) throw foreign
      }
      bytes += chunk.length
      recent = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      yield chunk
    }
  }
  return { chunks: chunks(), bytesRead: () => bytes, head: () => head, recent: () => recent }
}

/** The mark behind the first header, as the file has it. */
function delimiterBetween(head: Buffer, headers: readonly string[]): string | null {
  if (headers.length < 2) return null
  const firstLine =
    head
      .toString('utf8')
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? ''
  return [',', ';', '\t'].find((mark) => firstLine.split(mark).length === headers.length) ?? null
}

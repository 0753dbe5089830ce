import { Readable } from 'node:stream'

/**
 * Rows as comma separated UTF-8 with BOM and CRLF. Cells that a spreadsheet would take for a formula are defused
 * by an apostrophe in front (sales contract 8, export); `undefuse` turns that back.
 */
export function writeCsv(rows: Iterable<string[]> | AsyncIterable<string[]>): Readable {
  return Readable.from(lines(rows), { objectMode: false })
}

async function* lines(rows: Iterable<string[]> | AsyncIterable<string[]>): AsyncGenerator<string> {
  yield '\uFEFF'
  for await (const cells of rows)
    yield `${cells.map((cell) => quote(defuse(cell), cells.length)).join(',')}\r\n`
}

function quote(cell: string, columns: number): string {
  const bare = columns > 1 ? !/[",;\t\r\n]|^\s|\s$/.test(cell) : /^[^",;\t\r\n\s]+$/.test(cell)
  return bare ? cell : `"${cell.replaceAll('"', '""')}"`
}

/** A cell that begins with apostrophes and a formula sign gets one more, so that the way back is unambiguous. */
export function defuse(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}

/** Gives back exactly what `defuse` was given. */
export function undefuse(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

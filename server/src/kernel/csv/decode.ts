import { isUtf8 } from 'node:buffer'
import { CsvError } from './error.ts'

/** Passes UTF-8 on as text; throws `CsvError` at the first NUL or invalid byte, or when the file is UTF-16. */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0)
  let offset = 0
  let line = 1
  let first = true
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([held, chunk])
    if (first && bytes.length < 2) {
      held = bytes
      continue
    }
    if (first && isUtf16(bytes)) throw new CsvError('utf16', 1, 0)
    first = false
    const end = wholeCharacters(bytes)
    const text = decode(bytes.subarray(0, end), offset, line)
    line += count(text, '\n')
    held = Buffer.from(bytes.subarray(end))
    offset += end
    yield text
  }
  if (held.length > 0) yield decode(held, offset, line)
}

function decode(bytes: Buffer, offset: number, line: number): string {
  const nul = bytes.indexOf(0)
  const valid = firstInvalid(bytes)
  const bad = nul < 0 ? valid : Math.min(nul, valid)
  if (bad < bytes.length) {
    const before = count(bytes.subarray(0, bad).toString('latin1'), '\n')
    throw new CsvError(bad === nul ? 'nul' : 'not-utf8', line + before, offset + bad)
  }
  return bytes.toString('utf8')
}

/** Length of the longest valid beginning, in bytes; the length of all when there is no fault. */
function firstInvalid(bytes: Buffer): number {
  if (isUtf8(bytes)) return bytes.length
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) good = middle
    else bad = middle
  }
  return wholeCharacters(bytes.subarray(0, good))
}

/** Where a character that the next chunk may complete begins; the length when there is none. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? bytes.length - back : bytes.length
    }
    if (byte < 0x80) return bytes.length
  }
  return bytes.length
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

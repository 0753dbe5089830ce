import type { CsvError, CsvProblem } from '../../kernel/csv/error.ts'
import type { Finding } from './findings.ts'

/** A file that cannot be imported at all. */
export class UnreadableFile extends Error {
  readonly finding: Finding
  constructor(finding: Finding) {
    super(finding.message)
    this.name = 'UnreadableFile'
    this.finding = finding
  }
}

export function unreadable(code: string, message: string, line: number | null = null): UnreadableFile {
  return new UnreadableFile({ line, column: null, severity: 'error', code, message })
}

/** Recognises by its first bytes what is certainly no CSV; null when it may be one. */
export function foreignFormat(head: Buffer): UnreadableFile | null {
  const begins = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)
  if (begins(0x50, 0x4b, 0x03, 0x04)) {
    const workbook = head.includes('xl/') || head.includes('[Content_Types].xml')
    return workbook
      ? unreadable('excel_file', 'This is an Excel workbook. Save it as "CSV UTF-8" and upload that file.')
      : unreadable('zip_file', 'This is a ZIP archive. Unpack it and upload the CSV file in it.')
  }
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) {
    return unreadable(
      'excel_file',
      'This is an old Excel workbook. Save it as "CSV UTF-8" and upload that file.',
    )
  }
  if (begins(0x25, 0x50, 0x44, 0x46)) return unreadable('pdf_file', 'This is a PDF file, not a CSV file.')
  if (begins(0x1f, 0x8b))
    return unreadable('zip_file', 'This file is compressed. Unpack it and upload the CSV file in it.')
  const looksWide = head.length >= 4 && ((head[1] === 0 && head[3] === 0) || (head[0] === 0 && head[2] === 0))
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || looksWide) {
    return unreadable(
      'encoding_utf16',
      'This file is in UTF-16. Save it as "CSV UTF-8" and upload that file.',
    )
  }
  return null
}

const texts: Record<Exclude<CsvProblem, 'not-utf8'>, [code: string, message: string]> = {
  utf16: ['encoding_utf16', 'This file is in UTF-16. Save it as "CSV UTF-8" and upload that file.'],
  nul: ['nul_byte', 'Holds a zero byte, so this is no text file, or a damaged one.'],
  'cell-too-large': ['cell_too_large', 'A cell is larger than 1 MiB; a quotation mark may be missing.'],
  'too-many-columns': ['too_many_columns', 'Has more than 1000 columns.'],
  'broken-quotes': [
    'broken_quotes',
    'Quotation marks do not match; text with quotation marks must be quoted and double them.',
  ],
}

/** The kernel's complaint as a finding; `nearby` are bytes around the fault, for guessing the encoding. */
export function fromCsvError(error: CsvError, nearby: Buffer): UnreadableFile {
  if (error.problem !== 'not-utf8') {
    const [code, message] = texts[error.problem]
    return unreadable(code, message, error.line)
  }
  const guess = guessEncoding(nearby)
  return new UnreadableFile({
    line: error.line,
    column: null,
    severity: 'error',
    code: 'encoding_not_utf8',
    message: guess
      ? `This file is not UTF-8; it looks like ${guess}. Save it as "CSV UTF-8" and upload that file.`
      : 'This file is not UTF-8. Save it as "CSV UTF-8" and upload that file.',
    ...(guess ? { value: guess } : {}),
  })
}

/** The commonest letters of Russian in windows-1251 and of Arabic and Persian in windows-1256, as bytes. */
const commonBytes = {
  'windows-1251': Buffer.from([0xee, 0xe5, 0xe0, 0xe8, 0xed, 0xf2, 0xf1, 0xf0, 0xe2, 0xeb, 0xea]),
  'windows-1256': Buffer.from([0xc7, 0xe1, 0xed, 0xe3, 0xe6, 0xe4, 0xd1, 0xca, 0xe5, 0xcf, 0xc8]),
}

/** Which of the usual single-byte encodings the bytes look like; null when there is too little to go by. */
function guessEncoding(bytes: Buffer): string | null {
  const high = [...bytes].filter((byte) => byte >= 0x80)
  if (high.length < 4) return null
  const share = (encoding: keyof typeof commonBytes) =>
    high.filter((byte) => commonBytes[encoding].includes(byte)).length / high.length
  const cyrillic = share('windows-1251')
  const arabic = share('windows-1256')
  // Words of Latin text are mostly ASCII; of the other two scripts hardly any letter is.
  const letters = [...bytes].filter((byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a).length
  if (Math.max(cyrillic, arabic) < 0.35) return letters > high.length ? 'windows-1252 or windows-1258' : null
  return cyrillic >= arabic ? 'windows-1251' : 'windows-1256'
}

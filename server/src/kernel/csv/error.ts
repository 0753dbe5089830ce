export type CsvProblem =
  | 'not-utf8'
  | 'utf16'
  | 'nul'
  | 'cell-too-large'
  | 'too-many-columns'
  | 'broken-quotes'

/** A file that cannot be read as CSV; the rows before `line` were fine. */
export class CsvError extends Error {
  readonly problem: CsvProblem
  /** Line of the file, from 1. */
  readonly line: number
  /** Offset from 0 of the offending byte, where it is known. */
  readonly byte: number | null

  constructor(problem: CsvProblem, line: number, byte: number | null = null) {
    super(`CSV ${problem} at line ${line}${byte === null ? '' : `, byte ${byte}`}`)
    this.name = 'CsvError'
    this.problem = problem
    this.line = line
    this.byte = byte
  }
}

import type { Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import type { Finding, FindingLog } from './findings.ts'
import type { FileColumn, ImportRow } from './imports.ts'
import type { Staging, StagingTable } from './staging.ts'

/** What one row of a file gives cause to say. */
export type RowRemark = Omit<Finding, 'line'>

/** How one file is read, decided by its header. */
export interface FileReader<Row> {
  columns: FileColumn[]
  /** Fields that no column was recognised as and that a row cannot do without. */
  missing: string[]
  /** `position` counts the rows from 1, `line` is the line of the file. */
  read(position: number, line: number, cells: readonly string[], remark: (remark: RowRemark) => void): Row
}

export interface Judgement {
  counts: Record<string, number>
  preview: unknown[]
  /** Fields without which nothing of the file can be used after all; the import is then `invalid`. */
  missing?: string[]
}

/** What one noun's imports do in their own way; reading, queueing, progress and failing are the same for all. */
export interface ImportKind<Row> {
  /** The value of `imports.kind`. */
  name: string
  /** Jobs are called `<jobs>.analyze`, `<jobs>.apply` and `<jobs>.upkeep`. */
  jobs: string
  staging: StagingTable<Row>
  openFile(services: Services, started: ImportRow, headers: string[]): Promise<FileReader<Row>>
  /**
   * Ends the dry run: meets the staged rows with what is stored, adds to the log, counts. Writes to the staged rows only.
   * `started.columns` are those of the file.
   */
  judge(tx: Transaction, started: ImportRow, staging: Staging, log: FindingLog): Promise<Judgement>
  /**
   * Writes what the dry run promised and answers the report. Throws `NoLongerFits` when rows have problems that were not
   * agreed to be skipped.
   */
  write(tx: Transaction, services: Services, row: ImportRow, staging: Staging): Promise<object>
  /** What `imports.report` says when rows no longer fit. */
  changedMeanwhile: string
}

/** What is stored changed since the dry run so that rows no longer fit. */
export class NoLongerFits extends Error {
  readonly counts: Record<string, number>
  constructor(counts: Record<string, number>) {
    super('Rows no longer fit what is stored')
    this.counts = counts
  }
}

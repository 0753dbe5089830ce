/** What imports of every noun share: upload, queue, streamed reading, staging, findings, progress, all-or-nothing. */
export { trackApply } from './apply-progress.ts'
export type { Finding, FindingLog } from './findings.ts'
export { type ColumnChoices, type FileColumn, type ImportRow, moveImport } from './imports.ts'
export { defineImportJobs, importJobs } from './jobs.ts'
export { type FileReader, type ImportKind, type Judgement, NoLongerFits, type RowRemark } from './kind.ts'
export { presentDetail, presentSummary } from './present.ts'
export { importRoutes, importTag, requireImport } from './routes.ts'
export {
  detailProperties,
  ErrorMessage,
  nullableInteger,
  nullableString,
  summaryProperties,
} from './schemas.ts'
export { refreshStatistics, type Staging, stagingTable } from './staging.ts'

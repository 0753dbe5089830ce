import type { ImportKind } from '../imports/index.ts'
import { judgeRows, openProductFile } from './analyze-import.ts'
import type { StagedRow } from './staged-row.ts'
import { importRowsTable } from './staging.ts'
import { writeImport } from './write-import.ts'

/** Imports of products: CSV files as WooCommerce exports them. */
export const productImports: ImportKind<StagedRow> = {
  name: 'products',
  jobs: 'catalog-import',
  staging: importRowsTable,
  openFile: openProductFile,
  judge: judgeRows,
  write: writeImport,
  changedMeanwhile: 'The catalogue changed since the dry run. Analyse the file again.',
}

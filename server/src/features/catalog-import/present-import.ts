import { type ImportRow, presentDetail, presentSummary } from '../imports/index.ts'

/** The wire form of the list; `presentImport` adds what the dry run found. */
export function presentImportSummary(row: ImportRow) {
  const { counts } = row
  return {
    ...presentSummary(row),
    variations: counts.variations ?? 0,
    categories_new: counts.categories_new ?? 0,
  }
}

export function presentImport(row: ImportRow) {
  return { ...presentImportSummary(row), ...presentDetail(row), options: row.options }
}

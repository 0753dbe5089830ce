import type { ImportRow } from './imports.ts'

/** What every kind of import shows in its list. */
export function presentSummary(row: ImportRow) {
  const { counts } = row
  return {
    id: row.id,
    status: row.status,
    file_name: row.file_name,
    size: row.size,
    delimiter: row.delimiter,
    rows_total: row.rows_total,
    rows_done: row.rows_done,
    creates: counts.creates ?? 0,
    updates: counts.updates ?? 0,
    skips: counts.skips ?? 0,
    errors_count: counts.errors ?? 0,
    warnings_count: counts.warnings ?? 0,
    report: row.report,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** What every kind of import shows beside its summary. */
export function presentDetail(row: ImportRow) {
  return {
    columns: row.columns,
    missing_columns: row.missing_columns,
    finding_counts: row.finding_counts,
    findings: row.findings,
    preview: row.preview,
  }
}

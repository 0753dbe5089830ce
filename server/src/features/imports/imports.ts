import type { Executor } from '../../kernel/database/database.ts'
import type { Finding } from './findings.ts'

/** One column of a file: what it is called there and what it is taken for. */
export interface FileColumn {
  index: number
  header: string
  /** API name of the field, null when the cells fill none. */
  field: string | null
}

/** What the user said about columns: index -> field or null. */
export type ColumnChoices = Record<string, string | null>

export const importStatuses = [
  'analyzing',
  'ready',
  'invalid',
  'applying',
  'done',
  'failed',
  'cancelled',
] as const
type ImportStatus = (typeof importStatuses)[number]

/** Who applies and how; kept with the import so that a job that starts again knows. */
interface ApplyOrder {
  actor: { kind: 'user' | 'token'; id: number }
  userId: number
  ip: string
  requestId: string
  skipInvalidRows: boolean
}

export interface ImportRow {
  id: string
  number: number
  kind: string
  workspace_id: number
  created_by: number
  status: ImportStatus
  file_name: string
  file_key: string
  size: number
  delimiter: string | null
  columns: FileColumn[]
  missing_columns: string[]
  mapping: ColumnChoices
  options: object
  rows_total: number | null
  rows_done: number
  counts: Record<string, number>
  findings: Finding[]
  finding_counts: Record<string, number>
  preview: unknown[]
  report: Record<string, unknown> | null
  run: number
  apply_order: ApplyOrder | null
  created_at: string
  updated_at: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Null for an id of another workspace or kind, one that never was and one that could not be. */
export async function findImport(
  db: Executor,
  kind: string,
  workspaceId: number,
  id: string,
): Promise<ImportRow | null> {
  if (!uuid.test(id)) return null
  const [row] = await db.query<ImportRow>(
    'select * from imports where workspace_id = $1 and id = $2 and kind = $3',
    [workspaceId, id, kind],
  )
  return row ?? null
}

/** For jobs, which know only the id. */
export async function loadImport(db: Executor, id: string): Promise<ImportRow | null> {
  const [row] = await db.query<ImportRow>('select * from imports where id = $1', [id])
  return row ?? null
}

/** The newest imports, without findings and preview. */
export function listImports(
  db: Executor,
  kind: string,
  workspaceId: number,
  limit: number,
): Promise<ImportRow[]> {
  return db.query<ImportRow>(
    `select id, number, kind, workspace_id, created_by, status, file_name, file_key, size, delimiter, columns, missing_columns,
            mapping, options, rows_total, rows_done, counts, '[]'::jsonb as findings, finding_counts, '[]'::jsonb as preview,
            report, run, apply_order, created_at, updated_at
     from imports where workspace_id = $1 and kind = $3 order by created_at desc, number desc limit $2`,
    [workspaceId, limit, kind],
  )
}

interface NewImport {
  id: string
  kind: string
  workspaceId: number
  userId: number
  fileName: string
  fileKey: string
  size: number
  options: object
}

export async function insertImport(tx: Executor, values: NewImport, now: Date): Promise<ImportRow> {
  const [row] = await tx.query<ImportRow>(
    `insert into imports (id, kind, workspace_id, created_by, file_name, file_key, size, options, created_at, updated_at)
     values ($1, $9, $2, $3, $4, $5, $6, $7, $8, $8) returning *`,
    [
      values.id,
      values.workspaceId,
      values.userId,
      values.fileName,
      values.fileKey,
      values.size,
      values.options,
      now,
      values.kind,
    ],
  )
  return row!
}

/**
 * Moves an import on, but only from one of `from`; null when it stands elsewhere by now (another request was faster).
 */
export async function moveImport(
  tx: Executor,
  id: string,
  from: readonly ImportStatus[],
  to: ImportStatus,
  now: Date,
  changes: Partial<Pick<ImportRow, 'mapping' | 'options' | 'apply_order' | 'report'>> = {},
): Promise<ImportRow | null> {
  const [row] = await tx.query<ImportRow>(
    `update imports set status = $3, updated_at = $4, rows_done = case when $3 in ('analyzing', 'applying') then 0 else rows_done end,
       mapping = coalesce($5::jsonb, mapping), options = coalesce($6::jsonb, options),
       apply_order = coalesce($7::jsonb, apply_order), report = coalesce($8::jsonb, report)
     where id = $1 and status = any($2) returning *`,
    [
      id,
      from,
      to,
      now,
      json(changes.mapping),
      json(changes.options),
      json(changes.apply_order),
      json(changes.report),
    ],
  )
  return row ?? null
}

/** Starts a run: any earlier one of the import that is still going will notice and stop. Null when the status is another. */
export async function beginRun(
  db: Executor,
  id: string,
  status: ImportStatus,
  now: Date,
): Promise<ImportRow | null> {
  const [row] = await db.query<ImportRow>(
    'update imports set run = run + 1, rows_done = 0, updated_at = $3 where id = $1 and status = $2 returning *',
    [id, status, now],
  )
  return row ?? null
}

/** False when the import was cancelled or another run took over: then stop. */
export async function reportProgress(
  db: Executor,
  { id, run, status }: Pick<ImportRow, 'id' | 'run' | 'status'>,
  rowsDone: number,
  rowsTotal: number | null,
  now: Date,
): Promise<boolean> {
  const rows = await db.query(
    `update imports set rows_done = $4, rows_total = coalesce($5, rows_total), updated_at = $6
     where id = $1 and run = $2 and status = $3 returning id`,
    [id, run, status, rowsDone, rowsTotal, now],
  )
  return rows.length > 0
}

type Analysis = Pick<
  ImportRow,
  | 'delimiter'
  | 'columns'
  | 'missing_columns'
  | 'rows_total'
  | 'counts'
  | 'findings'
  | 'finding_counts'
  | 'preview'
>

/** Writes down what the dry run found; nothing when the run is no longer the latest. */
export async function saveAnalysis(
  tx: Executor,
  { id, run }: Pick<ImportRow, 'id' | 'run'>,
  status: 'ready' | 'invalid',
  analysis: Analysis,
  now: Date,
): Promise<void> {
  await tx.query(
    `update imports set status = $3, delimiter = $4, columns = $5, missing_columns = $6, rows_total = $7,
       rows_done = coalesce($7, rows_done), counts = $8, findings = $9, finding_counts = $10, preview = $11, report = null, updated_at = $12
     where id = $1 and run = $2 and status = 'analyzing'`,
    [
      id,
      run,
      status,
      analysis.delimiter,
      json(analysis.columns),
      analysis.missing_columns,
      analysis.rows_total,
      json(analysis.counts),
      json(analysis.findings),
      json(analysis.finding_counts),
      json(analysis.preview),
      now,
    ],
  )
}

/** Ends an import that could not go on from `status`; nothing it was to write has been written. */
export async function failImport(
  db: Executor,
  id: string,
  status: 'analyzing' | 'applying',
  report: object,
  now: Date,
): Promise<void> {
  await db.query(
    `update imports set status = 'failed', report = $3, updated_at = $4 where id = $1 and status = $2`,
    [id, status, JSON.stringify(report), now],
  )
}

/** Writes the report down and ends the import; false when the run is no longer the one that applies. */
export async function finishImport(
  tx: Executor,
  { id, run }: Pick<ImportRow, 'id' | 'run'>,
  report: object,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `update imports set status = 'done', report = $3, rows_done = coalesce(rows_total, 0), updated_at = $4
     where id = $1 and run = $2 and status = 'applying' returning id`,
    [id, run, JSON.stringify(report), now],
  )
  return rows.length > 0
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

import type { Services } from '../../kernel/services.ts'
import { Superseded } from './apply-progress.ts'
import { UnreadableFile, unreadable } from './file-problems.ts'
import { createFindingLog, type FindingLog } from './findings.ts'
import { beginRun, type FileColumn, type ImportRow, reportProgress, saveAnalysis } from './imports.ts'
import type { FileReader, ImportKind } from './kind.ts'
import { readImportFile } from './read-file.ts'
import { clearRows, refreshStatistics, type Staging } from './staging.ts'

/** What reading the file has brought so far. */
interface Reading {
  delimiter: string | null
  columns: FileColumn[]
  missing: string[]
  rows: number
  log: FindingLog
}

/**
 * The dry run: reads the whole file in a stream, stages its rows and finds out what applying would do. Changes nothing
 * but the import. May be started again at any time; the latest run wins.
 */
export async function analyzeImport<Row>(
  services: Services,
  kind: ImportKind<Row>,
  importId: string,
): Promise<void> {
  const { db, clock } = services
  const started = await beginRun(db, importId, 'analyzing', clock.now())
  if (!started) return
  const reading: Reading = { delimiter: null, columns: [], missing: [], rows: 0, log: createFindingLog() }
  const staging: Staging = { importId, run: started.run, workspaceId: started.workspace_id }
  try {
    await clearRows(db, kind.staging, importId, started.run)
    await stageFile(services, kind, started, staging, reading)
    await refreshStatistics(db, kind.staging)
    await finish(services, kind, started, staging, reading)
  } catch (error) {
    if (error instanceof Superseded) return
    if (!(error instanceof UnreadableFile)) throw error
    reading.log.add(error.finding)
    await db.transaction(async (tx) => {
      await clearRows(tx, kind.staging, importId, null)
      await saveAnalysis(
        tx,
        started,
        'invalid',
        { ...known(reading), rows_total: null, counts: totals(reading.log), preview: [] },
        clock.now(),
      )
    })
  }
}

async function stageFile<Row>(
  services: Services,
  kind: ImportKind<Row>,
  started: ImportRow,
  staging: Staging,
  reading: Reading,
): Promise<void> {
  const { db, clock, storage } = services
  const file = await storage.get(started.file_key)
  if (!file) throw unreadable('file_missing', 'The uploaded file is gone. Upload it again.')
  let reader: FileReader<Row> | undefined
  let batch: Row[] = []
  try {
    await readImportFile(file.stream, file.size, {
      async header(cells, delimiter) {
        reader = await kind.openFile(services, started, cells)
        Object.assign(reading, { delimiter, columns: reader.columns, missing: reader.missing })
        for (const field of reader.missing) reading.log.add(missingColumn(field))
        return reader.missing.length === 0
      },
      row(position, line, cells) {
        reading.rows = position
        const remark = (finding: Parameters<Parameters<FileReader<Row>['read']>[3]>[0]) =>
          reading.log.add({ line, ...finding })
        batch.push(reader!.read(position, line, cells, remark))
      },
      async flush(rows, estimate) {
        const staged = batch
        batch = []
        await db.transaction(async (tx) => {
          if (!(await reportProgress(tx, started, rows, estimate, clock.now()))) throw new Superseded()
          if (staged.length > 0) await kind.staging.stage(tx, staging, staged)
        })
      },
    })
  } finally {
    file.stream.destroy()
  }
  if (reading.rows === 0 && reading.missing.length === 0) reading.log.add(noRows)
}

async function finish<Row>(
  services: Services,
  kind: ImportKind<Row>,
  started: ImportRow,
  staging: Staging,
  reading: Reading,
): Promise<void> {
  const { db, clock } = services
  if (reading.missing.length > 0 || reading.rows === 0) {
    const analysis = { ...known(reading), rows_total: reading.rows, counts: totals(reading.log), preview: [] }
    await saveAnalysis(db, started, 'invalid', analysis, clock.now())
    return
  }
  await db.transaction(async (tx) => {
    const found = { ...started, columns: reading.columns }
    const { counts, preview, missing = [] } = await kind.judge(tx, found, staging, reading.log)
    reading.missing = missing
    for (const field of missing) reading.log.add(missingColumn(field))
    const analysis = {
      ...known(reading),
      rows_total: reading.rows,
      counts: { ...totals(reading.log), ...counts },
      preview,
    }
    await saveAnalysis(tx, started, missing.length > 0 ? 'invalid' : 'ready', analysis, clock.now())
  })
}

const noRows = {
  line: null,
  column: null,
  severity: 'error' as const,
  code: 'no_rows',
  message: 'The file has a header and no rows.',
}

function missingColumn(field: string) {
  return {
    line: 1,
    column: null,
    severity: 'error' as const,
    code: 'missing_column',
    message: `No column was recognised as ${field}. Say which column it is.`,
    value: field,
  }
}

function known(reading: Reading) {
  return {
    delimiter: reading.delimiter,
    columns: reading.columns,
    missing_columns: reading.missing,
    findings: reading.log.list,
    finding_counts: reading.log.counts,
  }
}

function totals(log: FindingLog) {
  return { errors: log.errors, warnings: log.warnings }
}

import { calendarOf } from '../../kernel/clock/calendar.ts'
import { CsvError } from '../../kernel/csv/error.ts'
import { readCsv } from '../../kernel/csv/read-csv.ts'
import { undefuse } from '../../kernel/csv/write-csv.ts'
import type { Services } from '../../kernel/services.ts'
import { countNewCategories, loadCategoryTree, stagedPaths } from './category-tree.ts'
import { type FileColumn, layoutOf, mapColumns, missingColumns } from './columns.ts'
import { foreignFormat, fromCsvError, UnreadableFile, unreadable } from './file-problems.ts'
import { createFindingLog, type FindingLog } from './findings.ts'
import { beginRun, type ImportRow, loadImport, reportProgress, saveAnalysis } from './imports.ts'
import { normalizeRow, type RowReader } from './normalize-row.ts'
import { ownIdReader } from './own-ids.ts'
import { previewRows } from './preview.ts'
import { countResolution, listProblems, nameVariations, resolveRows } from './resolve-rows.ts'
import type { StagedRow } from './staged-row.ts'
import { clearRows, refreshStatistics, type Staging, stageRows } from './staging.ts'
import { summarize } from './summarize.ts'

const batchRows = 1000
const maxRows = 250_000
const limits = { maxCellBytes: 1024 * 1024, maxColumns: 1000 }
const headBytes = 64 * 1024

/** Raised when another run took over or the import was cancelled; no failure. */
class Superseded extends Error {}

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
 * of the catalogue. May be started again at any time; the latest run wins.
 */
export async function analyzeImport(services: Services, importId: string): Promise<void> {
  const { db, clock } = services
  const started = await beginRun(db, importId, 'analyzing', clock.now())
  if (!started) return
  const reading: Reading = { delimiter: null, columns: [], missing: [], rows: 0, log: createFindingLog() }
  const staging: Staging = { importId, run: started.run, workspaceId: started.workspace_id }
  try {
    await clearRows(db, importId, started.run)
    await readFile(services, started, staging, reading)
    await refreshStatistics(db)
    await finish(services, started, staging, reading)
  } catch (error) {
    if (error instanceof Superseded) return
    if (!(error instanceof UnreadableFile)) throw error
    reading.log.add(error.finding)
    await db.transaction(async (tx) => {
      await clearRows(tx, importId, null)
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

async function readFile(
  services: Services,
  started: ImportRow,
  staging: Staging,
  reading: Reading,
): Promise<void> {
  const { db, clock, storage } = services
  const file = await storage.get(started.file_key)
  if (!file) throw unreadable('file_missing', 'The uploaded file is gone. Upload it again.')
  const source = watchBytes(file.stream)
  let reader: RowReader | null = null
  let batch: StagedRow[] = []
  let line = 1
  const flush = async () => {
    const rows = batch
    batch = []
    const estimate = Math.max(
      reading.rows,
      Math.round((reading.rows * file.size) / Math.max(1, source.bytesRead())),
    )
    await db.transaction(async (tx) => {
      if (!(await reportProgress(tx, started, reading.rows, estimate, clock.now()))) throw new Superseded()
      if (rows.length > 0) await stageRows(tx, staging, rows)
    })
  }
  try {
    for await (const row of readCsv(source.chunks, limits)) {
      const cells = row.cells.map(undefuse)
      if (reader === null) {
        reader = await prepare(services, started, cells, source.head(), reading)
        if (reading.missing.length > 0) return
        line = row.line + 1
        continue
      }
      if (++reading.rows > maxRows)
        throw unreadable('too_many_rows', `Has more than ${maxRows} rows. Split the file.`, line)
      const at = line
      batch.push(
        normalizeRow(reader, reading.rows, at, cells, (remark) => reading.log.add({ line: at, ...remark })),
      )
      line = row.line + 1
      if (batch.length === batchRows) await flush()
    }
    await flush()
  } catch (error) {
    throw error instanceof CsvError ? fromCsvError(error, source.recent()) : error
  } finally {
    file.stream.destroy()
  }
  if (reader === null) throw unreadable('empty_file', 'The file is empty.')
  if (reading.rows === 0)
    reading.log.add({
      line: null,
      column: null,
      severity: 'error',
      code: 'no_rows',
      message: 'The file has a header and no rows.',
    })
}

async function prepare(
  services: Services,
  started: ImportRow,
  headers: string[],
  head: Buffer,
  reading: Reading,
): Promise<RowReader> {
  reading.columns = mapColumns(headers, started.mapping)
  reading.delimiter = delimiterBetween(head, headers)
  const layout = layoutOf(reading.columns)
  reading.missing = missingColumns(layout)
  for (const field of reading.missing) {
    reading.log.add({
      line: 1,
      column: null,
      severity: 'error',
      code: 'missing_column',
      message: `No column was recognised as ${field}. Say which column it is.`,
      value: field,
    })
  }
  const [workspace] = await services.db.query<{ time_zone: string }>(
    'select time_zone from workspaces where id = $1',
    [started.workspace_id],
  )
  return {
    layout,
    options: started.options,
    today: calendarOf(workspace?.time_zone ?? 'UTC')(services.clock.now()),
    ownId: ownIdReader(services.secretKey, started.workspace_id),
  }
}

async function finish(
  services: Services,
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
    await resolveRows(tx, staging)
    await nameVariations(tx, staging)
    const problems = await listProblems(tx, staging)
    for (const finding of problems.findings) reading.log.add(finding)
    for (const [code, times] of Object.entries(problems.counts)) {
      const listed = problems.findings.filter((finding) => finding.code === code).length
      if (times > listed) reading.log.count(code, 'error', times - listed)
    }
    const resolution = await countResolution(tx, staging)
    for (const finding of summarize(resolution, started.options)) reading.log.add(finding)
    const tree = await loadCategoryTree(tx, staging.workspaceId)
    const counts = {
      ...totals(reading.log),
      creates: resolution.creates,
      updates: resolution.updates,
      skips: resolution.skips,
      variations: resolution.variations,
      categories_new: countNewCategories(tree, await stagedPaths(tx, staging)),
    }
    const preview = await previewRows(tx, staging)
    await saveAnalysis(
      tx,
      started,
      'ready',
      { ...known(reading), rows_total: reading.rows, counts, preview },
      clock.now(),
    )
  })
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

/** Passes a file's bytes on, remembering its beginning and what was read last. Refuses what is certainly no CSV. */
function watchBytes(stream: AsyncIterable<Uint8Array>) {
  let bytes = 0
  let head: Buffer = Buffer.alloc(0)
  let recent: Buffer = Buffer.alloc(0)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      if (bytes === 0) {
        head = Buffer.from(chunk.subarray(0, headBytes))
        const foreign = foreignFormat(head)
        if (foreign) throw foreign
      }
      bytes += chunk.length
      recent = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      yield chunk
    }
  }
  return { chunks: chunks(), bytesRead: () => bytes, head: () => head, recent: () => recent }
}

/** The mark behind the first header, as the file has it. */
function delimiterBetween(head: Buffer, headers: readonly string[]): string | null {
  if (headers.length < 2) return null
  const firstLine =
    head
      .toString('utf8')
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? ''
  return [',', ';', '\t'].find((mark) => firstLine.split(mark).length === headers.length) ?? null
}

/** Gives up on an analysis whose attempts are used up. */
export async function failAnalysis(services: Services, importId: string): Promise<void> {
  const row = await loadImport(services.db, importId)
  if (row?.status !== 'analyzing') return
  await services.db.query(
    `update imports set status = 'failed', report = $2, updated_at = $3 where id = $1 and status = 'analyzing'`,
    [
      importId,
      JSON.stringify({ message: 'The file could not be analysed. Try again.' }),
      services.clock.now(),
    ],
  )
}

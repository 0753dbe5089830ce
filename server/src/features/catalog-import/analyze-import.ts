import { calendarOf } from '../../kernel/clock/calendar.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { ownIdReader } from '../catalog/index.ts'
import type { FileReader, FindingLog, ImportRow, Judgement, Staging } from '../imports/index.ts'
import { countNewCategories, loadCategoryTree, stagedPaths } from './category-tree.ts'
import { layoutOf, mapColumns, missingColumns, updatesOnly } from './columns.ts'
import type { ImportOptions } from './import-options.ts'
import { normalizeRow, type RowReader } from './normalize-row.ts'
import { previewRows } from './preview.ts'
import { anyMatched, countResolution, listProblems, nameVariations, resolveRows } from './resolve-rows.ts'
import type { StagedRow } from './staged-row.ts'
import { summarize } from './summarize.ts'

/** Decides by the header and by what the user chose how the rows of a product file are read. */
export async function openProductFile(
  services: Services,
  started: ImportRow,
  headers: string[],
): Promise<FileReader<StagedRow>> {
  const columns = mapColumns(headers, started.mapping)
  const layout = layoutOf(columns)
  const [workspace] = await services.db.query<{ time_zone: string }>(
    'select time_zone from workspaces where id = $1',
    [started.workspace_id],
  )
  const reader: RowReader = {
    layout,
    options: started.options as ImportOptions,
    today: calendarOf(workspace?.time_zone ?? 'UTC')(services.clock.now()),
    ownId: ownIdReader(services.secretKey, started.workspace_id),
  }
  return {
    columns,
    missing: updatesOnly(layout) ? [] : missingColumns(layout),
    read: (position, line, cells, remark) => normalizeRow(reader, position, line, cells, remark),
  }
}

/**
 * Finds out what applying the staged rows would do to the catalogue. A file that could only change products, but names none
 * that is here, misses the columns for new ones.
 */
export async function judgeRows(
  tx: Transaction,
  started: ImportRow,
  staging: Staging,
  log: FindingLog,
): Promise<Judgement> {
  const layout = layoutOf(started.columns)
  await resolveRows(tx, staging, updatesOnly(layout))
  if (updatesOnly(layout) && !(await anyMatched(tx, staging)))
    return { counts: {}, preview: [], missing: missingColumns(layout) }
  await nameVariations(tx, staging)
  const problems = await listProblems(tx, staging)
  for (const finding of problems.findings) log.add(finding)
  for (const [code, times] of Object.entries(problems.counts)) {
    const listed = problems.findings.filter((finding) => finding.code === code).length
    if (times > listed) log.count(code, 'error', times - listed)
  }
  const resolution = await countResolution(tx, staging)
  for (const finding of summarize(resolution, started.options as ImportOptions)) log.add(finding)
  const tree = await loadCategoryTree(tx, staging.workspaceId)
  const counts = {
    creates: resolution.creates,
    updates: resolution.updates,
    skips: resolution.skips,
    variations: resolution.variations,
    categories_new: countNewCategories(tree, await stagedPaths(tx, staging)),
  }
  return { counts, preview: await previewRows(tx, staging) }
}

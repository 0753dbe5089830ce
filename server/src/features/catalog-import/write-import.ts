import type { Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { type ImportRow, NoLongerFits, type Staging, trackApply } from '../imports/index.ts'
import { recordStockMovements, type StockMovement } from '../inventory/index.ts'
import { assignCategories, createCategories, stagedPaths } from './category-tree.ts'
import { layoutOf, updatesOnly } from './columns.ts'
import type { ImportOptions } from './import-options.ts'
import { countResolution, listProblems, nameVariations, resolveRows } from './resolve-rows.ts'
import { summarize } from './summarize.ts'
import {
  assignIds,
  createSuppliers,
  insertBatch,
  linkParents,
  lockMatched,
  refreshSearchText,
  releaseBarcodes,
  type StockChange,
  shareParentStock,
  updateBatch,
  type WriteScope,
} from './write-products.ts'

const batchRows = 2000
const matchingSteps = 7

/** Writes the staged rows of a product file and answers what became of them. Throws `NoLongerFits`, `Superseded`. */
export async function writeImport(
  tx: Transaction,
  services: Services,
  row: ImportRow,
  staging: Staging,
): Promise<object> {
  const { apply_order: order } = row
  const now = services.clock.now()
  const scope: WriteScope = { ...staging, layout: layoutOf(row.columns), now }
  const progress = trackApply(services.db, row, services.clock, matchingSteps)

  await resolveRows(tx, staging, updatesOnly(scope.layout), progress.matched)
  await nameVariations(tx, staging)
  const problems = await listProblems(tx, staging)
  const [invalid] = await tx.query<{ times: number }>(
    'select count(*) as times from import_rows where import_id = $1 and run = $2 and not valid',
    [staging.importId, staging.run],
  )
  if (!order?.skipInvalidRows && (problems.findings.length > 0 || invalid!.times > 0))
    throw new NoLongerFits(problems.counts)
  const resolution = await countResolution(tx, staging)
  await progress.matched()

  const categories = await createCategories(tx, row.workspace_id, await stagedPaths(tx, staging), now)
  await assignCategories(tx, staging, categories.idOf)
  await progress.matched()
  const suppliers = await createSuppliers(tx, scope)
  await lockMatched(tx, scope)
  await releaseBarcodes(tx, scope)
  await assignIds(tx, scope)
  await progress.matched()
  await linkParents(tx, scope)
  await progress.matched()

  let done = resolution.skips
  const origin = { workspaceId: row.workspace_id, userId: order?.userId ?? row.created_by, at: now }
  const record = (changes: StockChange[]) =>
    recordStockMovements(
      tx,
      origin,
      changes.map((change) => movement(change, row)),
    )
  for (const stage of ['roots', 'variations'] as const) {
    for (let from = 0; from < (row.rows_total ?? 0); from += batchRows) {
      const range = { stage, from: from + 1, to: from + batchRows }
      const inserted = await insertBatch(tx, scope, range)
      const updated = await updateBatch(tx, scope, range)
      await record([...inserted.changes, ...updated.changes])
      if (inserted.rows + updated.rows === 0) continue
      done += inserted.rows + updated.rows
      await progress.written(done)
    }
  }
  await record(await shareParentStock(tx, scope))
  await refreshSearchText(tx, scope)

  return {
    creates: resolution.creates,
    updates: resolution.updates,
    skips: resolution.skips,
    variations: resolution.variations,
    categories_new: categories.created,
    suppliers_new: suppliers,
    by_type: resolution.byType,
    notes: summarize(resolution, row.options as ImportOptions).map(({ code, severity, message, value }) => ({
      code,
      severity,
      message,
      count: Number(value),
    })),
  }
}

function movement(change: StockChange, row: ImportRow): StockMovement {
  return {
    productId: change.id,
    type: 'adjustment',
    quantity: change.stock,
    previousStock: change.previous,
    newStock: change.stock,
    notes: row.file_name,
    referenceType: 'import',
    referenceId: row.number,
  }
}

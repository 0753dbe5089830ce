import { recordAudit } from '../../kernel/audit/audit.ts'
import { sqlState, type Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { recordStockMovements, type StockMovement } from '../inventory/index.ts'
import { Superseded, trackApply } from './apply-progress.ts'
import { assignCategories, createCategories, stagedPaths } from './category-tree.ts'
import { layoutOf } from './columns.ts'
import { type ImportRow, loadImport } from './imports.ts'
import { countResolution, listProblems, nameVariations, resolveRows } from './resolve-rows.ts'
import { refreshStatistics, type Staging } from './staging.ts'
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

/** The catalogue changed since the dry run so that rows no longer fit. */
class NoLongerFits extends Error {
  readonly counts: Record<string, number>
  constructor(counts: Record<string, number>) {
    super('Rows no longer fit the catalogue')
    this.counts = counts
  }
}

/**
 * Applies an import in one transaction: all rows or none, also when the process dies. Progress is written beside the
 * transaction, so that others see it move. May be started again at any time; a second run beside a live one does nothing.
 */
export async function applyImport(services: Services, importId: string): Promise<void> {
  const { db, clock } = services
  const current = await loadImport(db, importId)
  if (current?.status !== 'applying') return
  try {
    await db.transaction((tx) => applyIn(tx, services, importId))
  } catch (error) {
    if (error instanceof Superseded) return
    if (error instanceof NoLongerFits) {
      await failImport(services, importId, {
        message: 'The catalogue changed since the dry run. Analyse the file again.',
        problems: error.counts,
      })
      return
    }
    // A product that someone else created in these seconds took a SKU or barcode: the next run sees it.
    if (sqlState(error) === '23505') services.log.warn({ importId }, 'import met a product created meanwhile')
    throw error
  }
  await refreshStatistics(db)
  await services.storage.delete(current.file_key)
  services.log.info({ importId, rows: current.rows_total, at: clock.now() }, 'import applied')
}

async function applyIn(tx: Transaction, services: Services, importId: string): Promise<void> {
  const { db, clock } = services
  const [lock] = await tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 30)) as taken',
    [importId],
  )
  if (!lock?.taken) throw new Superseded()
  const row = await loadImport(db, importId)
  if (row?.status !== 'applying' || !row.apply_order) throw new Superseded()
  const { apply_order: order } = row
  await tx.query('select pg_advisory_xact_lock(30, $1)', [row.workspace_id])

  const now = clock.now()
  const staging: Staging = { importId, run: row.run, workspaceId: row.workspace_id }
  const scope: WriteScope = { ...staging, layout: layoutOf(row.columns), now }
  const progress = trackApply(db, row, clock)

  await resolveRows(tx, staging, progress.matched)
  await nameVariations(tx, staging)
  const problems = await listProblems(tx, staging)
  const [invalid] = await tx.query<{ times: number }>(
    'select count(*) as times from import_rows where import_id = $1 and run = $2 and not valid',
    [importId, row.run],
  )
  if (!order.skipInvalidRows && (problems.findings.length > 0 || invalid!.times > 0))
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
  const origin = { workspaceId: row.workspace_id, userId: order.userId, at: now }
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

  const report = {
    creates: resolution.creates,
    updates: resolution.updates,
    skips: resolution.skips,
    variations: resolution.variations,
    categories_new: categories.created,
    suppliers_new: suppliers,
    by_type: resolution.byType,
    notes: summarize(resolution, row.options).map(({ code, severity, message, value }) => ({
      code,
      severity,
      message,
      count: Number(value),
    })),
  }
  await recordAudit(tx, {
    workspaceId: row.workspace_id,
    actor: order.actor,
    action: 'import.applied',
    subject: { type: 'import', id: importId },
    after: { file_name: row.file_name, ...report },
    requestId: order.requestId,
    ip: order.ip,
  })
  await tx.query('delete from import_rows where import_id = $1', [importId])
  const finished = await tx.query(
    `update imports set status = 'done', report = $3, rows_done = coalesce(rows_total, 0), updated_at = $4
     where id = $1 and run = $2 and status = 'applying' returning id`,
    [importId, row.run, JSON.stringify(report), clock.now()],
  )
  if (finished.length === 0) throw new Superseded()
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

/** Ends an apply for good; the catalogue is as it was before. */
export async function failImport(services: Services, importId: string, report: object): Promise<void> {
  await services.db.query(
    `update imports set status = 'failed', report = $2, updated_at = $3 where id = $1 and status = 'applying'`,
    [importId, JSON.stringify(report), services.clock.now()],
  )
}

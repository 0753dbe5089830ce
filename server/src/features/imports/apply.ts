import { recordAudit } from '../../kernel/audit/audit.ts'
import { sqlState, type Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { Superseded } from './apply-progress.ts'
import { failImport, finishImport, loadImport } from './imports.ts'
import { type ImportKind, NoLongerFits } from './kind.ts'
import { clearRows, refreshStatistics } from './staging.ts'

/**
 * Applies an import in one transaction: all rows or none, also when the process dies. May be started again at any time; a
 * second run beside a live one does nothing.
 */
export async function applyImport<Row>(
  services: Services,
  kind: ImportKind<Row>,
  importId: string,
): Promise<void> {
  const { db, clock } = services
  const current = await loadImport(db, importId)
  if (current?.status !== 'applying') return
  try {
    await db.transaction((tx) => applyIn(tx, services, kind, importId))
  } catch (error) {
    if (error instanceof Superseded) return
    if (error instanceof NoLongerFits) {
      const report = { message: kind.changedMeanwhile, problems: error.counts }
      await failImport(db, importId, 'applying', report, clock.now())
      return
    }
    // Something that someone else created in these seconds took a unique value: the next run sees it.
    if (sqlState(error) === '23505') services.log.warn({ importId }, 'import met a row created meanwhile')
    throw error
  }
  await refreshStatistics(db, kind.staging)
  await services.storage.delete(current.file_key)
  services.log.info({ importId, rows: current.rows_total, at: clock.now() }, 'import applied')
}

async function applyIn<Row>(
  tx: Transaction,
  services: Services,
  kind: ImportKind<Row>,
  importId: string,
): Promise<void> {
  const [lock] = await tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 30)) as taken',
    [importId],
  )
  if (!lock?.taken) throw new Superseded()
  const row = await loadImport(services.db, importId)
  if (row?.status !== 'applying' || !row.apply_order) throw new Superseded()
  await tx.query('select pg_advisory_xact_lock(30, $1)', [row.workspace_id])
  const { actor, requestId, ip } = row.apply_order
  const report = await kind.write(tx, services, row, {
    importId,
    run: row.run,
    workspaceId: row.workspace_id,
  })
  await recordAudit(tx, {
    workspaceId: row.workspace_id,
    actor,
    action: 'import.applied',
    subject: { type: 'import', id: importId },
    after: { file_name: row.file_name, ...report },
    requestId,
    ip,
  })
  await clearRows(tx, kind.staging, importId, null)
  if (!(await finishImport(tx, row, report, services.clock.now()))) throw new Superseded()
}

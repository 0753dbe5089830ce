import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { foreignKeyViolation, sqlState, type Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'

interface Deletable {
  table: 'shipping_methods' | 'branches'
  id: number
  /** The noun of the audit log. */
  type: 'shipping_method' | 'branch'
  missing: string
  lock(tx: Transaction): Promise<object | null>
  deactivate(tx: Transaction): Promise<object>
}

export type Removal = 'deleted' | 'deactivated'

/**
 * Deletes a row, or deactivates it when something refers to it: the foreign keys decide, so that nothing can come to
 * refer to it meanwhile. Throws 404.
 */
export async function deleteOrDeactivate(act: Act, row: Deletable): Promise<Removal> {
  const { workspaceId } = act.caller
  const subject = { type: row.type, id: row.id }
  const locked = async (tx: Transaction) => {
    const before = await row.lock(tx)
    if (!before) throw notFound(row.missing)
    return before
  }
  try {
    return await act.db.transaction<Removal>(async (tx) => {
      const before = await locked(tx)
      await tx.query(`delete from ${row.table} where workspace_id = $1 and id = $2`, [workspaceId, row.id])
      await auditAct(tx, act, `${row.type}.deleted`, subject, { before })
      return 'deleted'
    })
  } catch (error) {
    if (sqlState(error) !== foreignKeyViolation) throw error
  }
  return act.db.transaction<Removal>(async (tx) => {
    await locked(tx)
    await row.deactivate(tx)
    const change = { before: { is_active: true }, after: { is_active: false } }
    await auditAct(tx, act, `${row.type}.deactivated`, subject, change)
    return 'deactivated'
  })
}

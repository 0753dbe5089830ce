import type { Database, Transaction } from '../../kernel/database/database.ts'

/** A read-only transaction on one snapshot. */
export interface Snapshot extends Transaction {
  /** From now on rows are grouped in the order of an index, or sorted, and never hashed. */
  groupInOrder(): Promise<void>
}

/**
 * Runs the statements of one report on one snapshot, so that its parts agree with each other. The covering indexes that
 * they read are in memory or nearly so, which the planner is told; see docs/decisions/0010-reports.md.
 */
export function onSnapshot<T>(db: Database, read: (tx: Snapshot) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.query(
      `set transaction isolation level repeatable read, read only;
       set local work_mem = '64MB'; set local random_page_cost = 1.1`,
    )
    const groupInOrder = async () => {
      await tx.query('set local enable_hashagg = off')
    }
    return read({ ...tx, groupInOrder })
  })
}

import type { Database, Transaction } from '../../kernel/database/database.ts'

/**
 * Runs the statements of one report on one snapshot, so that its parts agree with each other, with memory to group many
 * rows without the disk (docs/decisions/0010-reports.md). Read only.
 */
export function onSnapshot<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.query("set transaction isolation level repeatable read, read only; set local work_mem = '96MB'")
    return read(tx)
  })
}

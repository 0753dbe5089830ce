import type { Executor } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { type ImportRow, reportProgress } from './imports.ts'

/** Cancelled, or taken over by another run: everything is rolled back, nobody is told. */
export class Superseded extends Error {}

export interface ApplyProgress {
  /** One of the `matchingSteps` of finding out what the rows are about. */
  matched(): Promise<void>
  /** `rows` are all that have been written or skipped so far. */
  written(rows: number): Promise<void>
}

/**
 * Tells how far an apply is, in rows: matching takes about as long as writing, so it counts as the first half of them.
 * Both throw `Superseded` when the import was cancelled or another run took over. `db` must not be the transaction of
 * the apply, or nobody would see it.
 */
export function trackApply(
  db: Executor,
  row: Pick<ImportRow, 'id' | 'run' | 'status' | 'rows_total'>,
  clock: Services['clock'],
  matchingSteps: number,
): ApplyProgress {
  const half = Math.floor((row.rows_total ?? 0) / 2)
  let steps = 0
  async function report(done: number) {
    if (!(await reportProgress(db, row, done, null, clock.now()))) throw new Superseded()
  }
  return {
    matched() {
      steps++
      return report(Math.floor((half * Math.min(steps, matchingSteps)) / matchingSteps))
    },
    written: (rows) => report(half + Math.ceil(rows / 2)),
  }
}

import type { Executor } from '../../kernel/database/database.ts'

/** The rows of one run of one import, in one workspace. */
export interface Staging {
  importId: string
  run: number
  workspaceId: number
}

/** The table in which the rows of one kind of import wait between dry run and apply. */
export interface StagingTable<Row> {
  name: string
  /** Adds rows in one statement. */
  stage(tx: Executor, staging: Staging, rows: readonly Row[]): Promise<void>
}

/** `columnTypes` are the SQL types of a row's columns; the table also has `import_id` and `run`. */
export function stagingTable<Row>(
  name: string,
  columnTypes: Record<keyof Row & string, string>,
): StagingTable<Row> {
  const columns = Object.entries<string>(columnTypes)
  const names = columns.map(([column]) => column).join(', ')
  const record = columns.map(([column, type]) => `${column} ${type}`).join(', ')
  return {
    name,
    async stage(tx, staging, rows) {
      await tx.query(
        {
          name: `stage-${name}`,
          text: `insert into ${name} (import_id, run, ${names})
                 select $1, $2, ${names} from jsonb_to_recordset($3::jsonb) as r (${record})`,
        },
        [staging.importId, staging.run, JSON.stringify(rows)],
      )
    },
  }
}

/** Forgets the rows of an import, all of them or those of earlier runs. */
export async function clearRows(
  tx: Executor,
  table: { name: string },
  importId: string,
  exceptRun: number | null,
): Promise<void> {
  await tx.query(`delete from ${table.name} where import_id = $1 and run is distinct from $2`, [
    importId,
    exceptRun,
  ])
}

/** The planner knows nothing of rows that have just been written, and would loop where it should hash. */
export async function refreshStatistics(db: Executor, table: { name: string }): Promise<void> {
  await db.query(`analyze ${table.name}`)
}

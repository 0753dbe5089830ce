import type { Executor } from '../../kernel/database/database.ts'
import type { StagedRow } from './staged-row.ts'

/** The rows of one run of one import, in one workspace. */
export interface Staging {
  importId: string
  run: number
  workspaceId: number
}

const columnTypes: Record<keyof StagedRow, string> = {
  position: 'integer',
  line: 'integer',
  valid: 'boolean',
  sku: 'text',
  external_id: 'text',
  own_id: 'integer',
  parent_ref: 'text',
  type: 'text',
  name: 'text',
  variation_label: 'text',
  description: 'text',
  price: 'numeric',
  stock: 'integer',
  stock_mode: 'text',
  categories: 'jsonb',
  image_url: 'text',
  images: 'text[]',
  barcode: 'text',
  cost_price: 'numeric',
  weight: 'numeric',
  supplier: 'text',
  low_stock_threshold: 'integer',
  published: 'boolean',
  attributes: 'jsonb',
  extra: 'jsonb',
  search_text: 'text',
  search_marked: 'text',
}
const columnNames = Object.keys(columnTypes).join(', ')
const recordType = Object.entries(columnTypes)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

/** Adds rows in one statement. */
export async function stageRows(tx: Executor, staging: Staging, rows: readonly StagedRow[]): Promise<void> {
  await tx.query(
    {
      name: 'stage-import-rows',
      text: `insert into import_rows (import_id, run, ${columnNames})
             select $1, $2, ${columnNames} from jsonb_to_recordset($3::jsonb) as r (${recordType})`,
    },
    [staging.importId, staging.run, JSON.stringify(rows)],
  )
}

/** Forgets the rows of an import, all of them or those of earlier runs. */
export async function clearRows(tx: Executor, importId: string, exceptRun: number | null): Promise<void> {
  await tx.query('delete from import_rows where import_id = $1 and run is distinct from $2', [
    importId,
    exceptRun,
  ])
}

/** The planner knows nothing of rows that have just been written, and would loop where it should hash. */
export async function refreshStatistics(db: Executor): Promise<void> {
  await db.query('analyze import_rows')
}

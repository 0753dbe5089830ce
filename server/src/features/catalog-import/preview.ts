import type { Executor } from '../../kernel/database/database.ts'
import type { Staging } from '../imports/index.ts'

/** The first rows as they would be in the catalogue. */
export function previewRows(tx: Executor, { importId, run }: Staging): Promise<unknown[]> {
  return tx.query(
    `select line, case when not valid or problem is not null then 'skip' when is_new then 'create' else 'update' end as action,
            coalesce(type, 'simple') as type, sku, name, price::float8 as price, stock, categories, images, parent_ref as parent,
            attributes, published
     from import_rows where import_id = $1 and run = $2 order by position limit 20`,
    [importId, run],
  )
}

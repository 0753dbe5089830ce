import type { Executor } from '../../kernel/database/database.ts'
import type { Staging } from '../imports/index.ts'

/** The first rows as they would be in the catalogue. */
export function previewRows(tx: Executor, { importId, run }: Staging): Promise<unknown[]> {
  return tx.query(
    `select line, case when not valid or problem is not null then 'skip' when is_new then 'create' else 'update' end as action,
            coalesce(r.type, p.type, 'simple') as type, r.sku, coalesce(r.name, p.name) as name, r.price::float8 as price, r.stock, r.categories, r.images, r.parent_ref as parent,
            r.attributes, r.published
     from import_rows r left join products p on p.id = r.product_id
     where r.import_id = $1 and r.run = $2 order by position limit 20`,
    [importId, run],
  )
}

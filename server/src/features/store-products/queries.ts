import type { Executor } from '../../kernel/database/database.ts'
import type { PageSource } from '../../kernel/http/page-numbers.ts'
import { filteredProducts, type ListFilter, orderOf } from './list-filter.ts'
import { type StoreProductRow, storeProductColumns, storeProducts } from './product-sql.ts'

const columns = storeProductColumns.map((name) => `s.${name}`).join(', ')

/** The list in pages; a page is found by its sort values alone, and only its rows are read whole. */
export function listedProducts(
  db: Executor,
  workspaceId: number,
  filter: ListFilter,
  ordering: string | undefined,
): PageSource<StoreProductRow> {
  const { from, values } = filteredProducts(workspaceId, filter)
  const order = orderOf(ordering)
  return {
    async count() {
      const [row] = await db.query<{ total: number }>(`select count(*) as total ${from}`, values)
      return row!.total
    },
    rows: (limit, offset) =>
      db.query<StoreProductRow>(
        `select ${columns}
         from (select s.id ${from} order by ${order} limit ${limit} offset ${offset}) page
         join ${storeProducts} s on s.id = page.id
         order by ${order}`,
        values,
      ),
  }
}

export async function findStoreProduct(
  db: Executor,
  workspaceId: number,
  uuid: string,
): Promise<StoreProductRow | null> {
  const [row] = await db.query<StoreProductRow>(
    {
      name: 'store-product',
      text: `select ${columns} from ${storeProducts} s where s.workspace_id = $1 and s.uuid = $2`,
    },
    [workspaceId, uuid],
  )
  return row ?? null
}

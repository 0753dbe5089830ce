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
  by: { uuid: string } | { id: number },
): Promise<StoreProductRow | null> {
  const [key, value] = 'uuid' in by ? ['uuid', by.uuid] : ['id', by.id]
  const [row] = await db.query<StoreProductRow>(
    {
      name: `store-product-by-${key}`,
      text: `select ${columns} from ${storeProducts} s where s.workspace_id = $1 and s.${key} = $2`,
    },
    [workspaceId, value],
  )
  return row ?? null
}

export interface Statistics {
  total_products: number
  active_products: number
  in_stock_products: number
  with_links: number
  with_prices: number
  with_discounts: number
  auto_extracted: number
  manual: number
  by_type: { product_type: string; count: number }[]
  by_extraction_method: { extraction_method: string; count: number }[]
  by_currency: { currency: string; count: number }[]
}

const countedBy = (name: string) =>
  `(select coalesce(json_agg(json_build_object('${name}', ${name}, 'count', count) order by count desc, ${name}), '[]')
    from (select ${name}, count(*) from hits group by ${name}) counted) `

/** How many products of each kind pass the filter. */
export async function readStatistics(
  db: Executor,
  workspaceId: number,
  filter: ListFilter,
): Promise<Statistics> {
  const { from, values } = filteredProducts(workspaceId, filter)
  const [row] = await db.query<Statistics>(
    `with hits as materialized (
       select s.is_active, s.in_stock, s.link, s.price, s.has_discount, s.extraction_method, s.product_type, s.currency ${from}
     )
     select count(*) as total_products,
       count(*) filter (where is_active) as active_products,
       count(*) filter (where in_stock) as in_stock_products,
       count(*) filter (where link <> '') as with_links,
       count(price) as with_prices,
       count(*) filter (where has_discount) as with_discounts,
       count(*) filter (where extraction_method <> 'manual') as auto_extracted,
       count(*) filter (where extraction_method = 'manual') as manual,
       ${countedBy('product_type')} as by_type,
       ${countedBy('extraction_method')} as by_extraction_method,
       ${countedBy('currency')} as by_currency
     from hits`,
    values,
  )
  return row!
}

export interface Figures {
  total_products: number
  active_products: number
  inactive_products: number
  in_stock_products: number
  out_of_stock_products: number
  products_with_discount: number
  by_source: Record<string, number>
  by_category: Record<string, number>
  /** Amounts as decimal text with two places. */
  price_range: { min: string; max: string; average: string } | null
  total_value: string
  /** The most frequent one, which the amounts are in; null without products. */
  currency: string | null
}

const countsBy = (name: string) =>
  `(select coalesce(json_object_agg(${name}, count order by count desc, ${name}), '{}')
    from (select ${name}, count(*) from hits where ${name} <> '' group by ${name}) counted)`

/** Figures over the products that pass the filter; amounts of other currencies than the most frequent one are left out. */
export async function readFigures(db: Executor, workspaceId: number, filter: ListFilter): Promise<Figures> {
  const { from, values } = filteredProducts(workspaceId, filter)
  const [row] = await db.query<Figures>(
    `with hits as materialized (
       select s.is_active, s.in_stock, s.has_discount, s.external_source, s.category, s.price, s.stock_quantity, s.currency ${from}
     ), main as materialized (
       select currency from hits group by currency order by count(price) desc, count(*) desc, currency limit 1
     ), money as materialized (
       select min(price) as min, max(price) as max, round(avg(price), 2) as average,
         coalesce(sum(price * greatest(stock_quantity, 0)), 0.00) as total_value
       from hits where currency = (select currency from main)
     )
     select count(*) as total_products,
       count(*) filter (where is_active) as active_products,
       count(*) filter (where not is_active) as inactive_products,
       count(*) filter (where in_stock) as in_stock_products,
       count(*) filter (where not in_stock) as out_of_stock_products,
       count(*) filter (where has_discount) as products_with_discount,
       ${countsBy('external_source')} as by_source,
       ${countsBy('category')} as by_category,
       (select case when min is not null
         then json_build_object('min', min::text, 'max', max::text, 'average', average::text) end from money) as price_range,
       (select total_value::text from money) as total_value,
       (select currency from main) as currency
     from hits`,
    values,
  )
  return row!
}

/** The distinct texts of a column among the products that pass the filter, in code point order. */
export async function readDistinct(
  db: Executor,
  workspaceId: number,
  filter: ListFilter,
  column: 'category' | 'brand',
): Promise<string[]> {
  const { from, values } = filteredProducts(workspaceId, filter)
  const rows = await db.query<{ text: string }>(
    `select distinct s.${column} collate "C" as text ${from} and btrim(s.${column}) <> '' order by 1`,
    values,
  )
  return rows.map((row) => row.text)
}

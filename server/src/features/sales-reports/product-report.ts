import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import type { ReportScope } from './report-queries.ts'

/** A row of `GET /reports/products` (sales contract 8). */
export interface ProductReportRow {
  id: number
  name: string
  sku: string | null
  category: string | null
  price: number
  stock: number
  total_sold: number
  revenue: number
}

/** Id, pieces and revenue of a product: what the order of the report needs. */
type Ranked = [number, number, number]

const chunkSize = 1000

/**
 * Every active product, by revenue, in portions of up to a thousand. The whole ranking is held as compact text (about 20 bytes
 * a product) and the rest of each row is read when its turn comes, so that neither memory nor a connection is bound by a slow
 * reader. With a page only that part.
 */
export async function* productPortions(
  db: Executor,
  scope: ReportScope,
  page: Page | null,
): AsyncGenerator<ProductReportRow[]> {
  for (const chunk of await readRanking(db, scope, page)) {
    yield await readRows(db, scope.workspaceId, JSON.parse(chunk) as Ranked[])
  }
}

/** The ranking as JSON texts of up to a thousand entries, in order. */
async function readRanking(db: Executor, scope: ReportScope, page: Page | null): Promise<string[]> {
  const { workspaceId, range } = scope
  const window = page ? `limit ${page.limit} offset ${page.offset}` : ''
  const rows = await db.query<{ chunk: string }>(
    `with ranked as (
       select p.id, coalesce(s.total_sold, 0) as total_sold, coalesce(s.revenue, 0) as revenue
       from products p
       left join (
         select i.product_id, sum(i.quantity) as total_sold, sum(i.subtotal) as revenue
         from orders o join order_items i on i.order_id = o.id
         where o.workspace_id = $1 and o.created_at >= $2 and o.created_at < $3 and o.status = 'delivered'
         group by 1) s on s.product_id = p.id
       where p.workspace_id = $1 and p.is_active and p.deleted_at is null
       order by 3 desc, 2 desc, 1 ${window})
     select json_agg(json_build_array(id, total_sold, revenue) order by place)::text as chunk
     from (select *, row_number() over (order by revenue desc, total_sold desc, id) - 1 as place from ranked) r
     group by place / ${chunkSize} order by place / ${chunkSize}`,
    [workspaceId, range.start, range.end],
  )
  return rows.map((row) => row.chunk)
}

/** The products of a portion in its order; one that was deleted since the ranking is left out. */
async function readRows(db: Executor, workspaceId: number, ranked: Ranked[]): Promise<ProductReportRow[]> {
  const products = await db.query<Omit<ProductReportRow, 'total_sold' | 'revenue'>>(
    {
      name: 'product-report-rows',
      text: `select id, name, sku, category, price::float8 as price, stock from products
             where workspace_id = $1 and id = any ($2) and deleted_at is null`,
    },
    [workspaceId, ranked.map(([id]) => id)],
  )
  const byId = new Map(products.map((product) => [product.id, product]))
  return ranked.flatMap(([id, totalSold, revenue]) => {
    const product = byId.get(id)
    return product ? [{ ...product, total_sold: totalSold, revenue }] : []
  })
}

/** The rows of all portions. */
export async function* eachRow(
  portions: AsyncIterable<ProductReportRow[]>,
): AsyncGenerator<ProductReportRow> {
  for await (const portion of portions) yield* portion
}

/** Answers with one JSON array, portion by portion; the first is awaited, so that a failing query is still an error. */
export async function sendPortions(reply: FastifyReply, portions: AsyncIterator<ProductReportRow[]>) {
  const first = await portions.next()
  async function* json() {
    let separator = '['
    for (let next = first; !next.done; next = await portions.next()) {
      if (next.value.length === 0) continue
      yield separator + next.value.map((row) => JSON.stringify(row)).join(',')
      separator = ','
    }
    yield separator === '[' ? '[]' : ']'
  }
  return reply.type('application/json; charset=utf-8').send(Readable.from(json(), { objectMode: false }))
}

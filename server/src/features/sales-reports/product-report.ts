import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Database, Executor } from '../../kernel/database/database.ts'
import type { Page } from '../../kernel/http/pagination.ts'
import { type ReportScope, soldByProduct, valuesOf } from './report-queries.ts'
import { onSnapshot } from './snapshot.ts'

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

/** Id, pieces sold and hundredths of revenue of a product. */
type Ranked = [number, number, number]

const chunkSize = 1000

/**
 * Every active product, by revenue, in portions of up to a thousand. The whole ranking is held as compact text (about 20 bytes
 * a product) and the rest of each row is read when its turn comes, so that neither memory nor a connection is bound by a slow
 * reader. With a page only that part.
 */
export async function* productPortions(
  db: Database,
  scope: ReportScope,
  page: Page | null,
): AsyncGenerator<ProductReportRow[]> {
  for (const chunk of await readRanking(db, scope, page)) {
    yield await readRows(db, scope.workspaceId, JSON.parse(chunk) as Ranked[])
  }
}

const byRevenue = 'order by hundredths desc, total_sold desc, id'

/** The ranking as JSON texts of up to a thousand entries, in order. */
function readRanking(db: Database, scope: ReportScope, page: Page | null): Promise<string[]> {
  return onSnapshot(db, async (tx) => {
    await tx.groupInOrder()
    return (page && (await rankSold(tx, scope, page))) ?? rankAll(tx, scope, page)
  })
}

/**
 * A page that lies among the best products: only so many of them are looked at. Null when it does not, or too many of them are
 * no longer on sale.
 */
async function rankSold(tx: Executor, scope: ReportScope, page: Page): Promise<string[] | null> {
  const candidates = page.offset + page.limit + 100
  const [row] = await tx.query<{ chunk: string; length: number }>(
    `select json_agg(json_build_array(id, total_sold, hundredths) ${byRevenue})::text as chunk, count(*) as length
     from (
       select p.id, s.total_sold, s.hundredths
       from (${soldByProduct} order by 3 desc, 2 desc, 1 limit ${candidates}) s
       join products p on p.workspace_id = $1 and p.id = s.product_id and p.is_active and p.deleted_at is null
       ${byRevenue} limit ${page.limit} offset ${page.offset}) best`,
    valuesOf(scope),
  )
  return row?.length === page.limit ? [row.chunk] : null
}

async function rankAll(tx: Executor, scope: ReportScope, page: Page | null): Promise<string[]> {
  const window = page ? `limit ${page.limit} offset ${page.offset}` : ''
  const rows = await tx.query<{ chunk: string }>(
    `select json_agg(json_build_array(id, total_sold, hundredths) order by place)::text as chunk
     from (
       select *, row_number() over (${byRevenue}) - 1 as place
       from (
         select p.id, coalesce(s.total_sold, 0) as total_sold, coalesce(s.hundredths, 0) as hundredths
         from products p left join (${soldByProduct}) s on s.product_id = p.id
         where p.workspace_id = $1 and p.is_active and p.deleted_at is null
         ${byRevenue} ${window}) ranked) placed
     group by place / ${chunkSize} order by place / ${chunkSize}`,
    valuesOf(scope),
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
  return ranked.flatMap(([id, totalSold, hundredths]) => {
    const product = byId.get(id)
    return product ? [{ ...product, total_sold: totalSold, revenue: hundredths / 100 }] : []
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

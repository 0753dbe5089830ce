import { notFound } from '../../kernel/errors.ts'
import { numberedPage, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type Context, route } from '../../kernel/http/route.ts'
import { uuidParam } from '../../kernel/http/uuid.ts'
import { listQuery } from './list-filter.ts'
import { presentStoreProduct } from './present.ts'
import type { StoreProductRow } from './product-sql.ts'
import { findStoreProduct, listedProducts } from './queries.ts'
import { StoreProduct } from './schemas.ts'

export const base = '/api/v1/web-knowledge/products'
export const tag = 'Store products'
export const reading = { kind: 'user', permission: 'products:read', peopleOnly: true } as const

export const readRoutes = [
  route({
    method: 'GET',
    path: base,
    summary: 'List products with what stores know of them',
    description: 'Filters hold together.',
    tag,
    access: reading,
    query: listQuery,
    responses: { 200: numberedPageSchema(StoreProduct) },
    async handle(c) {
      const { ordering, ...filter } = c.query()
      const products = listedProducts(c.db, c.caller.workspaceId, filter, ordering)
      const page = await numberedPage(c.request, c.rawQuery, products)
      return { ...page, results: page.results.map(presentStoreProduct) }
    },
  }),
  route({
    method: 'GET',
    path: `${base}/:id`,
    summary: 'Show a product with what its store knows of it',
    tag,
    access: reading,
    responses: { 200: StoreProduct },
    handle: async (c) => presentStoreProduct(await requireStoreProduct(c)),
  }),
]

/** Paths beside `/:id` and the one method of each: any other one is not offered, rather than a product missing. */
const otherPaths: Readonly<Record<string, string>> = {
  statistics: 'GET',
  stats: 'GET',
  categories: 'GET',
  brands: 'GET',
  'bulk-update': 'POST',
  'bulk-delete': 'POST',
}

/** The product of the path; 404 for what is unknown, foreign, deleted or no id at all. */
export async function requireStoreProduct(
  c: Pick<Context, 'db' | 'caller' | 'param' | 'dialect' | 'request'>,
): Promise<StoreProductRow> {
  const method = Object.hasOwn(otherPaths, c.param('id')) && otherPaths[c.param('id')]
  if (method) throw c.dialect.methodNotAllowed?.([method], c.request.method) ?? notFound('Not found.')
  const row = await findStoreProduct(c.db, c.caller.workspaceId, { uuid: uuidParam(c) })
  if (!row) throw notFound('Not found.')
  return row
}

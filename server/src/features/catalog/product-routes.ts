import { notFound } from '../../kernel/errors.ts'
import { readBody } from '../../kernel/http/body.ts'
import { moreThanTotal, salesPage, tellMoreThanTotal } from '../../kernel/http/pagination.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { deleteProduct } from './delete-product.ts'
import { listProducts } from './list-products.ts'
import { Message } from './named-schemas.ts'
import { type ProductRow, presentProduct } from './present-product.ts'
import { findProduct } from './product-queries.ts'
import {
  Product,
  ProductPage,
  productBody,
  productQuery,
  refuseMissingNameOrPrice,
} from './product-schemas.ts'
import { searchNeedle } from './product-search.ts'
import { createProduct, updateProduct } from './save-product.ts'

const tag = 'Products'
const unknown = 'Product not found'

export const productRoutes = [
  salesRoute({
    method: 'GET',
    path: '/api/products',
    summary: 'List products, newest first',
    description: moreThanTotal,
    tag,
    query: productQuery,
    responses: { 200: ProductPage },
    async handle(c) {
      const query = c.query()
      const page = salesPage(c.rawQuery)
      const { found, total, more } = await listProducts(
        c.db,
        c.services.cache,
        c.caller.workspaceId,
        {
          active: query.is_active ?? 'true',
          category: query.category?.trim() ?? '',
          search: searchNeedle(query.search),
        },
        page,
      )
      if (more) tellMoreThanTotal(c.reply)
      return { products: found.map(presentProduct), total, page: page.page, limit: page.limit }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/products/:id',
    summary: 'Show a product',
    tag,
    responses: { 200: Product },
    handle: async (c) => presentProduct(await requireProduct(c, c.id(unknown))),
  }),
  salesRoute({
    method: 'POST',
    path: '/api/products',
    summary: 'Create a product',
    tag,
    idempotent: true,
    body: productBody,
    status: 201,
    responses: { 201: Product },
    async handle(c) {
      refuseMissingNameOrPrice(readBody(c.request, c.dialect))
      return presentProduct(await createProduct(c, c.input()))
    },
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/products/:id',
    summary: 'Change a product',
    description: 'Only the keys that are present change. `stock` is the new absolute value.',
    tag,
    body: productBody,
    responses: { 200: Product },
    async handle(c) {
      const { id } = await requireProduct(c, c.id(unknown))
      refuseMissingNameOrPrice(readBody(c.request, c.dialect), true)
      return presentProduct(await updateProduct(c, id, c.changes()))
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/products/:id',
    summary: 'Delete a product',
    tag,
    responses: { 200: Message },
    async handle(c) {
      await deleteProduct(c, c.id(unknown))
      return { message: 'Product deleted successfully' }
    },
  }),
]

async function requireProduct(c: Pick<Context, 'db' | 'caller'>, id: number): Promise<ProductRow> {
  const row = await findProduct(c.db, c.caller.workspaceId, id)
  if (!row) throw notFound(unknown)
  return row
}

import { Type } from 'typebox'
import type { Executor } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { type ProductRow, presentProduct, productColumns } from './present-product.ts'
import { Product } from './product-schemas.ts'

const Family = Type.Object({
  parent: Type.Unsafe<Product | null>(nullableSchema(Product)),
  variations: Type.Array(Product),
})

export const variationRoutes = [
  salesRoute({
    method: 'GET',
    path: '/api/products/:id/variations',
    summary: 'Show the variations of a product, and the parent of a variation',
    tag: 'Products',
    responses: { 200: Family },
    async handle(c) {
      const id = c.id('Product not found')
      const family = await readFamily(c.db, c.caller.workspaceId, id)
      if (!family.some((row) => row.id === id)) throw notFound('Product not found')
      return {
        parent: family.filter((row) => row.kinship === 'parent').map(presentProduct)[0] ?? null,
        variations: family.filter((row) => row.kinship === 'variation').map(presentProduct),
      }
    },
  }),
]

const columns = productColumns.map((name) => `p.${name}`).join(', ')

/** The product itself, its parent if it is a variation, and its own variations, oldest first: one statement. */
function readFamily(db: Executor, workspaceId: number, id: number) {
  return db.query<ProductRow & { kinship: 'self' | 'parent' | 'variation' }>(
    {
      name: 'product-family',
      text: `select ${columns},
        case p.id when self.id then 'self' when self.parent_id then 'parent' else 'variation' end as kinship
      from products self
      join products p on p.workspace_id = self.workspace_id
        and (p.id = self.id or p.id = self.parent_id or p.parent_id = self.id)
      where self.workspace_id = $1 and self.id = $2 and self.deleted_at is null and p.deleted_at is null
      order by p.id`,
    },
    [workspaceId, id],
  )
}

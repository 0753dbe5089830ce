import { Refusal } from '../../kernel/errors.ts'
import { readBody } from '../../kernel/http/body.ts'
import { type Context, route } from '../../kernel/http/route.ts'
import { isUuid } from '../../kernel/http/uuid.ts'
import { deleteStoreProducts } from './delete-store-products.ts'
import { bulkBody } from './inputs.ts'
import { base, tag } from './read-routes.ts'
import { updateStoreProducts } from './save-store-product.ts'
import { BulkDeleted, BulkUpdated } from './schemas.ts'
import { writing } from './write-routes.ts'

const maxIds = 1000
const { product_ids } = bulkBody

export const bulkRoutes = [
  route({
    method: 'POST',
    path: `${base}/bulk-update`,
    summary: 'Switch several products at once',
    description: 'Ids that are not there, or not yours, are passed over.',
    tag,
    access: writing,
    form: true,
    body: bulkBody,
    responses: { 200: BulkUpdated },
    async handle(c) {
      const ids = productIds(c)
      const { is_active, in_stock } = c.changes()
      const changes = {
        ...(is_active === undefined ? {} : { is_active }),
        ...(in_stock === undefined ? {} : { in_stock }),
      }
      const updated_fields = Object.keys(changes)
      if (updated_fields.length === 0) throw failed(400, 'No fields to update: send is_active or in_stock')
      const updated_count = await updateStoreProducts(c, ids, changes)
      if (updated_count === 0) throw noneFound()
      return { success: true, message: `${updated_count} products updated`, updated_count, updated_fields }
    },
  }),
  route({
    method: 'POST',
    path: `${base}/bulk-delete`,
    summary: 'Delete several products at once, and their variations',
    description: 'Ids that are not there, or not yours, are passed over.',
    tag,
    access: writing,
    form: true,
    body: { product_ids },
    responses: { 200: BulkDeleted },
    async handle(c) {
      const deleted_products = await deleteStoreProducts(c, productIds(c))
      const deleted_count = deleted_products.length
      if (deleted_count === 0) throw noneFound()
      return { success: true, message: `${deleted_count} products deleted`, deleted_count, deleted_products }
    },
  }),
]

const failed = (status: number, error: string) => new Refusal(status, error, { body: { error } })
const noneFound = () => failed(404, 'No products found')

/** The ids of the body, each once and in lower case; refuses what is no list of ids. */
function productIds(c: Pick<Context, 'request' | 'dialect'>): string[] {
  const ids = readBody(c.request, c.dialect).product_ids
  if (!Array.isArray(ids) || ids.length === 0)
    throw failed(400, 'product_ids is required: a list of product ids')
  if (ids.length > maxIds) throw failed(400, `product_ids may hold no more than ${maxIds} ids`)
  if (!ids.every(isUuid)) throw failed(400, 'product_ids must be a list of product ids')
  return [...new Set(ids.map((id) => id.toLowerCase()))]
}

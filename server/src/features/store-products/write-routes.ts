import { Refusal } from '../../kernel/errors.ts'
import { readBody } from '../../kernel/http/body.ts'
import { type Context, route } from '../../kernel/http/route.ts'
import { deleteStoreProduct } from './delete-store-products.ts'
import { productBody } from './inputs.ts'
import { presentStoreProduct } from './present.ts'
import { base, requireStoreProduct, tag } from './read-routes.ts'
import { createStoreProduct, updateStoreProduct } from './save-store-product.ts'
import { Created, Deleted, Saved } from './schemas.ts'

export const writing = { kind: 'user', permission: 'products:write', peopleOnly: true } as const
/** A description of 200,000 characters fits. */
const bodyLimit = 2 * 1024 * 1024

const change = {
  path: `${base}/:id`,
  tag,
  access: writing,
  form: true,
  bodyLimit,
  body: productBody,
  responses: { 200: Saved },
} as const

export const writeRoutes = [
  route({
    method: 'POST',
    path: base,
    summary: 'Create a product by hand',
    tag,
    access: writing,
    form: true,
    idempotent: true,
    bodyLimit,
    body: productBody,
    status: 201,
    responses: { 201: Created },
    async handle(c) {
      readBody(c.request, c.dialect)
      const input = inErrors(c, () => c.input())
      const product = presentStoreProduct(await createStoreProduct(c, input))
      return { success: true, message: 'Product created successfully', product, id: product.id }
    },
  }),
  route({
    ...change,
    method: 'PATCH',
    summary: 'Change the keys that are present',
    async handle(c) {
      const { uuid } = await requireStoreProduct(c)
      return saved(await updateStoreProduct(c, uuid, c.changes()))
    },
  }),
  route({
    ...change,
    method: 'PUT',
    summary: 'Change a product; title and description are required',
    description: 'Other keys that are absent stay as they are.',
    async handle(c) {
      const { uuid } = await requireStoreProduct(c)
      c.input()
      return saved(await updateStoreProduct(c, uuid, c.changes()))
    },
  }),
  route({
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete a product, and its variations',
    description: 'Its store brings a synced product back with the next event about it.',
    tag,
    access: writing,
    responses: { 200: Deleted },
    async handle(c) {
      const product = await requireStoreProduct(c)
      const deleted = await deleteStoreProduct(c, product.uuid)
      return {
        success: true,
        message: `Product "${product.title}" deleted successfully`,
        deleted_product: deleted,
      }
    },
  }),
]

function saved(row: Parameters<typeof presentStoreProduct>[0]) {
  return { success: true, message: 'Product updated successfully', product: presentStoreProduct(row) }
}

/** Field errors in the form that creating has: `{success:false,errors:{field:[...]}}` (storefronts contract 7.3). */
function inErrors<T>(c: Pick<Context, 'dialect'>, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof Refusal) || error.fields.length === 0) throw error
    throw new Refusal(400, error.message, { body: { success: false, errors: c.dialect.render(error) } })
  }
}

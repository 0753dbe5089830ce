import type { Act } from '../../kernel/audit/act.ts'
import { notFound } from '../../kernel/errors.ts'
import { deleteProductsIn } from '../catalog/index.ts'
import { lockStoreProducts } from './details-queries.ts'

/** What is told of a deleted product. */
export interface DeletedProduct {
  id: string
  title: string
  product_type: string
}

/** Deletes one product as the sales API does. Throws 404 when it is gone meanwhile. */
export async function deleteStoreProduct(act: Act, uuid: string): Promise<DeletedProduct> {
  const [deleted] = await deleteStoreProducts(act, [uuid])
  if (!deleted) throw notFound('Not found.')
  return deleted
}

/** Deletes those of the products that exist, with their variations; answers what it deleted, in the order of `uuids`. */
export function deleteStoreProducts(act: Act, uuids: readonly string[]): Promise<DeletedProduct[]> {
  return act.db.transaction(async (tx) => {
    const locked = await lockStoreProducts(tx, act.caller.workspaceId, uuids)
    await deleteProductsIn(
      tx,
      act,
      locked.map((product) => product.id),
    )
    const byUuid = new Map(locked.map((product) => [product.uuid, product]))
    return uuids.flatMap((uuid) => {
      const product = byUuid.get(uuid)
      return product ? [{ id: uuid, title: product.title, product_type: product.product_type }] : []
    })
  })
}

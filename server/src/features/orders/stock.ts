import type { Executor } from '../../kernel/database/database.ts'

/**
 * Gives all quantities of an order back and marks it, once: an order that never took stock, or whose stock is already back, is
 * left alone. The caller holds the order's row lock.
 */
export async function giveStockBack(
  tx: Executor,
  order: { workspaceId: number; orderId: number; actorId: number; now: Date },
): Promise<void> {
  const { workspaceId, orderId, actorId, now } = order
  const marked = await tx.query(
    `update orders set stock_returned_at = $3
     where workspace_id = $1 and id = $2 and moves_stock and stock_returned_at is null returning id`,
    [workspaceId, orderId, now],
  )
  if (marked.length === 0) return
  await tx.query(
    `select id from products
     where workspace_id = $1 and id in (select product_id from order_items where order_id = $2)
     order by id for no key update`,
    [workspaceId, orderId],
  )
  // Somebody may have set a stock so high that the pieces no longer fit: then it stays at the largest number.
  await tx.query(
    `with sold as (
       select product_id, sum(quantity)::bigint as quantity from order_items where order_id = $2 group by 1
     ), given_back as (
       update products p set stock = least(p.stock::bigint + s.quantity, 2147483647)
       from sold s, products old
       where p.workspace_id = $1 and p.id = s.product_id and old.id = p.id
       returning p.id, old.stock as previous_stock, p.stock as new_stock
     )
     insert into inventory_transactions (workspace_id, product_id, type, quantity, previous_stock, new_stock,
       reference_type, reference_id, created_by, created_at)
     select $1, id, 'return', new_stock - previous_stock, previous_stock, new_stock, 'order', $2, $3, $4
     from given_back order by id`,
    [workspaceId, orderId, actorId, now],
  )
}

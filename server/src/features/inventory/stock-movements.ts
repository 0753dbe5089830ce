import type { Executor } from '../../kernel/database/database.ts'

export type MovementType = 'in' | 'out' | 'return' | 'adjustment'

/** One change of a product's stock. `quantity` is the moved amount, of an adjustment the new stock. */
export interface StockMovement {
  productId: number
  type: MovementType
  quantity: number
  previousStock: number
  newStock: number
  notes?: string | null
  referenceType?: string | null
  referenceId?: number | null
}

/** Whose movement it is and when it happened; `userId` is null for the system. */
export interface MovementOrigin {
  workspaceId: number
  userId: number | null
  at: Date
}

/**
 * Records stock changes in one statement, whatever their number; returns their ids in order. Call it in the transaction
 * that changes `products.stock`: for every product, the changes from 0 add up to its stock.
 */
export async function recordStockMovements(
  tx: Executor,
  origin: MovementOrigin,
  movements: readonly StockMovement[],
): Promise<number[]> {
  if (movements.length === 0) return []
  const column = <T>(read: (movement: StockMovement) => T) => movements.map(read)
  const rows = await tx.query<{ id: number }>(
    `insert into inventory_transactions
       (workspace_id, created_by, created_at, product_id, type, quantity, previous_stock, new_stock, notes, reference_type, reference_id)
     select $1, $2, $3, m.product_id, m.type, m.quantity, m.previous_stock, m.new_stock, m.notes, m.reference_type, m.reference_id
     from unnest($4::int[], $5::text[], $6::int[], $7::int[], $8::int[], $9::text[], $10::text[], $11::int[])
       with ordinality as m (product_id, type, quantity, previous_stock, new_stock, notes, reference_type, reference_id, position)
     order by m.position
     returning id`,
    [
      origin.workspaceId,
      origin.userId,
      origin.at,
      column((m) => m.productId),
      column((m) => m.type),
      column((m) => m.quantity),
      column((m) => m.previousStock),
      column((m) => m.newStock),
      column((m) => m.notes ?? null),
      column((m) => m.referenceType ?? null),
      column((m) => m.referenceId ?? null),
    ],
  )
  return rows.map((row) => row.id)
}

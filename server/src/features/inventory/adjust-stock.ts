import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { invalidField, notFound, Refusal } from '../../kernel/errors.ts'
import type { Input } from '../../kernel/http/fields.ts'
import { lockStock, setStock } from './queries.ts'
import type { adjustBody } from './schemas.ts'
import { type MovementType, recordStockMovements } from './stock-movements.ts'

const maxStock = 2147483647

/** Moves stock by hand and records it; `adjustment` counts anew, the other types add or take (sales contract 8). */
export function adjustStock(act: Act, input: Input<typeof adjustBody>) {
  return act.db.transaction(async (tx) => {
    const { workspaceId, userId } = act.caller
    const { product_id: productId, type, quantity } = input
    const notes = input.notes ?? null
    const at = act.services.clock.now()

    const previousStock = await lockStock(tx, workspaceId, productId)
    if (previousStock === null) throw notFound('Product not found')
    const newStock = stockAfter(type, previousStock, quantity)
    if (newStock < 0) throw new Refusal(400, 'Insufficient stock')
    if (newStock > maxStock) throw invalidField('quantity', 'Invalid value')

    await setStock(tx, workspaceId, productId, newStock, at)
    const movement = { productId, type, quantity, previousStock, newStock, notes }
    const [id] = await recordStockMovements(tx, { workspaceId, userId, at }, [movement])
    await auditAct(
      tx,
      act,
      'stock.adjusted',
      { type: 'product', id: productId },
      { before: { stock: previousStock }, after: { stock: newStock, type, quantity, notes } },
    )
    return {
      id,
      product_id: productId,
      type,
      quantity,
      notes,
      created_by: userId,
      created_at: at.toISOString(),
      previous_stock: previousStock,
      new_stock: newStock,
    }
  })
}

function stockAfter(type: MovementType, stock: number, quantity: number): number {
  if (type === 'adjustment') return quantity
  return type === 'out' ? stock - quantity : stock + quantity
}

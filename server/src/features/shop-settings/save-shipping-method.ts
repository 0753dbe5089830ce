import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { notFound } from '../../kernel/errors.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import { deleteOrDeactivate, type Removal } from './delete-or-deactivate.ts'
import {
  type ColumnValues,
  findShippingMethod,
  insertShippingMethod,
  updateShippingMethod,
} from './queries.ts'
import type { ShippingMethod, ShippingMethodChanges, ShippingMethodInput } from './schemas.ts'

export const shippingMethodNotFound = 'Shipping method not found'
const subject = (id: number) => ({ type: 'shipping_method', id })

export function createShippingMethod(act: Act, input: ShippingMethodInput): Promise<ShippingMethod> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const values = { ...columnValues(input), created_at: act.services.clock.now() }
    const row = await insertShippingMethod(tx, workspaceId, values)
    await auditAct(tx, act, 'shipping_method.created', subject(row.id), { after: row })
    return row
  })
}

/** Changes the keys that are present; throws 404. `readChanges` is called once the method is found. */
export function changeShippingMethod(
  act: Act,
  id: number,
  readChanges: () => ShippingMethodChanges,
): Promise<ShippingMethod> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const before = await findShippingMethod(tx, workspaceId, id, { lock: true })
    if (!before) throw notFound(shippingMethodNotFound)
    const after = await updateShippingMethod(tx, workspaceId, id, columnValues(readChanges()))
    await auditAct(tx, act, 'shipping_method.updated', subject(id), difference(before, after))
    return after
  })
}

/** Deletes a method that no order and no shipment names; a used one is only deactivated. Throws 404. */
export function deleteShippingMethod(act: Act, id: number): Promise<Removal> {
  const { workspaceId } = act.caller
  return deleteOrDeactivate(act, {
    table: 'shipping_methods',
    id,
    type: 'shipping_method',
    missing: shippingMethodNotFound,
    lock: (tx) => findShippingMethod(tx, workspaceId, id, { lock: true }),
    deactivate: (tx) => updateShippingMethod(tx, workspaceId, id, { is_active: false }),
  })
}

/** Columns of the keys that were sent. */
function columnValues(input: ShippingMethodChanges): ColumnValues {
  const { cost, ...rest } = input
  const sent = Object.entries(rest).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(sent), ...(cost === undefined ? {} : { cost: moneyToString(cost) }) }
}

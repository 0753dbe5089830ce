import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { notFound } from '../../kernel/errors.ts'
import { insertSupplier, lockSupplier, removeSupplier, updateSupplierRow } from './supplier-queries.ts'
import type { Supplier, SupplierChanges, SupplierInput } from './supplier-schemas.ts'

export function createSupplier(act: Act, input: SupplierInput): Promise<Supplier> {
  return act.db.transaction(async (tx) => {
    const values = { ...sent(input), name: input.name }
    const row = await insertSupplier(tx, act.caller.workspaceId, values, act.services.clock.now())
    await auditAct(tx, act, 'supplier.created', { type: 'supplier', id: row.id }, { after: row })
    return row
  })
}

export function updateSupplier(act: Act, id: number, changes: SupplierChanges): Promise<Supplier> {
  return act.db.transaction(async (tx) => {
    const { workspaceId } = act.caller
    const before = await lockSupplier(tx, workspaceId, id)
    if (!before) throw notFound('Supplier not found')
    const row = await updateSupplierRow(tx, workspaceId, before, sent(changes), act.services.clock.now())
    await auditAct(tx, act, 'supplier.updated', { type: 'supplier', id }, difference(before, row))
    return row
  })
}

/** Deletes the supplier; its products stay and name no supplier any more. */
export function deleteSupplier(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    const { workspaceId } = act.caller
    const before = await lockSupplier(tx, workspaceId, id)
    if (!before) throw notFound('Supplier not found')
    await removeSupplier(tx, workspaceId, id, act.services.clock.now())
    await auditAct(tx, act, 'supplier.deleted', { type: 'supplier', id }, { before })
  })
}

function sent(input: SupplierChanges): SupplierChanges {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

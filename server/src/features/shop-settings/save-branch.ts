import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { type Transaction, violatedConstraint } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { deleteOrDeactivate, type Removal } from './delete-or-deactivate.ts'
import { type ColumnValues, insertBranch, lockBranch, nextBranchCode, updateBranch } from './queries.ts'
import type { Branch, BranchChanges, BranchInput } from './schemas.ts'

export const branchNotFound = 'Branch not found'

/** Creates a branch with the code asked for, else with the next free one. Throws 400 for a code that is taken. */
export function createBranch(act: Act, input: BranchInput): Promise<Branch> {
  return act.db.transaction(async (tx) => {
    const now = act.services.clock.now()
    const values = { ...sent(input), created_at: now, updated_at: now }
    const row = input.code
      ? await insertBranch(tx, act.caller.workspaceId, values)
      : await insertWithNextCode(tx, act.caller.workspaceId, values)
    if (!row) throw codeTaken()
    await auditAct(tx, act, 'branch.created', { type: 'branch', id: row.id }, { after: row })
    return row
  })
}

/** Changes the keys that are present; a code of null or blank stays. Throws 404, and 400 for a code that is taken. */
export async function changeBranch(act: Act, id: number, readChanges: () => BranchChanges): Promise<Branch> {
  const { workspaceId } = act.caller
  try {
    return await act.db.transaction(async (tx) => {
      const before = await lockBranch(tx, workspaceId, id)
      if (!before) throw notFound(branchNotFound)
      const { code, ...changes } = sent(readChanges())
      const values = { ...changes, ...(code ? { code } : {}), updated_at: act.services.clock.now() }
      const after = await updateBranch(tx, workspaceId, id, values)
      await auditAct(tx, act, 'branch.updated', { type: 'branch', id }, difference(before, after))
      return after
    })
  } catch (error) {
    if (violatedConstraint(error) === 'branches_workspace_id_code_key') throw codeTaken()
    throw error
  }
}

/** Deletes a branch that no order names; a used one is only deactivated. Throws 404. */
export function deleteBranch(act: Act, id: number): Promise<Removal> {
  const { workspaceId } = act.caller
  return deleteOrDeactivate(act, {
    table: 'branches',
    id,
    type: 'branch',
    missing: branchNotFound,
    lock: (tx) => lockBranch(tx, workspaceId, id),
    deactivate: (tx) =>
      updateBranch(tx, workspaceId, id, { is_active: false, updated_at: act.services.clock.now() }),
  })
}

/** Passes over the codes that somebody chose by hand. */
async function insertWithNextCode(
  tx: Transaction,
  workspaceId: number,
  values: ColumnValues,
): Promise<Branch> {
  for (;;) {
    const code = await nextBranchCode(tx, workspaceId)
    const row = await insertBranch(tx, workspaceId, { ...values, code })
    if (row) return row
  }
}

function codeTaken(): Refusal {
  return new Refusal(400, 'Branch code already exists')
}

function sent(input: BranchChanges): BranchChanges {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

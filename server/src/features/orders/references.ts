import type { Executor } from '../../kernel/database/database.ts'
import { Refusal } from '../../kernel/errors.ts'

/** The texts for references that do not exist in the workspace, in the order of the checks (sales contract 4.3). */
export const referenceRefusals = {
  customer: 'Invalid customer ID',
  seller: 'Invalid seller ID',
  branch: 'Invalid branch ID',
  shipping_method: 'Invalid shipping method ID',
} as const

export interface References {
  customer_id?: number | null
  seller_id?: number | null
  branch_id?: number | null
  shipping_method_id?: number | null
}

/**
 * Throws the 400 of the first reference that is unknown, foreign or deleted; those that can be deleted are held until the
 * end of the transaction. Absent and null ones are not looked up.
 */
export async function checkReferences(
  tx: Executor,
  workspaceId: number,
  references: References,
): Promise<void> {
  const { customer_id, seller_id, branch_id, shipping_method_id } = references
  const [found] = await tx.query<Record<keyof typeof referenceRefusals, boolean>>(
    `select exists (select from customers where workspace_id = $1 and id = $2 and deleted_at is null) as customer,
       exists (select from memberships where workspace_id = $1 and user_id = $3) as seller,
       exists (select from branches where workspace_id = $1 and id = $4 for key share) as branch,
       exists (select from shipping_methods where workspace_id = $1 and id = $5 for key share) as shipping_method`,
    [workspaceId, customer_id ?? null, seller_id ?? null, branch_id ?? null, shipping_method_id ?? null],
  )
  const asked = {
    customer: customer_id,
    seller: seller_id,
    branch: branch_id,
    shipping_method: shipping_method_id,
  }
  for (const [kind, text] of Object.entries(referenceRefusals)) {
    const name = kind as keyof typeof referenceRefusals
    if (asked[name] != null && !found?.[name]) throw new Refusal(400, text)
  }
}

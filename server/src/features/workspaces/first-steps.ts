import type { Caller } from '../../kernel/auth/caller.ts'
import type { Executor } from '../../kernel/database/database.ts'

export interface FirstStep {
  key: 'verify_email' | 'complete_profile' | 'add_product' | 'import_catalogue' | 'place_order'
  done: boolean
}

/** How far a new seller has come; each step ticks itself by what exists in the workspace. */
export async function readFirstSteps(db: Executor, caller: Caller): Promise<FirstStep[]> {
  const [row] = await db.query<Record<FirstStep['key'], boolean>>(
    `select
       u.is_verified as verify_email,
       u.full_name <> '' and u.phone_number is not null as complete_profile,
       exists (select 1 from products p where p.workspace_id = $2 and p.deleted_at is null) as add_product,
       exists (select 1 from imports i where i.workspace_id = $2 and i.kind = 'products' and i.status = 'done')
         or exists (select 1 from products p where p.workspace_id = $2 and p.external_id is not null)
         or exists (select 1 from product_details d where d.workspace_id = $2 and d.external_id is not null) as import_catalogue,
       exists (select 1 from orders o where o.workspace_id = $2) as place_order
     from users u where u.id = $1`,
    [caller.userId, caller.workspaceId],
  )
  const keys = ['verify_email', 'complete_profile', 'add_product', 'import_catalogue', 'place_order'] as const
  return keys.map((key) => ({ key, done: row?.[key] ?? false }))
}

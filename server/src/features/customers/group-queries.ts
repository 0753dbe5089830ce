import type { Executor } from '../../kernel/database/database.ts'
import type { CustomerGroup } from './group-schemas.ts'

const columns = `g.id, g.name, g.description, g.discount_percentage::float8 as discount_percentage, g.is_active, g.created_at,
  (select count(*) from customers c
   where c.workspace_id = $1 and c.group_id = g.id and c.deleted_at is null) as customer_count`

export function readGroups(db: Executor, workspaceId: number): Promise<CustomerGroup[]> {
  return db.query<CustomerGroup>(
    `select ${columns} from customer_groups g where g.workspace_id = $1 order by lower(g.name), g.name, g.id`,
    [workspaceId],
  )
}

/** One group or null; `lock` holds its row until the end of the transaction, so that nobody joins it meanwhile. */
export async function findGroup(
  db: Executor,
  workspaceId: number,
  id: number,
  options: { lock?: boolean } = {},
): Promise<CustomerGroup | null> {
  const [row] = await db.query<CustomerGroup>(
    `select ${columns} from customer_groups g where g.workspace_id = $1 and g.id = $2
     ${options.lock ? 'for update of g' : ''}`,
    [workspaceId, id],
  )
  return row ?? null
}

type GroupValues = Partial<
  Record<'name' | 'description' | 'discount_percentage' | 'is_active' | 'created_at', unknown>
>

export async function insertGroup(tx: Executor, workspaceId: number, values: GroupValues): Promise<number> {
  const names = Object.keys(values)
  const [row] = await tx.query<{ id: number }>(
    `insert into customer_groups (workspace_id, ${names.join(', ')})
     values ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')}) returning id`,
    [workspaceId, ...Object.values(values)],
  )
  return row!.id
}

export async function updateGroup(
  tx: Executor,
  workspaceId: number,
  id: number,
  values: GroupValues,
): Promise<void> {
  const assignments = Object.keys(values).map((name, i) => `${name} = $${i + 3}`)
  await tx.query(`update customer_groups set ${assignments.join(', ')} where workspace_id = $1 and id = $2`, [
    workspaceId,
    id,
    ...Object.values(values),
  ])
}

/** Removes an empty group; customers that were deleted while they belonged to it belong to none then. */
export async function removeGroup(tx: Executor, workspaceId: number, id: number): Promise<void> {
  await tx.query('update customers set group_id = null where workspace_id = $1 and group_id = $2', [
    workspaceId,
    id,
  ])
  await tx.query('delete from customer_groups where workspace_id = $1 and id = $2', [workspaceId, id])
}

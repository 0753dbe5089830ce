import type { Executor } from '../../kernel/database/database.ts'
import type { Branch, ShippingMethod } from './schemas.ts'

const methodColumns =
  'id, name, description, cost::float8 as cost, estimated_days, is_active, sort_order, created_at'
const branchColumns = 'id, code, name, address, phone, is_active, created_at, updated_at'
const byName = 'lower(name), name, id'

export function readShippingMethods(
  db: Executor,
  workspaceId: number,
  activeOnly: boolean,
): Promise<ShippingMethod[]> {
  return db.query<ShippingMethod>(
    `select ${methodColumns} from shipping_methods
     where workspace_id = $1 and (is_active or not $2) order by ${byName}`,
    [workspaceId, activeOnly],
  )
}

/** One shipping method or null; `lock` holds its row until the end of the transaction. */
export async function findShippingMethod(
  db: Executor,
  workspaceId: number,
  id: number,
  options: { lock?: boolean } = {},
): Promise<ShippingMethod | null> {
  const [row] = await db.query<ShippingMethod>(
    `select ${methodColumns} from shipping_methods
     where workspace_id = $1 and id = $2 ${options.lock ? 'for update' : ''}`,
    [workspaceId, id],
  )
  return row ?? null
}

/** Columns by name; their names come from this program, never from a caller. */
export type ColumnValues = Record<string, unknown>

export async function insertShippingMethod(
  tx: Executor,
  workspaceId: number,
  values: ColumnValues,
): Promise<ShippingMethod> {
  const [row] = await tx.query<ShippingMethod>(
    `insert into shipping_methods ${insertion(values)} returning ${methodColumns}`,
    [workspaceId, ...Object.values(values)],
  )
  return row!
}

export async function updateShippingMethod(
  tx: Executor,
  workspaceId: number,
  id: number,
  values: ColumnValues,
): Promise<ShippingMethod> {
  const [row] = await tx.query<ShippingMethod>(
    `update shipping_methods set ${assignments(values)} where workspace_id = $1 and id = $2 returning ${methodColumns}`,
    [workspaceId, id, ...Object.values(values)],
  )
  return row!
}

export function readBranches(db: Executor, workspaceId: number): Promise<Branch[]> {
  return db.query<Branch>(
    `select ${branchColumns} from branches where workspace_id = $1 order by ${byName}`,
    [workspaceId],
  )
}

/** One branch or null, its row locked until the end of the transaction. */
export async function lockBranch(tx: Executor, workspaceId: number, id: number): Promise<Branch | null> {
  const [row] = await tx.query<Branch>(
    `select ${branchColumns} from branches where workspace_id = $1 and id = $2 for update`,
    [workspaceId, id],
  )
  return row ?? null
}

/** Null when the code is taken. */
export async function insertBranch(
  tx: Executor,
  workspaceId: number,
  values: ColumnValues,
): Promise<Branch | null> {
  const [row] = await tx.query<Branch>(
    `insert into branches ${insertion(values)}
     on conflict (workspace_id, code) do nothing returning ${branchColumns}`,
    [workspaceId, ...Object.values(values)],
  )
  return row ?? null
}

export async function updateBranch(
  tx: Executor,
  workspaceId: number,
  id: number,
  values: ColumnValues,
): Promise<Branch> {
  const [row] = await tx.query<Branch>(
    `update branches set ${assignments(values)} where workspace_id = $1 and id = $2 returning ${branchColumns}`,
    [workspaceId, id, ...Object.values(values)],
  )
  return row!
}

/** The next `BR<n>` of the workspace; holds the counter until the end of the transaction. Somebody may have taken it by hand. */
export async function nextBranchCode(tx: Executor, workspaceId: number): Promise<string> {
  const [row] = await tx.query<{ last_number: number }>(
    `insert into number_sequences as s (workspace_id, kind, last_number) values ($1, 'branches', 1)
     on conflict (workspace_id, kind, year) do update set last_number = s.last_number + 1
     returning last_number`,
    [workspaceId],
  )
  return `BR${String(row?.last_number).padStart(3, '0')}`
}

/** `(workspace_id, name, ...) values ($1, $2, ...)` */
function insertion(values: ColumnValues): string {
  const names = Object.keys(values)
  return `(workspace_id, ${names.join(', ')}) values ($1, ${names.map((_, i) => `$${i + 2}`).join(', ')})`
}

/** `name = $3, ...` */
function assignments(values: ColumnValues): string {
  return Object.keys(values)
    .map((name, i) => `${name} = $${i + 3}`)
    .join(', ')
}

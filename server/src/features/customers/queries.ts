import type { Executor } from '../../kernel/database/database.ts'
import { fold, foldKeepingMarks } from '../../kernel/text/fold.ts'

/** A customer as columns give it: amounts are decimal texts. */
export interface CustomerRow {
  id: number
  code: string
  name: string
  email: string | null
  phone: string | null
  address: string | null
  group_id: number | null
  group_name: string | null
  group_discount: string | null
  credit_limit: string
  tags: string[]
  created_at: string
  updated_at: string
}

export const customerColumns = `c.id, c.code, c.name, c.email, c.phone, c.address, c.group_id, g.name as group_name,
  g.discount_percentage as group_discount, c.credit_limit, c.tags, c.created_at, c.updated_at`

/** One customer that is not deleted, or null; `lock` holds its row until the end of the transaction. */
export async function readCustomer(
  db: Executor,
  workspaceId: number,
  id: number,
  options: { lock?: boolean } = {},
): Promise<CustomerRow | null> {
  const [row] = await db.query<CustomerRow>(
    `select ${customerColumns} from customers c left join customer_groups g on g.id = c.group_id
     where c.workspace_id = $1 and c.id = $2 and c.deleted_at is null ${options.lock ? 'for update of c' : ''}`,
    [workspaceId, id],
  )
  return row ?? null
}

/** The two search columns: name, e-mail and phone, the phone also without its separators, one a line. */
export function customerSearchText(customer: { name: string; email: string | null; phone: string | null }) {
  const digits = customer.phone?.replace(/[ .-]/g, '') ?? null
  const lines = [customer.name, customer.email, customer.phone, digits === customer.phone ? null : digits]
  const text = lines.filter((line) => line !== null).join('\n')
  return { search_text: fold(text), search_marked: foldKeepingMarks(text) }
}

/** The next `CUS<n>` of the workspace; holds the counter until the end of the transaction. */
export async function nextCustomerCode(tx: Executor, workspaceId: number): Promise<string> {
  const [code = ''] = await nextCustomerCodes(tx, workspaceId, 1)
  return code
}

/** As many as `count` in a row. */
export async function nextCustomerCodes(tx: Executor, workspaceId: number, count: number): Promise<string[]> {
  if (count === 0) return []
  const [row] = await tx.query<{ last_number: number }>(
    `insert into number_sequences as s (workspace_id, kind, last_number) values ($1, 'customers', $2)
     on conflict (workspace_id, kind, year) do update set last_number = s.last_number + excluded.last_number
     returning last_number`,
    [workspaceId, count],
  )
  const first = Number(row?.last_number) - count + 1
  return Array.from({ length: count }, (_, index) => `CUS${String(first + index).padStart(3, '0')}`)
}

/** True when the group exists; it cannot be deleted then until the end of the transaction. */
export async function holdGroup(tx: Executor, workspaceId: number, groupId: number): Promise<boolean> {
  const rows = await tx.query(
    'select from customer_groups where workspace_id = $1 and id = $2 for key share',
    [workspaceId, groupId],
  )
  return rows.length > 0
}

import type { Executor } from '../../kernel/database/database.ts'

interface CustomerOfPhone {
  id: number
  name: string
}

/**
 * The customers of a workspace with these numbers, each given as the digits of its international form. A number that was written
 * down for calls within its country (0 in front) counts too, unless another customer has the international one.
 */
export async function customersByPhone(
  db: Executor,
  workspaceId: number,
  phones: readonly string[],
): Promise<Map<string, CustomerOfPhone>> {
  if (phones.length === 0) return new Map()
  const rows = await db.query<CustomerOfPhone & { phone: string }>(
    `select distinct on (asked.phone) asked.phone, c.id, c.name
     from (select distinct phone from unnest($2::text[]) as given (phone)) asked
     cross join lateral (values
       (1, '+' || asked.phone), (2, asked.phone), (3, '00' || asked.phone),
       (4, '0' || substr(asked.phone, 4)), (5, '0' || substr(asked.phone, 3)), (6, '0' || substr(asked.phone, 2))
     ) as written (rank, digits)
     join customers c on c.workspace_id = $1 and c.deleted_at is null and c.phone_digits = written.digits
     where written.rank <= 3 or length(written.digits) >= 9
     order by asked.phone, written.rank`,
    [workspaceId, phones],
  )
  return new Map(rows.map(({ phone, id, name }) => [phone, { id, name }]))
}

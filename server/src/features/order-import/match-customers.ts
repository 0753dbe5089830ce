import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { customerSearchText, nextCustomerCodes } from '../customers/index.ts'
import type { Staging } from '../imports/index.ts'

const batchPeople = 1000
/** Rows that would become orders. */
const wanted = `r.import_id = $1 and r.run = $2 and r.valid and r.problem is null and r.is_new`

/**
 * Finds the customer of each new order: by e-mail, else by phone, else by code and name when nothing speaks against it,
 * else, for a bare name, by that name.
 */
export async function matchCustomers(tx: Executor, { importId, run, workspaceId }: Staging): Promise<void> {
  await tx.query(
    `with people as (
       select distinct on (r.customer_key) r.customer_key as key, r.customer_code as code, r.customer_name as name,
              r.customer_email as email, nullif(regexp_replace(r.customer_phone, '[ .-]', '', 'g'), '') as digits
       from order_import_rows r
       where ${wanted} and r.customer_key is not null and r.customer_id is null
       order by r.customer_key, r.position),
     matched as (
       select people.key, coalesce(e.id, p.id, c.id, n.id) as id
       from people
       left join customers e on e.workspace_id = $3 and e.deleted_at is null and lower(e.email) = lower(people.email)
       left join customers p on p.workspace_id = $3 and p.deleted_at is null and p.phone_digits = people.digits
       left join customers c on c.workspace_id = $3 and c.deleted_at is null and c.code = people.code
         and lower(c.name) = lower(people.name)
         and (c.email is null or people.email is null) and (c.phone_digits is null or people.digits is null)
       left join (
         select distinct on (name) name, id from customers
         where workspace_id = $3 and deleted_at is null and email is null and phone is null order by name, id) n
         on n.name = people.name and people.code is null and people.email is null and people.digits is null)
     update order_import_rows r set customer_id = matched.id
     from matched where r.import_id = $1 and r.run = $2 and r.customer_key = matched.key and matched.id is not null`,
    [importId, run, workspaceId],
  )
}

/** How many customers applying would add. */
export async function countNewCustomers(tx: Executor, { importId, run }: Staging): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `select count(distinct r.customer_key) as n from order_import_rows r
     where ${wanted} and r.customer_key is not null and r.customer_id is null`,
    [importId, run],
  )
  return Number(row?.n ?? 0)
}

interface Person {
  customer_key: string
  customer_code: string | null
  customer_name: string
  customer_email: string | null
  customer_phone: string | null
  first_order: string
}

/** Adds the customers that were not found, with their codes where these are free; answers how many. */
export async function createCustomers(tx: Transaction, staging: Staging, now: Date): Promise<number> {
  const { importId, run, workspaceId } = staging
  let created = 0
  for (;;) {
    const people = await tx.query<Person>(
      `select distinct on (r.customer_key) r.customer_key, r.customer_code, r.customer_name, r.customer_email,
              r.customer_phone, min(r.created_at) over (partition by r.customer_key) as first_order
       from order_import_rows r
       where ${wanted} and r.customer_key is not null and r.customer_id is null
       order by r.customer_key, r.position limit ${batchPeople}`,
      [importId, run],
    )
    if (people.length === 0) return created
    created += await insertCustomers(tx, staging, people, now)
    // Two names for one e-mail or phone in the file: the second finds what the first has become.
    await matchCustomers(tx, { importId, run, workspaceId })
  }
}

async function insertCustomers(
  tx: Transaction,
  { importId, run, workspaceId }: Staging,
  people: readonly Person[],
  now: Date,
): Promise<number> {
  const codes = await chooseCodes(tx, workspaceId, people)
  const rows = people.map((person, index) => {
    const { customer_name: name, customer_email: email, customer_phone: phone } = person
    return {
      key: person.customer_key,
      code: codes[index],
      name,
      email,
      phone,
      ...customerSearchText({ name, email, phone }),
      created_at: new Date(Math.min(now.getTime(), Date.parse(person.first_order))),
    }
  })
  const linked = await tx.query(
    `with people as materialized (
       select * from jsonb_to_recordset($4::jsonb)
         as p (key text, code text, name text, email text, phone text, search_text text, search_marked text, created_at timestamptz)),
     added as (
       insert into customers (workspace_id, code, name, email, phone, search_text, search_marked, created_at, updated_at)
       select $3, code, name, email, phone, search_text, search_marked, created_at, $5 from people order by code
       on conflict do nothing returning id, code),
     linked as (
       update order_import_rows r set customer_id = added.id
       from people join added on added.code = people.code
       where r.import_id = $1 and r.run = $2 and r.customer_key = people.key)
     select id from added`,
    [importId, run, workspaceId, JSON.stringify(rows), now],
  )
  return linked.length
}

/** Each person's own code when nobody had it before, else the next of the workspace, which goes on behind all of them. */
async function chooseCodes(
  tx: Transaction,
  workspaceId: number,
  people: readonly Person[],
): Promise<string[]> {
  const asked = people.map((person) => person.customer_code).filter((code) => code !== null)
  const rows = await tx.query<{ code: string }>(
    'select code from customers where workspace_id = $1 and code = any ($2)',
    [workspaceId, asked],
  )
  const taken = new Set(rows.map(({ code }) => code))
  const chosen: (string | null)[] = people.map(({ customer_code: code }) => {
    if (code === null || taken.has(code)) return null
    taken.add(code)
    return code
  })
  await continueCodesAfter(tx, workspaceId, chosen)
  const fresh = await nextCustomerCodes(tx, workspaceId, chosen.filter((code) => code === null).length)
  return chosen.map((code) => code ?? fresh.shift() ?? '')
}

async function continueCodesAfter(
  tx: Transaction,
  workspaceId: number,
  codes: readonly (string | null)[],
): Promise<void> {
  const numbers = codes.map((code) => Number(/^CUS(\d{1,9})$/.exec(code ?? '')?.[1] ?? 0))
  const highest = numbers.reduce((a, b) => Math.max(a, b), 0)
  if (highest === 0) return
  await tx.query(
    `insert into number_sequences as s (workspace_id, kind, last_number) values ($1, 'customers', $2)
     on conflict (workspace_id, kind, year) do update set last_number = greatest(s.last_number, excluded.last_number)`,
    [workspaceId, highest],
  )
}

import type { AuditOrigin } from '../../kernel/audit/act.ts'
import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Field } from '../../kernel/http/fields.ts'
import { customerSearchText, nextCustomerCode } from './queries.ts'
import { customerFields } from './schemas.ts'

/** Somebody of whom another system tells; what is no e-mail address or phone number is left out. */
export interface Person {
  name: string | null
  email: string | null
  phone: string | null
  address: string | null
}

type Contact = { name: string; email: string | null; phone: string | null; address: string | null }

const maxTries = 3

/**
 * The customer with this e-mail, else with this phone, else, for a bare name, one of that name without either; else a new
 * one. Null when nothing identifies anybody. Of parallel callers with one new person one adds him and all get the same id.
 */
export async function findOrAddCustomer(
  tx: Executor,
  workspaceId: number,
  person: Person,
  { origin, now }: { origin: AuditOrigin; now: Date },
): Promise<number | null> {
  const contact = contactOf(person)
  if (!contact) return null
  for (let tries = 1; tries <= maxTries; tries++) {
    const found = await find(tx, workspaceId, contact)
    if (found !== null) return found
    // Whoever adds customers holds the counter of their codes: after waiting for it, look again.
    const code = await nextCustomerCode(tx, workspaceId)
    const foundMeanwhile = await find(tx, workspaceId, contact)
    if (foundMeanwhile !== null) return foundMeanwhile
    const row = { workspace_id: workspaceId, code, ...contact, ...customerSearchText(contact) }
    const columns = { ...row, created_at: now, updated_at: now }
    const names = Object.keys(columns)
    const [added] = await tx.query<{ id: number }>(
      `insert into customers (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})
       on conflict do nothing returning id`,
      Object.values(columns),
    )
    if (!added) continue
    await recordAudit(tx, {
      workspaceId,
      ...origin,
      action: 'customer.created',
      subject: { type: 'customer', id: added.id },
      after: { code, ...contact },
    })
    return added.id
  }
  return null
}

function contactOf(person: Person): Contact | null {
  const email = parsedOrNull(customerFields.email, person.email)
  const phone = parsedOrNull(customerFields.phone, person.phone)
  const name = person.name?.trim() || email || phone
  return name ? { name, email, phone, address: parsedOrNull(customerFields.address, person.address) } : null
}

function parsedOrNull(field: Field<string | null | undefined>, raw: string | null): string | null {
  const parsed = field.parse(raw)
  return parsed.ok ? (parsed.value ?? null) : null
}

async function find(
  tx: Executor,
  workspaceId: number,
  { name, email, phone }: Contact,
): Promise<number | null> {
  const [row] = await tx.query<{ id: number | null }>(
    email === null && phone === null
      ? `select min(id) as id from customers where workspace_id = $1 and deleted_at is null and name = $2
           and email is null and phone is null`
      : `select coalesce(
           (select id from customers where workspace_id = $1 and deleted_at is null and lower(email) = lower($2)),
           (select id from customers where workspace_id = $1 and deleted_at is null
              and phone_digits = nullif(regexp_replace($3, '[ .-]', '', 'g'), ''))) as id`,
    email === null && phone === null ? [workspaceId, name] : [workspaceId, email, phone],
  )
  return row?.id ?? null
}

import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { type Executor, violatedConstraint } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import { type CustomerRow, customerSearchText, holdGroup, nextCustomerCode, readCustomer } from './queries.ts'
import type { CustomerChanges, CustomerInput } from './schemas.ts'

export const customerNotFound = 'Customer not found'

/** Creates a customer with the next code. Throws 400 for an unknown group or an e-mail or phone that is taken. */
export function createCustomer(act: Act, input: CustomerInput): Promise<CustomerRow> {
  const { workspaceId } = act.caller
  const values = {
    name: input.name,
    email: input.email ?? null,
    phone: input.phone ?? null,
    address: input.address ?? null,
    group_id: input.group_id ?? null,
    credit_limit: moneyToString(input.credit_limit ?? 0n),
    tags: input.tags ?? [],
  }
  return refusingDuplicates(() =>
    act.db.transaction(async (tx) => {
      await requireGroup(tx, workspaceId, values.group_id)
      const now = act.services.clock.now()
      const row = {
        workspace_id: workspaceId,
        code: await nextCustomerCode(tx, workspaceId),
        ...values,
        ...customerSearchText(values),
        created_at: now,
        updated_at: now,
      }
      const names = Object.keys(row)
      const [created] = await tx.query<{ id: number }>(
        `insert into customers (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning id`,
        Object.values(row),
      )
      const customer = await requireCustomer(tx, workspaceId, created?.id ?? 0)
      await auditAct(tx, act, 'customer.created', { type: 'customer', id: customer.id }, { after: customer })
      return customer
    }),
  )
}

/** Changes the keys that are present; throws as `createCustomer`, and 404. `readChanges` is called once the customer is found. */
export function changeCustomer(
  act: Act,
  id: number,
  readChanges: () => CustomerChanges,
): Promise<CustomerRow> {
  const { workspaceId } = act.caller
  return refusingDuplicates(() =>
    act.db.transaction(async (tx) => {
      const before = await requireCustomer(tx, workspaceId, id)
      const changes = readChanges()
      await requireGroup(tx, workspaceId, changes.group_id)
      const values = columnValues(changes)
      const row = {
        ...values,
        ...customerSearchText({ ...before, ...values }),
        updated_at: act.services.clock.now(),
      }
      const names = Object.keys(row)
      await tx.query(
        `update customers set ${names.map((name, i) => `${name} = $${i + 3}`).join(', ')}
         where workspace_id = $1 and id = $2`,
        [workspaceId, id, ...Object.values(row)],
      )
      const after = await requireCustomer(tx, workspaceId, id)
      await auditAct(tx, act, 'customer.updated', { type: 'customer', id }, difference(before, after))
      return after
    }),
  )
}

/** Hides the customer everywhere but in past orders and frees e-mail and phone; throws 404. */
export function deleteCustomer(act: Act, id: number): Promise<void> {
  const { workspaceId } = act.caller
  return act.db.transaction(async (tx) => {
    const before = await requireCustomer(tx, workspaceId, id)
    await tx.query('update customers set deleted_at = $3 where workspace_id = $1 and id = $2', [
      workspaceId,
      id,
      act.services.clock.now(),
    ])
    await auditAct(tx, act, 'customer.deleted', { type: 'customer', id }, { before })
  })
}

function columnValues(changes: CustomerChanges) {
  const { credit_limit, tags, ...rest } = changes
  return {
    ...rest,
    ...(credit_limit === undefined ? {} : { credit_limit: moneyToString(credit_limit ?? 0n) }),
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
  }
}

async function requireCustomer(tx: Executor, workspaceId: number, id: number): Promise<CustomerRow> {
  const customer = await readCustomer(tx, workspaceId, id, { lock: true })
  if (!customer) throw notFound(customerNotFound)
  return customer
}

async function requireGroup(tx: Executor, workspaceId: number, groupId: number | null | undefined) {
  if (groupId == null) return
  if (!(await holdGroup(tx, workspaceId, groupId))) throw new Refusal(400, 'Invalid group ID')
}

/** The unique indexes decide, so that of parallel writers one wins. */
async function refusingDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!['customers_email_key', 'customers_phone_key'].includes(violatedConstraint(error) ?? '')) throw error
    throw new Refusal(400, 'Khách hàng với email hoặc số điện thoại này đã tồn tại')
  }
}

import type { Executor, Transaction } from '../../kernel/database/database.ts'
import type { Finding, FindingLog, ImportRow, Staging } from '../imports/index.ts'
import { countNewCustomers, matchCustomers } from './match-customers.ts'
import { matchProducts } from './match-products.ts'

const listedProblems = 200

/** What applying would do. */
export interface OrderCounts {
  creates: number
  /** Orders that are here already; they stay as they are. */
  unchanged: number
  skips: number
  customers_new: number
  products_unknown: number
  sellers_unknown: number
  branches_unknown: number
  shipping_methods_unknown: number
}

/** Finds which rows are new orders; of rows with one number the first counts. May run again. */
export async function resolveOrders(tx: Executor, { importId, run, workspaceId }: Staging): Promise<void> {
  await tx.query(
    `with judged as (
       select r.position, o.id is null as is_new,
              case when row_number() over (partition by r.order_number order by r.position) > 1
                   then 'duplicate_order_number' end as problem
       from order_import_rows r
       left join orders o on o.workspace_id = $3 and o.order_number = r.order_number
       where r.import_id = $1 and r.run = $2 and r.order_number is not null)
     update order_import_rows r
     set is_new = judged.is_new, problem = judged.problem, customer_id = null
     from judged where r.import_id = $1 and r.run = $2 and r.position = judged.position`,
    [importId, run, workspaceId],
  )
}

/** Finds out what applying the staged rows would do to the shop. */
export async function judgeOrders(
  tx: Transaction,
  _started: ImportRow,
  staging: Staging,
  log: FindingLog,
): Promise<{ counts: Record<string, number>; preview: unknown[] }> {
  await resolveOrders(tx, staging)
  await listDuplicates(tx, staging, log)
  await matchCustomers(tx, staging)
  const counts = await countOrders(tx, staging, (await matchProducts(tx, staging)).unknown)
  for (const finding of summarizeOrders(counts)) log.add(finding)
  return { counts: { ...counts }, preview: await previewOrders(tx, staging) }
}

async function listDuplicates(tx: Executor, { importId, run }: Staging, log: FindingLog): Promise<void> {
  const rows = await tx.query<{ line: number; order_number: string; times: number }>(
    `select line, order_number, count(*) over () as times from order_import_rows
     where import_id = $1 and run = $2 and problem = 'duplicate_order_number' order by position limit ${listedProblems}`,
    [importId, run],
  )
  for (const { line, order_number } of rows)
    log.add({
      line,
      column: 'order_number',
      severity: 'error',
      code: 'duplicate_order_number',
      message: 'The same order number stands in an earlier row.',
      value: order_number,
    })
  log.count('duplicate_order_number', 'error', Number(rows[0]?.times ?? 0) - rows.length)
}

/** Call it when customers have been matched. */
export async function countOrders(
  tx: Executor,
  staging: Staging,
  productsUnknown: number,
): Promise<OrderCounts> {
  const { importId, run, workspaceId } = staging
  const [row] = await tx.query<Record<string, number>>(
    `select count(*) filter (where good and is_new) as creates,
            count(*) filter (where good and not is_new) as unchanged,
            count(*) filter (where not good) as skips,
            count(*) filter (where good and is_new and seller is not null and not exists (
              select from memberships m join users u on u.id = m.user_id
              where m.workspace_id = $3 and ${sellerName} = r.seller)) as sellers_unknown,
            count(*) filter (where good and is_new and branch is not null and not exists (
              select from branches b where b.workspace_id = $3 and b.name = r.branch)) as branches_unknown,
            count(*) filter (where good and is_new and shipping_method is not null and not exists (
              select from shipping_methods s where s.workspace_id = $3 and s.name = r.shipping_method)) as shipping_methods_unknown
     from (select *, valid and problem is null as good from order_import_rows where import_id = $1 and run = $2) r`,
    [importId, run, workspaceId],
  )
  const numbers = Object.fromEntries(Object.entries(row ?? {}).map(([name, n]) => [name, Number(n)]))
  return {
    ...(numbers as unknown as Omit<OrderCounts, 'customers_new' | 'products_unknown'>),
    customers_new: await countNewCustomers(tx, staging),
    products_unknown: productsUnknown,
  }
}

/** A member as the export names him; `u` is his row of `users`. */
export const sellerName = `coalesce(nullif(u.full_name, ''), u.username, u.email)`

/** What happens to whole groups of orders, said once per group. */
export function summarizeOrders(counts: OrderCounts): Finding[] {
  const about = (
    times: number,
    severity: Finding['severity'],
    column: string | null,
    code: string,
    message: string,
  ) => (times > 0 ? [{ line: null, column, severity, code, message, value: String(times) }] : [])
  return [
    ...about(
      counts.unchanged,
      'info',
      'order_number',
      'orders_unchanged',
      'Orders with these numbers are here already: they stay as they are.',
    ),
    ...about(counts.creates, 'info', null, 'stock_untouched', 'Imported orders never move the stock.'),
    ...about(
      counts.customers_new,
      'info',
      'customer_name',
      'customers_created',
      'Customers who are not known by e-mail, phone or code are added.',
    ),
    ...about(
      counts.products_unknown,
      'warning',
      'items',
      'products_unknown',
      'Products that are not in the catalogue: the lines keep name and price, nothing is put on sale.',
    ),
    ...about(
      counts.sellers_unknown,
      'warning',
      'seller',
      'seller_unknown',
      'Nobody in this shop has this name: it is kept for the export only.',
    ),
    ...about(
      counts.branches_unknown,
      'warning',
      'branch',
      'branch_unknown',
      'There is no branch of this name: it is kept for the export only.',
    ),
    ...about(
      counts.shipping_methods_unknown,
      'warning',
      'shipping_method',
      'shipping_method_unknown',
      'There is no shipping method of this name: it is kept for the export only.',
    ),
  ]
}

function previewOrders(tx: Executor, { importId, run }: Staging): Promise<unknown[]> {
  return tx.query(
    `select line, case when not valid or problem is not null then 'skip' when is_new then 'create' else 'keep' end as action,
            order_number, created_at, status, customer_name as customer, total_quantity::integer as quantity,
            (total_amount - discount_amount + shipping_fee)::float8 as final_amount
     from order_import_rows where import_id = $1 and run = $2 order by position limit 20`,
    [importId, run],
  )
}

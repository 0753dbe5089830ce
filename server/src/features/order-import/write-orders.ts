import type { Transaction } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import {
  type ImportRow,
  NoLongerFits,
  refreshStatistics,
  type Staging,
  trackApply,
} from '../imports/index.ts'
import { countOrders, resolveOrders, sellerName, summarizeOrders } from './judge-orders.ts'
import { createCustomers, matchCustomers } from './match-customers.ts'
import { keepUnknownProducts, matchProducts } from './match-products.ts'
import { orderRowsTable } from './staged-order.ts'

const batchRows = 2000
const matchingSteps = 4

/**
 * Writes the new orders as they were: number, time, states and amounts. They never take stock, neither now nor when they
 * are cancelled. Throws `NoLongerFits`, `Superseded`.
 */
export async function writeOrders(
  tx: Transaction,
  services: Services,
  row: ImportRow,
  staging: Staging,
): Promise<object> {
  const now = services.clock.now()
  const progress = trackApply(services.db, row, services.clock, matchingSteps)
  await resolveOrders(tx, staging)
  await matchCustomers(tx, staging)
  // What has just been resolved decides which rows are written.
  await refreshStatistics(tx, orderRowsTable)
  await progress.matched()
  const products = await matchProducts(tx, staging)
  const counts = await countOrders(tx, staging, products.unknown)
  if (!row.apply_order?.skipInvalidRows && counts.skips > 0) throw new NoLongerFits({ rows: counts.skips })
  await progress.matched()
  const customers = await createCustomers(tx, staging, now)
  await progress.matched()
  await keepUnknownProducts(tx, staging.workspaceId, now)
  await continueNumbersAfter(tx, staging)
  await progress.matched()

  const userId = row.apply_order?.userId ?? row.created_by
  let done = counts.skips + counts.unchanged
  let creates = 0
  for (let from = 0; from < (row.rows_total ?? 0); from += batchRows) {
    const written = await insertOrders(tx, staging, userId, { from: from + 1, to: from + batchRows })
    creates += written
    done += written
    await progress.written(done)
  }
  return {
    ...counts,
    creates,
    unchanged: counts.unchanged + counts.creates - creates,
    updates: 0,
    customers_new: customers,
    notes: summarizeOrders(counts).map(({ code, severity, message, value }) => ({
      code,
      severity,
      message,
      count: Number(value),
    })),
  }
}

/** Orders placed from now on are numbered behind the imported ones. */
async function continueNumbersAfter(tx: Transaction, staging: Staging): Promise<void> {
  await tx.query(
    `select continue_order_numbers($3, year, number) from (
       select split_part(order_number, '-', 2)::integer as year, max(split_part(order_number, '-', 3)::bigint) as number
       from order_import_rows
       where import_id = $1 and run = $2 and valid and problem is null and is_new
         and order_number ~ '^ORD-[0-9]{4}-[0-9]{1,15}$'
       group by 1) numbers`,
    [staging.importId, staging.run, staging.workspaceId],
  )
}

/** Answers how many orders were written; one whose number was given out in these seconds is not. */
async function insertOrders(
  tx: Transaction,
  { importId, run, workspaceId }: Staging,
  userId: number,
  range: { from: number; to: number },
): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    {
      name: 'import-orders',
      text: `with chosen as materialized (
         select r.*, seller.id as seller_id, b.id as branch_id, s.id as shipping_method_id
         from order_import_rows r
         left join lateral (
           select u.id from memberships m join users u on u.id = m.user_id
           where m.workspace_id = $3 and ${sellerName} = r.seller order by u.id limit 1) seller on true
         left join lateral (
           select id from branches where workspace_id = $3 and name = r.branch order by id limit 1) b on true
         left join lateral (
           select id from shipping_methods where workspace_id = $3 and name = r.shipping_method order by id limit 1) s on true
         where r.import_id = $1 and r.run = $2 and r.position between $5 and $6
           and r.valid and r.problem is null and r.is_new),
       placed as (
         insert into orders (
           workspace_id, order_number, customer_id, seller_id, created_by, branch_id, status, delivery_status, payment_status,
           payment_method, total_amount, discount_amount, shipping_fee, total_quantity, shipping_method_id, shipping_address,
           shipping_phone, tracking_number, return_code, reconciliation_code, notes, sales_channel, search_text, moves_stock,
           imported, created_at, updated_at)
         select $3, order_number, customer_id, seller_id, $4, branch_id, status, delivery_status, payment_status,
           payment_method, total_amount, discount_amount, shipping_fee, total_quantity, shipping_method_id, shipping_address,
           shipping_phone, tracking_number, return_code, reconciliation_code, notes, sales_channel, search_text, false,
           nullif(jsonb_strip_nulls(jsonb_build_object(
             'seller', case when seller_id is null then seller end,
             'branch', case when branch_id is null then branch end,
             'shipping_method', case when shipping_method_id is null then shipping_method end)), '{}'),
           created_at, created_at
         from chosen order by position
         on conflict (workspace_id, order_number) do nothing
         returning id, order_number),
       listed as (
         insert into order_items (
           workspace_id, order_id, line_number, product_id, product_name, product_image, quantity, price)
         select $3, placed.id, i.line, p.id, i.name, p.image_url, i.quantity, i.price
         from placed join chosen using (order_number),
           rows from (jsonb_to_recordset(chosen.items) as (ref text, name text, quantity integer, price numeric))
             with ordinality as i (ref, name, quantity, price, line)
           join import_products known on known.ref = i.ref
           join products p on p.id = known.product_id
         order by placed.id, i.line)
       select count(*) as n from placed`,
    },
    [importId, run, workspaceId, userId, range.from, range.to],
  )
  return Number(row?.n ?? 0)
}

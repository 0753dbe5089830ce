import type { Executor } from '../../kernel/database/database.ts'
import { type OrderColumn, orderColumns } from './columns.ts'

const batchRows = 500

type OrderRow = { id: number } & Record<OrderColumn, string | number | null>

/**
 * The order book as CSV rows, oldest first, one row an order; `items` is a JSON array of `{id, sku, name, quantity, price}`
 * with the ids of the product export, of which `ownIds` is the prefix. `start` and `end` limit the instant of creation, `end`
 * excluded; null does not limit.
 */
export async function* orderRows(
  db: Executor,
  workspaceId: number,
  ownIds: string,
  { start, end }: { start: Date | null; end: Date | null },
): AsyncGenerator<string[]> {
  yield [...orderColumns]
  for (let after = 0; ; ) {
    const rows = await db.query<OrderRow>(
      {
        name: 'export-orders',
        text: `select o.id, o.order_number, o.created_at, o.status, o.delivery_status, o.payment_status, o.payment_method, o.sales_channel,
                 c.code as customer_code, c.name as customer_name, c.email as customer_email, c.phone as customer_phone,
                 coalesce(nullif(u.full_name, ''), u.username, u.email, o.imported ->> 'seller') as seller,
                 coalesce(b.name, o.imported ->> 'branch') as branch, o.total_quantity, o.total_amount,
                 o.discount_amount, o.shipping_fee, o.final_amount, coalesce(m.name, o.imported ->> 'shipping_method') as shipping_method, o.shipping_address, o.shipping_phone,
                 o.tracking_number, o.return_code, o.reconciliation_code, o.notes,
                 (select json_agg(json_build_object('id', coalesce(p.external_id, $3 || p.id), 'sku', p.sku, 'name', i.product_name, 'quantity', i.quantity, 'price', i.price) order by i.line_number)
                  from order_items i join products p on p.workspace_id = i.workspace_id and p.id = i.product_id
                  where i.order_id = o.id)::text as items
               from orders o
               left join customers c on c.workspace_id = o.workspace_id and c.id = o.customer_id
               left join users u on u.id = o.seller_id
               left join branches b on b.workspace_id = o.workspace_id and b.id = o.branch_id
               left join shipping_methods m on m.workspace_id = o.workspace_id and m.id = o.shipping_method_id
               where o.workspace_id = $1 and o.id > $2
                 and ($4::timestamptz is null or o.created_at >= $4) and ($5::timestamptz is null or o.created_at < $5)
               order by o.id limit ${batchRows}`,
      },
      [workspaceId, after, ownIds, start, end],
    )
    if (rows.length === 0) return
    after = rows.at(-1)!.id
    for (const row of rows) yield orderColumns.map((name) => String(row[name] ?? ''))
  }
}

import type { Executor } from '../../kernel/database/database.ts'

const batchRows = 500

/** Columns of the order export, in their order. */
const columns = [
  'order_number',
  'created_at',
  'status',
  'delivery_status',
  'payment_status',
  'payment_method',
  'sales_channel',
  'customer_code',
  'customer_name',
  'customer_email',
  'customer_phone',
  'seller',
  'branch',
  'total_quantity',
  'total_amount',
  'discount_amount',
  'shipping_fee',
  'final_amount',
  'shipping_method',
  'shipping_address',
  'shipping_phone',
  'tracking_number',
  'return_code',
  'reconciliation_code',
  'notes',
  'items',
] as const

type OrderRow = { id: number } & Record<(typeof columns)[number], string | number | null>

/** The order book as CSV rows, oldest first, one row an order; `items` is a JSON array of `{sku, name, quantity, price}`. */
export async function* orderRows(db: Executor, workspaceId: number): AsyncGenerator<string[]> {
  yield [...columns]
  for (let after = 0; ; ) {
    const rows = await db.query<OrderRow>(
      {
        name: 'export-orders',
        text: `select o.id, o.order_number, o.created_at, o.status, o.delivery_status, o.payment_status, o.payment_method, o.sales_channel,
                 c.code as customer_code, c.name as customer_name, c.email as customer_email, c.phone as customer_phone,
                 coalesce(nullif(u.full_name, ''), u.username, u.email) as seller, b.name as branch, o.total_quantity, o.total_amount,
                 o.discount_amount, o.shipping_fee, o.final_amount, m.name as shipping_method, o.shipping_address, o.shipping_phone,
                 o.tracking_number, o.return_code, o.reconciliation_code, o.notes,
                 (select json_agg(json_build_object('sku', p.sku, 'name', i.product_name, 'quantity', i.quantity, 'price', i.price) order by i.line_number)
                  from order_items i join products p on p.workspace_id = i.workspace_id and p.id = i.product_id
                  where i.order_id = o.id)::text as items
               from orders o
               left join customers c on c.workspace_id = o.workspace_id and c.id = o.customer_id
               left join users u on u.id = o.seller_id
               left join branches b on b.workspace_id = o.workspace_id and b.id = o.branch_id
               left join shipping_methods m on m.workspace_id = o.workspace_id and m.id = o.shipping_method_id
               where o.workspace_id = $1 and o.id > $2 order by o.id limit ${batchRows}`,
      },
      [workspaceId, after],
    )
    if (rows.length === 0) return
    after = rows.at(-1)!.id
    for (const row of rows) yield columns.map((name) => String(row[name] ?? ''))
  }
}

import type pg from 'pg'
import { withoutIndexes } from './rebuild.ts'

export interface Size {
  products: number
  customers: number
  orders: number
}

export const smallSize: Size = { products: 10_000, customers: 2_000, orders: 20_000 }

const filledTables = ['products', 'customers', 'orders', 'order_items', 'sold_items']
/** Each of these words is in 4 % of the product names and of the customer names. */
const words =
  'anchor basket copper dagger ember falcon garnet harbor island jasmine kettle lantern marble needle oyster pepper quartz ribbon saffron timber umbrella velvet walnut yarrow zephyr'
/** In 4 % of the products, of the customers and of the orders, by their customers. */
export const searchWord = 'saffron'
/** Others that are as frequent. */
export const otherWords = words.split(' ').filter((word) => word !== searchWord)
/** In 0.1 % of them; its beginning is that of a frequent word. */
export const rareWord = 'harpoon'

/**
 * Fills one workspace with products, customers and the orders of one year, oldest first, 2 or 3 items each. Stock is endless
 * for the run. Everything is written by a few statements; `client` must be alone in the database.
 */
export async function fillWorkspace(
  client: pg.Client,
  workspaceId: number,
  userId: number,
  size: Size,
): Promise<void> {
  const tables = [...filledTables, 'inventory_transactions', 'audit_log']
  await client.query(
    `insert into categories (workspace_id, name) select $1, 'Category ' || n from generate_series(1, 20) n`,
    [workspaceId],
  )
  await withoutIndexes(client, tables, async () => {
    const firstProduct = await insertProducts(client, workspaceId, size.products)
    const firstCustomer = await insertCustomers(client, workspaceId, size.customers)
    const firstOrder = await insertOrders(client, workspaceId, userId, size, firstCustomer)
    await insertItems(client, workspaceId, userId, size, firstOrder, firstProduct)
    await deriveFigures(client)
  })
  await client.query('vacuum analyze')
}

async function insertProducts(client: pg.Client, workspaceId: number, count: number): Promise<number> {
  await client.query(
    `insert into products (workspace_id, name, description, price, stock, sku, barcode, image_url, images, weight, cost_price,
       created_at, updated_at, search_text, search_marked)
     select $1, name, description, 1000 + n % 500 * 100, 1000000, sku, barcode, image, array[image], 0.5, 800, at, at, folded, ''
     from (
       select n, name, description, sku, barcode, at, '/uploads/images/' || n || '.webp' as image,
         lower(concat_ws(E'\\n', name, sku, barcode, description)) as folded
       from (
         select n, (string_to_array($2, ' '))[n % 25 + 1] || ' item ' || n || case when n % 1000 = 17 then ' ' || $3 else '' end as name,
           'A sturdy thing for every day, number ' || n as description, 'SKU-' || n as sku,
           (8930000000000 + n)::text as barcode, now() - ($4::int - n) * (interval '1 year' / $4::int) as at
         from generate_series(1, $4::int) n) named
     ) folded order by n`,
    [workspaceId, words, rareWord, count],
  )
  return firstId(client, 'products', workspaceId)
}

async function insertCustomers(client: pg.Client, workspaceId: number, count: number): Promise<number> {
  await client.query(
    `insert into customers (workspace_id, code, name, email, phone, created_at, updated_at, search_text, search_marked)
     select $1, 'CUS' || lpad(n::text, 6, '0'), name, email, phone, at, at, folded, folded
     from (
       select n, name, email, phone, at, lower(concat_ws(E'\\n', name, email, phone)) as folded
       from (
         select n, 'Customer ' || n || ' ' || initcap((string_to_array($2, ' '))[n % 25 + 1])
             || case when n % 1000 = 17 then ' ' || initcap($3) else '' end as name,
           'customer' || n || '@example.com' as email, '09' || lpad(n::text, 8, '0') as phone,
           now() - ($4::int - n) * (interval '1 year' / $4::int) as at
         from generate_series(1, $4::int) n) named
     ) folded order by n`,
    [workspaceId, words, rareWord, count],
  )
  return firstId(client, 'customers', workspaceId)
}

/** One order in eleven is of nobody in particular; customers buy in no order. */
async function insertOrders(
  client: pg.Client,
  workspaceId: number,
  userId: number,
  size: Size,
  firstCustomer: number,
): Promise<number> {
  await client.query(
    `insert into orders (workspace_id, order_number, customer_id, seller_id, created_by, status, delivery_status, payment_method,
       sales_channel, total_amount, total_quantity, tracking_number, created_at, updated_at, search_text)
     select $1, number, case when n % 11 > 0 then $5::int + (n * 7919::bigint % $3::int)::int end, $2, $2, status,
       case when status in ('shipped', 'delivered') then status else 'pending' end,
       (array['cash', 'bank_transfer', 'card'])[n % 3 + 1], (array['store', 'online', null])[n % 3 + 1],
       (2 + n % 2) * 2000, 2 + n % 2, tracking, at, at, lower(concat_ws(E'\\n', number, tracking))
     from (
       select n, 'ORD-2025-' || lpad(n::text, 7, '0') as number, status,
         case when status in ('shipped', 'delivered') then 'TRK' || lpad((n * 7919::bigint % 99999989)::text, 8, '0') end as tracking,
         now() - ($4::int - n) * (interval '1 year' / $4::int) as at
       from (
         select n, case when n > $4::int - 1000 then (array['pending', 'confirmed'])[n % 2 + 1]
           else (array['cancelled', 'shipped', 'delivered', 'delivered', 'delivered', 'delivered'])[n % 6 + 1] end as status
         from generate_series(1, $4::int) n) s
     ) numbered order by n`,
    [workspaceId, userId, size.customers, size.orders, firstCustomer],
  )
  return firstId(client, 'orders', workspaceId)
}

/** The items, and what each left in the book of stock movements and in the audit log. */
async function insertItems(
  client: pg.Client,
  workspaceId: number,
  userId: number,
  size: Size,
  firstOrder: number,
  firstProduct: number,
): Promise<void> {
  await client.query(
    `insert into order_items (workspace_id, order_id, line_number, product_id, product_name, quantity, price)
     select $1, $2::int + n - 1, line, $3::int + ((n * 7::bigint + line * 104729::bigint) % $4::int)::int, 'item', 1, 2000
     from generate_series(1, $5::int) n, generate_series(1, 2 + n % 2) line`,
    [workspaceId, firstOrder, firstProduct, size.products, size.orders],
  )
  await client.query(
    `insert into inventory_transactions (workspace_id, product_id, type, quantity, previous_stock, new_stock, reference_type,
       reference_id, created_by, created_at)
     select i.workspace_id, i.product_id, 'out', i.quantity, 1000001, 1000000, 'order', i.order_id, $2, o.created_at
     from order_items i join orders o on o.id = i.order_id where i.workspace_id = $1 order by i.id`,
    [workspaceId, userId],
  )
  await client.query(
    `insert into audit_log (workspace_id, actor_kind, actor_id, action, subject_type, subject_id, after, created_at)
     select workspace_id, 'user', $2::text, 'order.placed', 'order', id::text,
       jsonb_build_object('order_number', order_number, 'status', status, 'total_amount', total_amount), created_at
     from orders where workspace_id = $1 order by id`,
    [workspaceId, String(userId)],
  )
}

/** What triggers would have kept: totals of lists and what delivered orders sold. */
async function deriveFigures(client: pg.Client): Promise<void> {
  await client.query(
    `insert into workspace_totals (workspace_id, kind, shard, total)
     select workspace_id, 'products:active', 0, count(*) from products group by 1
     union all select workspace_id, 'orders', 0, count(*) from orders group by 1
     union all select workspace_id, 'customers', 0, count(*) from customers group by 1
     on conflict (workspace_id, kind, shard) do update set total = excluded.total`,
  )
  await client.query(
    `insert into sold_items (workspace_id, order_id, product_id, sold_at, quantity, revenue)
     select o.workspace_id, o.id, i.product_id, o.created_at, sum(i.quantity), sum(i.subtotal) * 100
     from orders o join order_items i on i.order_id = o.id where o.status = 'delivered'
     group by o.workspace_id, o.id, i.product_id, o.created_at order by o.created_at, o.id
     on conflict do nothing`,
  )
}

/** Rows of one statement into an otherwise still table have consecutive ids. */
async function firstId(client: pg.Client, table: string, workspaceId: number): Promise<number> {
  const { rows } = await client.query(`select min(id) as id from ${table} where workspace_id = $1`, [
    workspaceId,
  ])
  return rows[0].id
}

/** As many further shops as asked for, each with its owner, 20 products, 5 customers and 20 orders of 2 to 3 items. */
export async function fillOtherWorkspaces(client: pg.Client, count: number): Promise<void> {
  await withoutIndexes(client, filledTables, async () => {
    await client.query(
      `with shops as (
         insert into workspaces (name) select 'Shop ' || n from generate_series(1, $1::int) n returning id
       ), owners as (
         insert into users (email) select 'owner' || id || '@example.com' from shops returning id, email
       ), members as (
         insert into memberships (workspace_id, user_id, role)
         select s.id, o.id, 'owner' from shops s join owners o on o.email = 'owner' || s.id || '@example.com'
         returning workspace_id as id, user_id
       ), sold as (
         insert into products (workspace_id, name, price, stock, sku, created_at, search_text)
         select id, w || ' item ' || n, 1000, 1000, 'SKU-' || n, now() - n * interval '1 day', w || ' item ' || n || E'\\nsku-' || n
         from members, lateral (select n, (string_to_array($2, ' '))[n + 5] as w from generate_series(1, 20) n) g
         returning workspace_id, id
       ), known as (
         insert into customers (workspace_id, code, name, search_text, search_marked)
         select id, 'CUS00' || n, 'Customer ' || n, 'customer ' || n, 'customer ' || n from members, generate_series(1, 5) n
         returning workspace_id, id
       ), orders as (
         insert into orders (workspace_id, order_number, customer_id, created_by, status, total_amount, total_quantity, created_at,
           search_text)
         select m.id, 'ORD-2025-' || n, c.id, m.user_id, 'delivered', 4000, 2, now() - n * interval '1 day', 'ord-2025-' || n
         from members m join (select workspace_id, min(id) as id from known group by 1) c on c.workspace_id = m.id,
           generate_series(1, 20) n
         returning workspace_id, id
       )
       insert into order_items (workspace_id, order_id, line_number, product_id, product_name, quantity, price)
       select o.workspace_id, o.id, line, p.id, 'item', 1, 2000
       from orders o join (select workspace_id, min(id) as id from sold group by 1) p on p.workspace_id = o.workspace_id,
         generate_series(1, 2 + o.id % 2) line`,
      [count, words],
    )
    await deriveFigures(client)
  })
  await numberOrders(client)
  await client.query('vacuum analyze')
}

/** Each shop that has sold this year has a sequence of its own; few at a time, for each is a lock until the commit. */
async function numberOrders(client: pg.Client): Promise<void> {
  const { rows } = await client.query('select array_agg(id) as ids from workspaces')
  const ids: number[] = rows[0].ids
  for (let at = 0; at < ids.length; at += 500) {
    await client.query(
      'select order_number_sequence(id, extract(year from now())::integer) from unnest($1::integer[]) id',
      [ids.slice(at, at + 500)],
    )
  }
}

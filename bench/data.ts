import type pg from 'pg'

export const productCount = 10_000
export const customerCount = 2_000
export const orderCount = 20_000
/** Each of these words is in 4 % of the product names. */
const words =
  'anchor basket copper dagger ember falcon garnet harbor island jasmine kettle lantern marble needle oyster pepper quartz ribbon saffron timber umbrella velvet walnut yarrow zephyr'
export const searchWord = 'saffron'

/** Fills one workspace with the products, customers and orders that the figures are about. Stock is endless for the run. */
export async function fillWorkspace(client: pg.Client, workspaceId: number, userId: number): Promise<void> {
  const scope = [workspaceId]
  await client.query(
    `insert into categories (workspace_id, name) select $1, 'Category ' || n from generate_series(1, 20) n`,
    scope,
  )
  await client.query(
    `insert into products (workspace_id, name, description, price, stock, sku, barcode, image_url, images, weight, cost_price,
       created_at, updated_at, search_text, search_marked)
     select $1, name, description, 1000 + n % 500 * 100, 1000000, sku, barcode, '/uploads/images/' || n || '.webp',
       array['/uploads/images/' || n || '.webp'], 0.5, 800, at, at, folded, folded
     from (
       select n, word || ' item ' || n as name, 'A sturdy thing for every day, number ' || n as description,
         'SKU-' || n as sku, (8930000000000 + n)::text as barcode, now() - (n || ' minutes')::interval as at,
         lower(word || ' item ' || n || E'\\nsku-' || n || E'\\n' || (8930000000000 + n) || E'\\na sturdy thing for every day, number ' || n) as folded
       from (select n, (string_to_array($2, ' '))[n % 25 + 1] as word from generate_series(1, $3::int) n) w
     ) p`,
    [workspaceId, words, productCount],
  )
  await client.query(
    `insert into customers (workspace_id, code, name, email, phone, search_text, search_marked)
     select $1, 'CUS' || lpad(n::text, 4, '0'), 'Customer ' || n, 'customer' || n || '@example.com', '09' || lpad(n::text, 8, '0'),
       'customer ' || n, 'customer ' || n from generate_series(1, $2::int) n`,
    [workspaceId, customerCount],
  )
  await client.query(
    `with p as (select array_agg(id order by id) as ids from products where workspace_id = $1),
          c as (select array_agg(id order by id) as ids from customers where workspace_id = $1),
     o as (
       insert into orders (workspace_id, order_number, customer_id, seller_id, created_by, status, total_amount, total_quantity,
         created_at, updated_at, search_text)
       select $1, 'ORD-2025-' || lpad(n::text, 6, '0'), c.ids[n % $3 + 1], $2, $2,
         (array['pending', 'confirmed', 'shipped', 'delivered'])[n % 4 + 1], (2 + n % 2) * 2000, 2 + n % 2, at, at,
         'ord-2025-' || lpad(n::text, 6, '0')
       from c, lateral (select n, now() - (n || ' minutes')::interval as at from generate_series(1, $4::int) n) g
       returning id)
     insert into order_items (workspace_id, order_id, line_number, product_id, product_name, quantity, price)
     select $1, o.id, line, p.ids[(o.id * 7 + line) % $5 + 1], 'item', 1, 2000
     from o, p, generate_series(1, 2 + (o.id % 2)) line`,
    [workspaceId, userId, customerCount, orderCount, productCount],
  )
  await client.query('vacuum analyze')
}

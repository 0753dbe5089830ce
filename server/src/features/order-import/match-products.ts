import type { Executor, Transaction } from '../../kernel/database/database.ts'
import type { Staging } from '../imports/index.ts'

/**
 * Finds the product of every line of the new orders: by SKU, else by the id that a product export gave out. The answer is
 * the temporary table `import_products (ref, product_id, ...)`, which lives as long as the transaction.
 */
export async function matchProducts(
  tx: Executor,
  { importId, run, workspaceId }: Staging,
): Promise<{ unknown: number }> {
  await tx.query(
    `create temporary table import_products (
       ref text primary key, product_id integer, sku text, external_id text, name text, price numeric) on commit drop`,
  )
  await tx.query(
    `insert into import_products (ref, product_id, sku, external_id, name, price)
     select l.ref, coalesce(s.id, e.id, o.id), l.sku, l.external_id, l.name, l.price
     from (
       select distinct on (i.ref) i.ref, i.sku, i.id as external_id, i.own_id, i.name, i.price
       from order_import_rows r,
         jsonb_to_recordset(r.items) as i (ref text, id text, own_id integer, sku text, name text, price numeric)
       where r.import_id = $1 and r.run = $2 and r.valid and r.problem is null and r.is_new
       order by i.ref, r.position) l
     left join products s on s.workspace_id = $3 and s.sku = l.sku and s.deleted_at is null
     left join products e on e.workspace_id = $3 and e.external_id = l.external_id and e.deleted_at is null
     left join products o on o.workspace_id = $3 and o.id = l.own_id`,
    [importId, run, workspaceId],
  )
  await tx.query('analyze import_products')
  const [row] = await tx.query<{ n: number }>(
    'select count(*) as n from import_products where product_id is null',
  )
  return { unknown: Number(row?.n ?? 0) }
}

/**
 * What the catalogue does not have is added as a product that is deleted already: in no list and not for sale, but the lines
 * keep name and price as those of any deleted product do.
 */
export async function keepUnknownProducts(tx: Transaction, workspaceId: number, now: Date): Promise<void> {
  await tx.query(
    `with missing as (
       select ref, sku, external_id, name, price, nextval(pg_get_serial_sequence('products', 'id'))::integer as id
       from import_products where product_id is null),
     added as (
       insert into products (id, workspace_id, name, sku, external_id, price, is_active, created_at, updated_at, deleted_at)
       overriding system value
       select id, $1, name, sku, external_id, price, false, $2, $2, $2 from missing)
     update import_products p set product_id = missing.id from missing where missing.ref = p.ref`,
    [workspaceId, now],
  )
}

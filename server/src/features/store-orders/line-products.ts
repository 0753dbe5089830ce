import { createHash } from 'node:crypto'
import type { Transaction } from '../../kernel/database/database.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import type { StoreOrderLine } from './read-order.ts'

interface Store {
  workspaceId: number
  host: string | null
}

/**
 * The product of each line: by what the store calls its variation, else its product; else by SKU, or by imported id and name, among
 * products of no store. What is unknown gets a row that is deleted already and carries the store's identity: the line keeps its
 * name and price, and the store's first word about the product makes that row the product (storefronts contract 5.4, Identity).
 */
export async function productsOfLines(
  tx: Transaction,
  store: Store,
  lines: readonly StoreOrderLine[],
  now: Date,
): Promise<number[]> {
  const known = await findByIdentity(tx, store, lines.flatMap(identitiesOf))
  const isKnown = (line: StoreOrderLine) => identitiesOf(line).some((id) => known.has(id))
  const others = await findAmongOwn(
    tx,
    store,
    lines.filter((line) => !isKnown(line)),
  )
  const missing = new Map<string, StoreOrderLine>()
  for (const line of lines) {
    const identity = identitiesOf(line)[0] as string
    if (!isKnown(line) && !others.has(identity)) missing.set(identity, line)
  }
  const added = await addUnknown(tx, store, missing, now)
  return lines.map((line) => {
    const identities = identitiesOf(line)
    const first = identities[0] as string
    const id = identities.map((one) => known.get(one)).find((one) => one !== undefined)
    return (id ?? others.get(first) ?? added.get(first)) as number
  })
}

/** The names of a line's product at the store, the narrowest first; a product that the store has removed goes by its name. */
function identitiesOf({ productId, variationId, name }: StoreOrderLine): string[] {
  const ids = [variationId, productId].filter((id) => id !== null).map((id) => `woo_${id}`)
  return ids.length > 0 ? ids : [`woo_line_${createHash('sha256').update(name).digest('hex').slice(0, 32)}`]
}

async function findByIdentity(
  tx: Transaction,
  { workspaceId, host }: Store,
  identities: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ external_id: string; product_id: number }>(
    `select external_id, min(product_id) as product_id from product_details
     where workspace_id = $1 and external_id = any ($2) and ($3::text is null or store_host = $3)
     group by external_id having count(*) = 1`,
    [workspaceId, identities, host],
  )
  return new Map(rows.map((row) => [row.external_id, row.product_id]))
}

/** Among products that no store calls its own; by the first identity of the line. */
async function findAmongOwn(
  tx: Transaction,
  { workspaceId }: Store,
  lines: readonly StoreOrderLine[],
): Promise<Map<string, number>> {
  if (lines.length === 0) return new Map()
  const wanted = lines.map((line) => ({
    identity: identitiesOf(line)[0],
    sku: line.sku,
    external_id: line.variationId ?? line.productId,
    name: line.name,
  }))
  const rows = await tx.query<{ identity: string; product_id: number }>(
    `select distinct on (w.identity) w.identity, p.id as product_id
     from jsonb_to_recordset($2::jsonb) as w (identity text, sku text, external_id text, name text)
     join products p on p.workspace_id = $1 and p.deleted_at is null
       and (p.sku = w.sku or (w.sku is null and p.external_id = w.external_id and p.name = w.name))
     where not exists (
       select from product_details d where d.product_id = p.id and d.external_id is not null)
     order by w.identity, p.id`,
    [workspaceId, JSON.stringify(wanted)],
  )
  return new Map(rows.map((row) => [row.identity, row.product_id]))
}

/** In one order of identities for all transactions, so that two of them wait for each other in turn only. */
async function addUnknown(
  tx: Transaction,
  { workspaceId, host }: Store,
  missing: ReadonlyMap<string, StoreOrderLine>,
  now: Date,
): Promise<Map<string, number>> {
  if (missing.size === 0) return new Map()
  const wanted = [...missing].sort().map(([identity, line]) => ({
    identity,
    name: line.name || 'Unnamed product',
    sku: line.sku,
    price: moneyToString(line.price),
  }))
  const rows = await tx.query<{ identity: string; product_id: number }>(
    `with wanted as materialized (
       select w.*, nextval(pg_get_serial_sequence('products', 'id'))::integer as id
       from rows from (jsonb_to_recordset($2::jsonb) as (identity text, name text, sku text, price numeric))
         with ordinality as w (identity, name, sku, price, position)),
     added as (
       insert into products (id, workspace_id, name, sku, price, is_active, created_at, updated_at, deleted_at)
       overriding system value
       select id, $1, name, sku, price, false, $3, $3, $3 from wanted order by position)
     select identity, id as product_id from wanted`,
    [workspaceId, JSON.stringify(wanted), now],
  )
  await tx.query(
    `insert into product_details (product_id, workspace_id, source, store_host, external_id, stock_managed, created_at, updated_at)
     select product_id, $1, 'woocommerce', $2, identity, false, $4, $4
     from jsonb_to_recordset($3::jsonb) as a (identity text, product_id integer) order by identity`,
    [workspaceId, host, JSON.stringify(rows), now],
  )
  return new Map(rows.map((row) => [row.identity, row.product_id]))
}

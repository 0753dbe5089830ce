import type { TestApp } from './app.ts'
import type { TestUser } from './factories.ts'

/** Inserts a product by SQL and answers its id: for tests that are not about the catalogue. */
export async function insertProduct(
  app: TestApp,
  owner: Pick<TestUser, 'workspaceId'>,
  overrides: {
    name?: string
    stock?: number
    price?: number
    image_url?: string | null
    is_active?: boolean
  } = {},
): Promise<number> {
  const [row] = await app.services.db.query<{ id: number }>(
    `insert into products (workspace_id, name, price, stock, image_url, is_active)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [
      owner.workspaceId,
      overrides.name ?? 'A product',
      overrides.price ?? 100,
      overrides.stock ?? 100,
      overrides.image_url ?? null,
      overrides.is_active ?? true,
    ],
  )
  return row!.id
}

/** Creates a carrier (a shipping method) through the API and answers its id. */
export async function createCarrier(app: TestApp, token: string, body: object = {}): Promise<number> {
  const answer = await app.post('/api/shipping', { name: 'Fast Post', cost: 30_000, ...body }, token)
  if (answer.status !== 201) throw new Error(`The carrier was refused: ${answer.text}`)
  return answer.body.id
}

/** How many movements the ledger of stock has in the workspace of the user. */
export async function movementsOf(
  app: TestApp,
  { workspaceId }: Pick<TestUser, 'workspaceId'>,
): Promise<number> {
  const [row] = await app.services.db.query<{ n: number }>(
    'select count(*)::int as n from inventory_transactions where workspace_id = $1',
    [workspaceId],
  )
  return row?.n ?? -1
}

/** Everything that an order or a shipment may touch, to show that a refused call changed nothing. */
export async function snapshotSales(app: TestApp): Promise<unknown> {
  const [row] = await app.services.db.query<{ all: unknown }>(
    `select json_build_array(
       (select json_agg(p order by id) from products p), (select json_agg(o order by id) from orders o),
       (select json_agg(i order by id) from order_items i), (select json_agg(t order by id) from inventory_transactions t),
       (select json_agg(s order by id) from shipments s), (select json_agg(m order by id) from shipping_methods m),
       (select json_agg(b order by id) from branches b), (select json_agg(g order by id) from customer_groups g),
       (select json_agg(c order by id) from customers c), (select json_agg(a order by id) from audit_log a), (select json_agg(t order by workspace_id, kind, shard) from workspace_totals t)
     ) as all`,
  )
  return row?.all
}

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

/** Everything that an order may touch, to show that a refused call changed nothing. */
export async function snapshotSales(app: TestApp): Promise<unknown> {
  const [row] = await app.services.db.query<{ all: unknown }>(
    `select json_build_array(
       (select json_agg(p order by id) from products p), (select json_agg(o order by id) from orders o),
       (select json_agg(i order by id) from order_items i), (select json_agg(t order by id) from inventory_transactions t),
       (select json_agg(a order by id) from audit_log a), (select json_agg(t order by workspace_id, kind, shard) from workspace_totals t)
     ) as all`,
  )
  return row?.all
}

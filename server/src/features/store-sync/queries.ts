import { createHash } from 'node:crypto'
import type { Transaction } from '../../kernel/database/database.ts'

/** A product row with what a store knows of it. */
export interface KnownProduct {
  id: number
  name: string
  description: string | null
  /** numeric(14,2) as text */
  price: string
  stock: number
  category: string | null
  category_id: number | null
  image_url: string | null
  images: string[]
  sku: string | null
  barcode: string | null
  is_active: boolean
  type: string
  parent_id: number | null
  product_external_id: string | null
  deleted_at: string | null
  /** Of product_details; null for products of no store. */
  external_id: string | null
  parent_external_id: string | null
  store_host: string | null
  content_hash: string | null
  source_modified_at: string | null
}

/** The columns of `products` that stores write. */
export type ProductColumns = Pick<
  KnownProduct,
  | 'name'
  | 'description'
  | 'price'
  | 'stock'
  | 'category'
  | 'category_id'
  | 'image_url'
  | 'images'
  | 'sku'
  | 'is_active'
  | 'type'
  | 'parent_id'
  | 'deleted_at'
>

const columns = `p.id, p.name, p.description, p.price, p.stock, p.category, p.category_id, p.image_url, p.images, p.sku, p.barcode,
  p.is_active, p.type, p.parent_id, p.external_id as product_external_id, p.deleted_at,
  d.external_id, d.parent_external_id, d.store_host, d.content_hash, d.source_modified_at`

/**
 * Makes the calling transaction the only one that writes these products of stores until it ends. The locks are taken in one order,
 * so that transactions wait for each other in turn only.
 */
export async function lockIdentities(
  tx: Transaction,
  workspaceId: number,
  externalIds: readonly string[],
): Promise<void> {
  const keys = [...new Set(externalIds)].map((externalId) =>
    createHash('sha256').update(`${workspaceId} ${externalId}`).digest().readBigInt64BE().toString(),
  )
  await tx.query(
    {
      name: 'store-product-lock',
      text: `select pg_advisory_xact_lock(key) from (select key from unnest($1::bigint[]) key order by key offset 0) ordered`,
    },
    [keys],
  )
}

/**
 * The products that any store of the workspace calls by one of these ids, and the variations of `parents`, deleted ones too; their
 * rows are locked in ascending order like everywhere.
 */
export function lockKnownProducts(
  tx: Transaction,
  workspaceId: number,
  externalIds: readonly string[],
  parents: readonly string[],
): Promise<KnownProduct[]> {
  return tx.query<KnownProduct>(
    {
      name: 'store-product-known',
      text: `select ${columns} from products p join product_details d on d.product_id = p.id
             where p.id in (
               select product_id from product_details where workspace_id = $1 and external_id = any ($2)
               union select product_id from product_details where workspace_id = $1 and parent_external_id = any ($3))
             order by p.id for no key update of p`,
    },
    [workspaceId, externalIds, parents],
  )
}

/** What a new word may be about besides products that a store calls its own. */
export interface Wanted {
  id: number
  sku: string | null
  name: string
  isVariation: boolean
}

/**
 * The living product that holds the SKU, a store's too; without a SKU the one of that imported id and name (storefronts contract 5.4,
 * Identity). Not locked.
 */
export async function findNamesake(
  tx: Transaction,
  workspaceId: number,
  { id, sku, name }: Wanted,
): Promise<KnownProduct | null> {
  const [row] = await (sku === null
    ? tx.query<KnownProduct>(
        {
          name: 'store-product-by-import',
          text: `${namesake} and p.external_id = $2 and p.name = $3 and d.external_id is null order by p.id limit 1`,
        },
        [workspaceId, String(id), name],
      )
    : tx.query<KnownProduct>({ name: 'store-product-by-sku', text: `${namesake} and p.sku = $2` }, [
        workspaceId,
        sku,
      ]))
  return row ?? null
}

const namesake = `select ${columns} from products p left join product_details d on d.product_id = p.id
  where p.workspace_id = $1 and p.deleted_at is null`

/** Waits until nobody else holds the row, and keeps it. */
export async function lockProduct(tx: Transaction, id: number): Promise<void> {
  await tx.query('select from products where id = $1 for no key update', [id])
}

/** Whether living products other than `id` hold what this one would take. */
export async function takenNames(
  tx: Transaction,
  workspaceId: number,
  id: number,
  names: { sku: string | null; barcode: string | null; externalId: string | null },
): Promise<{ sku: boolean; barcode: boolean; external_id: boolean }> {
  const held = (column: string, value: string) =>
    `exists (select from products where workspace_id = $1 and ${column} = ${value} and deleted_at is null and id <> $2)`
  const [row] = await tx.query<{ sku: boolean; barcode: boolean; external_id: boolean }>(
    {
      name: 'store-product-taken',
      text: `select ${held('sku', '$3')} as sku, ${held('barcode', '$4')} as barcode, ${held('external_id', '$5')} as external_id`,
    },
    [workspaceId, id, names.sku, names.barcode, names.externalId],
  )
  return row!
}

type Written = Partial<ProductColumns> & {
  search_text?: string
  search_marked?: string
  barcode?: null
  external_id?: null
}

export async function insertStoreProduct(
  tx: Transaction,
  workspaceId: number,
  values: Written,
  at: Date,
): Promise<number> {
  const names = Object.keys(values)
  const [row] = await tx.query<{ id: number }>(
    {
      name: 'store-product-insert',
      text: `insert into products (workspace_id, created_at, updated_at, ${names.join(', ')})
             values ($1, $2, $2, ${names.map((_, index) => `$${index + 3}`).join(', ')}) returning id`,
    },
    [workspaceId, at, ...Object.values(values)],
  )
  return row!.id
}

export async function updateStoreProduct(
  tx: Transaction,
  id: number,
  values: Written,
  at: Date,
): Promise<void> {
  const assignments = Object.keys(values).map((name, index) => `${name} = $${index + 3}`)
  await tx.query(`update products set ${['updated_at = $2', ...assignments].join(', ')} where id = $1`, [
    id,
    at,
    ...Object.values(values),
  ])
}

/** The columns of `product_details` that a store writes with every word about a product. */
export interface DetailColumns {
  store_host: string | null
  external_id: string
  parent_external_id: string | null
  short_description: string | null
  long_description: string | null
  link: string | null
  has_price: boolean
  sale_price: string | null
  original_price: string | null
  discount_amount: string | null
  currency: string
  tags: string[]
  in_stock: boolean
  stock_managed: boolean
  synced_stock: number | null
  images: string[]
  extraction_metadata: string
  content_hash: string
  source_modified_at: string | null
}

const detailNames = [
  'store_host',
  'external_id',
  'parent_external_id',
  'short_description',
  'long_description',
  'link',
  'has_price',
  'sale_price',
  'original_price',
  'discount_amount',
  'currency',
  'tags',
  'in_stock',
  'stock_managed',
  'synced_stock',
  'images',
  'extraction_metadata',
  'content_hash',
  'source_modified_at',
] as const satisfies readonly (keyof DetailColumns)[]

/** What people see of a product: only when one of these differs, it was updated. */
const shownDetails = detailNames.filter(
  (name) => !['extraction_metadata', 'content_hash', 'source_modified_at', 'synced_stock'].includes(name),
)

/** Writes what the store said; brand and specifications only when it said them. */
export async function writeDetails(
  tx: Transaction,
  workspaceId: number,
  productId: number,
  values: DetailColumns,
  told: { brand: string | undefined; specifications: object | undefined },
  at: Date,
): Promise<void> {
  await tx.query(
    {
      name: 'store-product-details',
      text: `insert into product_details as d (product_id, workspace_id, source, extraction_method, last_sync_at, created_at, updated_at,
               brand, specifications, ${detailNames.join(', ')})
             values ($1, $2, 'woocommerce', 'manual', $3, $3, $3, $4, coalesce($5::jsonb, '{}'),
               ${detailNames.map((_, index) => `$${index + 8}`).join(', ')})
             on conflict (product_id) do update set source = 'woocommerce', extraction_method = 'manual', discount_percentage = null,
               last_sync_at = $3,
               updated_at = case when (d.discount_percentage is null and ($6 is false or d.brand is not distinct from excluded.brand)
                   and ($7 is false or d.specifications = excluded.specifications)
                   and (${shownDetails.map((name) => `d.${name}`).join(', ')})
                     is not distinct from (${shownDetails.map((name) => `excluded.${name}`).join(', ')}))
                 then d.updated_at else $3 end,
               brand = case when $6 then excluded.brand else d.brand end,
               specifications = case when $7 then excluded.specifications else d.specifications end,
               ${detailNames.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    },
    [
      productId,
      workspaceId,
      at,
      told.brand || null,
      told.specifications === undefined ? null : JSON.stringify(told.specifications),
      told.brand !== undefined,
      told.specifications !== undefined,
      ...detailNames.map((name) => values[name]),
    ],
  )
}

/** Notes when the store spoke last of products that it removed. */
export async function noteRemoval(
  tx: Transaction,
  productId: number,
  modifiedAt: string | null,
  at: Date,
): Promise<void> {
  await tx.query(
    `update product_details set last_sync_at = $2,
       source_modified_at = greatest(source_modified_at, $3::timestamptz),
       extraction_metadata = extraction_metadata || jsonb_build_object('last_sync_at', $4::text)
     where product_id = $1`,
    [productId, at, modifiedAt, at.toISOString()],
  )
}

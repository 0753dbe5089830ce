import type { Executor } from '../../kernel/database/database.ts'
import { isObject } from '../../kernel/http/fields.ts'
import { storeProducts } from '../store-products/index.ts'
import type { Ranked } from './rank-keywords.ts'

/** A product as it is at the moment of the answer. */
export interface FoundProduct {
  type: 'product'
  id: string
  title: string
  /** A decimal string with two places; null when the shop gives none. */
  price: string | null
  /** What it cost before the discount; null without one. */
  originalPrice: string | null
  currency: string
  inStock: boolean
  link: string | null
  category: string
  brand: string
  description: string
  facts: string
}

/** A page or post of a store. */
export interface FoundPage {
  type: 'page'
  id: string
  title: string
  link: string | null
  text: string
}

export type Found = FoundProduct | FoundPage

interface ProductRow {
  product_id: number
  id: string
  title: string
  price: string | null
  original_price: string | null
  currency: string
  in_stock: boolean
  link: string | null
  category: string | null
  brand: string | null
  description: string | null
  features: unknown
  specifications: unknown
}

const maxText = 1200

/** The rows of ranked entries, in their order; whatever is not sold or not published any more is left out. */
export async function readFound(
  db: Executor,
  workspaceId: number,
  ranked: Pick<Ranked, 'productId' | 'pageId'>[],
): Promise<Found[]> {
  const productIds = ranked.flatMap((entry) => entry.productId ?? [])
  const pageIds = ranked.flatMap((entry) => entry.pageId ?? [])
  const products = productIds.length > 0 ? await readProducts(db, workspaceId, productIds) : new Map()
  const pages = pageIds.length > 0 ? await readPages(db, workspaceId, pageIds) : new Map()
  return ranked.flatMap(
    (entry) => (entry.productId === null ? pages.get(entry.pageId) : products.get(entry.productId)) ?? [],
  )
}

/** A product that only the sales API knows has its stock in its variations. */
async function readProducts(
  db: Executor,
  workspaceId: number,
  ids: number[],
): Promise<Map<number, FoundProduct>> {
  const rows = await db.query<ProductRow>(
    {
      name: 'assistant-products',
      text: `select s.id as product_id, s.uuid as id, s.title, s.final_price as price,
               case when s.has_discount then coalesce(s.original_price, s.price) end as original_price,
               s.currency, s.link, s.category, s.brand, s.features, s.specifications,
               coalesce(nullif(s.description, ''), s.short_description) as description,
               s.in_stock or (not s.synced and exists (
                 select from products v where v.workspace_id = s.workspace_id and v.parent_id = s.id
                   and v.deleted_at is null and v.is_active and v.stock > 0)) as in_stock
             from ${storeProducts} s
             where s.workspace_id = $1 and s.id = any ($2::integer[]) and s.is_active`,
    },
    [workspaceId, ids],
  )
  return new Map(rows.map((row) => [row.product_id, product(row)]))
}

function product(row: ProductRow): FoundProduct {
  return {
    type: 'product',
    id: row.id,
    title: row.title,
    price: row.price === null ? null : twoPlaces(row.price),
    originalPrice:
      row.original_price === null || row.original_price === row.price ? null : twoPlaces(row.original_price),
    currency: row.currency,
    inStock: row.in_stock,
    link: row.link,
    category: row.category ?? '',
    brand: row.brand ?? '',
    description: (row.description ?? '').slice(0, maxText),
    facts: facts(row.features, row.specifications),
  }
}

/** Of a discount in percent the database knows more places than there are coins. */
function twoPlaces(amount: string): string {
  return /\.\d\d$/.test(amount) ? amount : Number(amount).toFixed(2)
}

/** Up to five features and five specifications. */
function facts(features: unknown, specifications: unknown): string {
  const listed = Array.isArray(features) ? features.filter((f) => typeof f === 'string').slice(0, 5) : []
  const named = isObject(specifications)
    ? Object.entries(specifications)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .slice(0, 5)
        .map(([name, value]) => `${name}: ${value}`)
    : []
  return [...listed, ...named].join('; ').slice(0, maxText)
}

async function readPages(db: Executor, workspaceId: number, ids: string[]): Promise<Map<string, FoundPage>> {
  const rows = await db.query<{ id: string; title: string; link: string | null; text: string }>(
    {
      name: 'assistant-pages',
      text: `select id, title, nullif(permalink, '') as link, concat_ws(E'\\n', nullif(excerpt, ''), content) as text
             from store_pages where workspace_id = $1 and id = any ($2::uuid[]) and is_published`,
    },
    [workspaceId, ids],
  )
  return new Map(rows.map((row) => [row.id, { type: 'page', ...row }]))
}

import { createHash } from 'node:crypto'
import type { Executor } from '../../kernel/database/database.ts'
import type { WeightedText } from './entry-terms.ts'

/** What an entry is made of, as read from the rows. */
export interface KnowledgeSource {
  productId: number | null
  pageId: string | null
  /** What the keyword index reads. */
  texts: WeightedText[]
  /** The two texts that are embedded. Neither has prices or stock in it: a sale must not cost a vector. */
  summary: string
  text: string
}

interface ProductRow {
  id: number
  name: string
  sku: string | null
  barcode: string | null
  category: string | null
  description: string | null
  attributes: unknown
  product_type: string | null
  short_description: string | null
  long_description: string | null
  features: unknown
  specifications: unknown
  brand: string | null
  tags: string[] | null
  keywords: string[] | null
  variations: { name: string; sku: string | null; attributes: unknown }[] | null
}

/** Longer texts are indexed up to here; a customer's words stand at their beginning. */
const maxDescription = 6000
const maxPage = 30_000

/** Of the given products those that are sold and no variation, with all their texts. */
export async function readProductSources(
  db: Executor,
  workspaceId: number,
  ids: number[],
): Promise<KnowledgeSource[]> {
  const rows = await db.query<ProductRow>(
    {
      name: 'knowledge-products',
      text: `select p.id, p.name, coalesce(p.sku, nullif(d.extraction_metadata ->> 'sku', '')) as sku, p.barcode, coalesce(p.category, c.name) as category, p.description, p.attributes,
               d.product_type, d.short_description, d.long_description, d.features, d.specifications, d.brand, d.tags, d.keywords, v.variations
             from products p
             left join product_details d on d.product_id = p.id and d.workspace_id = p.workspace_id
             left join categories c on c.workspace_id = p.workspace_id and c.id = p.category_id
             left join lateral (
               select json_agg(json_build_object('name', v.name, 'sku', v.sku, 'attributes', v.attributes)) as variations
               from (select name, sku, attributes from products
                     where p.type = 'variable' and workspace_id = p.workspace_id and parent_id = p.id
                       and deleted_at is null and is_active
                     order by id limit 50) v) v on true
             where p.workspace_id = $1 and p.id = any ($2::integer[]) and p.is_active and p.deleted_at is null
               and p.parent_id is null and p.type <> 'variation'`,
    },
    [workspaceId, ids],
  )
  return rows.map(productSource)
}

function productSource(row: ProductRow): KnowledgeSource {
  const short = row.short_description ?? ''
  const description = (row.description ?? '').slice(0, maxDescription)
  const long = plainText(row.long_description ?? '').slice(0, maxDescription)
  const tags = [...(row.tags ?? []), ...(row.keywords ?? [])]
  const facts = [...flatten(row.features), ...flatten(row.specifications), ...flatten(row.attributes)]
  const variations = (row.variations ?? []).flatMap((v) => [v.name, v.sku ?? '', ...flatten(v.attributes)])
  const codes = [row.sku, row.barcode].filter((code): code is string => code !== null)
  return {
    productId: row.id,
    pageId: null,
    texts: [
      { text: row.name, weight: 4, isName: true },
      {
        text: codes.map((code) => `${code} . ${code.replace(/[\s\-_./]+/g, '')}`).join(' . '),
        weight: 4,
        isName: true,
      },
      { text: row.brand ?? '', weight: 2.5, isName: true },
      { text: row.category ?? '', weight: 2, isName: true },
      { text: tags.join(' , '), weight: 2, isName: true },
      { text: facts.join(' , '), weight: 1.5 },
      { text: [...new Set(variations)].join(' , '), weight: 1.5 },
      { text: short, weight: 1.2 },
      { text: description === short ? '' : description, weight: 1 },
      { text: long === description ? '' : long, weight: 0.6 },
    ],
    summary: `${row.name}\n${(short || description).slice(0, 100)}`.trim(),
    text: [
      row.name,
      row.product_type ?? '',
      short,
      description,
      facts.slice(0, 5).join(', '),
      row.brand ?? '',
      row.category ?? '',
      tags.slice(0, 5).join(', '),
    ]
      .filter(Boolean)
      .join('\n'),
  }
}

interface PageRow {
  id: string
  title: string
  excerpt: string
  content: string
  categories: string[]
  tags: string[]
}

/** Of the given pages and posts those that are published. */
export async function readPageSources(
  db: Executor,
  workspaceId: number,
  ids: string[],
): Promise<KnowledgeSource[]> {
  const rows = await db.query<PageRow>(
    {
      name: 'knowledge-pages',
      text: `select id, title, excerpt, content, categories, tags from store_pages
             where workspace_id = $1 and id = any ($2::uuid[]) and is_published`,
    },
    [workspaceId, ids],
  )
  return rows.map((row) => ({
    productId: null,
    pageId: row.id,
    texts: [
      { text: row.title, weight: 4, isName: true },
      { text: [...row.tags, ...row.categories].join(' , '), weight: 1.5, isName: true },
      { text: row.excerpt, weight: 1.2 },
      { text: row.content.slice(0, maxPage), weight: 1 },
    ],
    summary: `${row.title}\n${(row.excerpt || row.content).slice(0, 100)}`.trim(),
    text: [row.title, row.excerpt, row.content.slice(0, maxDescription)].filter(Boolean).join('\n'),
  }))
}

export function sha256(...texts: string[]): Buffer {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\u0000')
  return hash.digest()
}

/** The words of JSON that shops send: lists of texts, or names with values. */
function flatten(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(flatten)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const texts = flatten(inner)
    return texts.length > 0 ? [`${name}: ${texts.join(', ')}`] : []
  })
}

function plainText(html: string): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&(?:#\d+|\w+);/g, ' ')
}

import type { Executor } from '../../kernel/database/database.ts'
import { digest, plainWeight, stockCells } from './canonical-cells.ts'
import { joinList, plainAmount, writeCategoryPaths, writeDescription } from './cell-values.ts'
import type { KeptKey, ProductExtra } from './staged-row.ts'
import { columnKinds, recognizeHeader } from './vocabulary.ts'

const batchRows = 1000

interface ProductRow {
  id: number
  name: string
  description: string | null
  price: string
  stock: number
  category: string | null
  category_id: number | null
  image_url: string | null
  images: string[]
  sku: string | null
  barcode: string | null
  cost_price: string | null
  weight: string | null
  low_stock_threshold: number
  is_active: boolean
  type: string
  extra: ProductExtra
  external_id: string | null
  supplier: string | null
  parent_id: number | null
  parent_sku: string | null
  parent_external_id: string | null
}

const header = (name: keyof typeof columnKinds) => columnKinds[name].header
const weightHeader = 'Weight (kg)'

/** Always written, whatever the catalogue holds. */
const fixedHeaders = [
  header('id'),
  header('type'),
  header('sku'),
  header('barcode'),
  header('name'),
  header('published'),
  header('description'),
  header('sale_from'),
  header('sale_to'),
  header('in_stock'),
  header('stock'),
  header('low_stock_threshold'),
  weightHeader,
  header('cost_price'),
  header('sale_price'),
  header('regular_price'),
  header('categories'),
  header('images'),
  header('main_image'),
  header('parent'),
  header('supplier'),
]

/**
 * The catalogue as rows of a CSV that this server and WooCommerce import: oldest product first, read in batches, so that
 * memory stays small. Columns that an import brought are given back.
 */
export async function* productRows(
  db: Executor,
  workspaceId: number,
  ownId: (productId: number) => string,
): AsyncGenerator<string[]> {
  const pathOf = await categoryPaths(db, workspaceId)
  const headers = [...fixedHeaders, ...(await extraHeaders(db, workspaceId))]
  yield headers
  for (let after = 0; ; ) {
    const rows = await readBatch(db, workspaceId, after)
    if (rows.length === 0) return
    after = rows.at(-1)!.id
    for (const row of rows) {
      const cells = productCells(row, pathOf, ownId)
      yield headers.map((name) => cells[name] ?? '')
    }
  }
}

function readBatch(db: Executor, workspaceId: number, after: number): Promise<ProductRow[]> {
  return db.query<ProductRow>(
    {
      name: 'export-products',
      text: `select p.id, p.name, p.description, p.price, p.stock, p.category, p.category_id, p.image_url, p.images, p.sku, p.barcode,
               p.cost_price, p.weight, p.low_stock_threshold, p.is_active, p.type, p.extra, p.external_id, s.name as supplier,
               p.parent_id, parent.sku as parent_sku, parent.external_id as parent_external_id
             from products p
             left join suppliers s on s.workspace_id = p.workspace_id and s.id = p.supplier_id
             left join products parent on parent.workspace_id = p.workspace_id and parent.id = p.parent_id
             where p.workspace_id = $1 and p.deleted_at is null and p.id > $2 order by p.id limit ${batchRows}`,
    },
    [workspaceId, after],
  )
}

function productCells(
  row: ProductRow,
  pathOf: Map<number, string[]>,
  ownId: (productId: number) => string,
): Record<string, string> {
  const { extra } = row
  const category = row.category_id === null ? null : pathOf.get(row.category_id)
  const firstPath = category ?? (row.category ? [row.category] : null)
  const description = row.description ?? ''
  const images = joinList(row.images)
  const parts: Record<KeptKey, { value: string; cells: Record<string, string> }> = {
    type: { value: row.type, cells: { [header('type')]: row.type } },
    active: { value: String(row.is_active), cells: { [header('published')]: row.is_active ? '1' : '0' } },
    description: {
      value: digest(description),
      cells: { [header('description')]: writeDescription(description) },
    },
    price: { value: row.price, cells: { [header('regular_price')]: plainAmount(row.price) } },
    stock: { value: String(row.stock), cells: stockCells(row.stock) },
    weight: {
      value: row.weight ?? '',
      cells: row.weight === null ? {} : { [weightHeader]: plainWeight(row.weight) },
    },
    images: { value: images, cells: { [header('images')]: images } },
  }
  const cells: Record<string, string> = {
    ...extra.columns,
    [header('id')]: row.external_id ?? ownId(row.id),
    [header('sku')]: row.sku ?? '',
    [header('barcode')]: row.barcode ?? '',
    [header('name')]: row.name,
    [header('low_stock_threshold')]: String(row.low_stock_threshold),
    [header('cost_price')]: row.cost_price === null ? '' : plainAmount(row.cost_price),
    [header('categories')]: writeCategoryPaths([
      ...(firstPath ? [firstPath] : []),
      ...(extra.categories ?? []),
    ]),
    [header('main_image')]: row.image_url === (row.images[0] ?? null) ? '' : (row.image_url ?? ''),
    [header('parent')]: parentCell(row, ownId),
    [header('supplier')]: row.supplier ?? '',
  }
  for (const [name, part] of Object.entries(parts) as [KeptKey, (typeof parts)[KeptKey]][]) {
    const kept = extra.kept?.[name]
    const stillTrue = kept !== undefined && kept.value === part.value
    if (name === 'weight') Object.assign(cells, part.cells, stillTrue ? kept.cells : {})
    else Object.assign(cells, stillTrue ? kept.cells : part.cells)
  }
  return cells
}

function parentCell(row: ProductRow, ownId: (productId: number) => string): string {
  if (row.parent_id === null) return ''
  return row.parent_sku ?? `id:${row.parent_external_id ?? ownId(row.parent_id)}`
}

/** Headers of kept columns: WooCommerce's in its order, then the others by name. */
async function extraHeaders(db: Executor, workspaceId: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select distinct name from (
       select jsonb_object_keys(extra -> 'columns') as name from products where workspace_id = $1 and deleted_at is null
       union all
       select jsonb_object_keys(extra #> '{kept,weight,cells}') from products where workspace_id = $1 and deleted_at is null) names`,
    [workspaceId],
  )
  const order = Object.keys(columnKinds)
  const rank = (name: string): [number, number] => {
    const known = recognizeHeader(name)
    if (!known) return [order.length, 0]
    return /^(attribute|download)_/.test(known.name) && known.number > 0
      ? [order.indexOf(known.name.startsWith('attribute') ? 'attribute_name' : 'download_id'), known.number]
      : [order.indexOf(known.name), 0]
  }
  return rows
    .map(({ name }) => name)
    .filter((name) => !fixedHeaders.includes(name))
    .map((name) => ({ name, rank: rank(name), place: order.indexOf(recognizeHeader(name)?.name ?? '') }))
    .sort(
      (a, b) =>
        a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.place - b.place || (a.name < b.name ? -1 : 1),
    )
    .map(({ name }) => name)
}

async function categoryPaths(db: Executor, workspaceId: number): Promise<Map<number, string[]>> {
  const rows = await db.query<{ id: number; path: string[] }>(
    `with recursive tree as (
       select id, array[name] as path from categories where workspace_id = $1 and parent_id is null
       union all
       select c.id, tree.path || c.name from categories c join tree on c.parent_id = tree.id where c.workspace_id = $1)
     select id, path from tree`,
    [workspaceId],
  )
  return new Map(rows.map((row) => [row.id, row.path]))
}

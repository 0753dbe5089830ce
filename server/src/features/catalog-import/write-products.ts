import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { productSearchText } from '../catalog/index.ts'
import type { Staging } from '../imports/index.ts'
import type { Layout } from './columns.ts'
import type { KeptKey } from './staged-row.ts'
import { type ColumnName, columnKinds } from './vocabulary.ts'

/** What every statement of one apply needs. */
export interface WriteScope extends Staging {
  layout: Layout
  now: Date
}

export interface StockChange {
  id: number
  previous: number
  stock: number
}

/** Positions `from` to `to`; variations come after everything that may be their parent. */
interface BatchRange {
  stage: 'roots' | 'variations'
  from: number
  to: number
}

interface BatchResult {
  rows: number
  changes: StockChange[]
}

const good = 'r.import_id = $1 and r.run = $2 and r.valid and r.problem is null'
const key = (scope: Staging) => [scope.importId, scope.run]

/** Suppliers are found by name; missing ones are made. Returns how many. */
export async function createSuppliers(tx: Executor, scope: WriteScope): Promise<number> {
  if (scope.layout.indexOf.supplier === undefined) return 0
  const names = await tx.query<{ name: string }>(
    `select r.supplier as name from import_rows r
     where ${good} and r.supplier is not null
       and not exists (select from suppliers s where s.workspace_id = $3 and s.name = r.supplier)
     group by r.supplier order by min(r.position)`,
    [...key(scope), scope.workspaceId],
  )
  if (names.length === 0) return 0
  const texts = names.map(
    ({ name }) => productSearchText({ name, sku: null, barcode: null, description: null }).search_text,
  )
  await tx.query(
    `insert into suppliers (workspace_id, name, search_text, created_at, updated_at)
     select $1, s.name, s.search_text, $4, $4 from unnest($2::text[], $3::text[]) as s (name, search_text)`,
    [scope.workspaceId, names.map(({ name }) => name), texts, scope.now],
  )
  return names.length
}

/** Locks every product that will change, in ascending order like every other writer. */
export async function lockMatched(tx: Executor, scope: WriteScope): Promise<void> {
  await tx.query(
    `select count(*) from (
       select p.id from products p
       where p.workspace_id = $3 and p.deleted_at is null
         and p.id in (select r.product_id from import_rows r where ${good} and not r.is_new)
       order by p.id for no key update) locked`,
    [...key(scope), scope.workspaceId],
  )
}

/** Frees barcodes that wander from one product of the file to another. */
export async function releaseBarcodes(tx: Executor, scope: WriteScope): Promise<void> {
  if (scope.layout.indexOf.barcode === undefined) return
  await tx.query(
    `update products p set barcode = null from import_rows r
     where ${good} and not r.is_new and p.id = r.product_id and p.barcode is not null and p.barcode is distinct from r.barcode`,
    key(scope),
  )
}

/** New products get their ids now, in the order of the file, so that variations can name their parents. */
export async function assignIds(tx: Executor, scope: WriteScope): Promise<void> {
  await tx.query(
    `with fresh as (
       select position, nextval(pg_get_serial_sequence('products', 'id'))::int as id
       from (select r.position from import_rows r where ${good} and r.is_new order by r.position) ordered)
     update import_rows r set product_id = fresh.id from fresh
     where r.import_id = $1 and r.run = $2 and r.position = fresh.position`,
    key(scope),
  )
}

export async function linkParents(tx: Executor, scope: WriteScope): Promise<void> {
  await tx.query(
    `update import_rows r set parent_id = p.product_id from import_rows p
     where ${good} and r.parent_position is not null
       and p.import_id = $1 and p.run = $2 and p.position = r.parent_position`,
    key(scope),
  )
}

const inRange = (range: BatchRange) =>
  `${good} and r.position between $5 and $6 and (r.parent_id is null) = ${range.stage === 'roots'}`

export async function insertBatch(
  tx: Transaction,
  scope: WriteScope,
  range: BatchRange,
): Promise<BatchResult> {
  const rows = await tx.query<{ id: number; stock: number }>(
    `insert into products (id, workspace_id, name, description, price, stock, category, category_id, image_url, images, sku, barcode,
       cost_price, weight, supplier_id, low_stock_threshold, is_active, type, parent_id, attributes, extra, external_id,
       search_text, search_marked, created_at, updated_at)
     overriding system value
     select r.product_id, $3, r.name, r.description, coalesce(r.price, 0), coalesce(r.stock, 0), c.name, r.category_id, r.image_url,
       r.images, r.sku, r.barcode, r.cost_price, r.weight,
       (select s.id from suppliers s where s.workspace_id = $3 and s.name = r.supplier order by s.id limit 1),
       coalesce(r.low_stock_threshold, 10),
       coalesce(r.published, true) and r.price is not null and coalesce(r.type, 'simple') in ('simple', 'variation'),
       coalesce(r.type, 'simple'), r.parent_id, r.attributes, r.extra, case when r.external_free then r.external_id end,
       r.search_text, r.search_marked, $4, $4
     from import_rows r left join categories c on c.workspace_id = $3 and c.id = r.category_id
     where ${inRange(range)} and r.is_new
     order by r.position
     returning id, stock`,
    [...key(scope), scope.workspaceId, scope.now, range.from, range.to],
  )
  const changes = rows
    .filter((row) => row.stock > 0)
    .map((row) => ({ id: row.id, previous: 0, stock: row.stock }))
  return { rows: rows.length, changes }
}

export async function updateBatch(
  tx: Transaction,
  scope: WriteScope,
  range: BatchRange,
): Promise<BatchResult> {
  const spoken = spokenExtra(scope.layout)
  const rows = await tx.query<{ id: number; previous: number; stock: number }>(
    `with before as (
       select p.id, p.stock from products p join import_rows r on r.product_id = p.id
       where ${inRange(range)} and not r.is_new),
     changed as (
       update products p set ${assignments(scope.layout).join(', ')}, updated_at = $4
       from import_rows r left join categories c on c.workspace_id = $3 and c.id = r.category_id
       where ${inRange(range)} and not r.is_new and p.id = r.product_id and p.workspace_id = $3
       returning p.id, p.stock)
     select changed.id, before.stock as previous, changed.stock from changed join before using (id)`,
    [...key(scope), scope.workspaceId, scope.now, range.from, range.to, spoken.columns, spoken.kept],
  )
  return { rows: rows.length, changes: rows.filter((row) => row.previous !== row.stock) }
}

const finalType = 'coalesce(r.type, p.type)'
const sellable = `${finalType} in ('simple', 'variation')`

/** Only what the file has a column for changes; an empty cell empties, except SKU, price, threshold and stock. */
function assignments({ indexOf, weight, attributes }: Layout): string[] {
  const has = (column: ColumnName) => indexOf[column] !== undefined
  const priced = hasPrices(indexOf) ? 'r.price is not null' : 'p.price > 0'
  const set: string[] = ['name = coalesce(r.name, p.name)', 'price = coalesce(r.price, p.price)']
  if (has('description')) set.push('description = r.description')
  if (has('sku')) set.push('sku = coalesce(r.sku, p.sku)')
  if (has('barcode')) set.push('barcode = r.barcode')
  if (has('cost_price')) set.push('cost_price = r.cost_price')
  if (weight) set.push('weight = r.weight')
  if (has('images') || has('main_image')) set.push('image_url = r.image_url', 'images = r.images')
  if (has('categories')) set.push('category_id = r.category_id', 'category = c.name')
  if (has('low_stock_threshold'))
    set.push('low_stock_threshold = coalesce(r.low_stock_threshold, p.low_stock_threshold)')
  if (has('supplier')) {
    set.push(
      'supplier_id = (select s.id from suppliers s where s.workspace_id = $3 and s.name = r.supplier order by s.id limit 1)',
    )
  }
  if (has('type')) set.push('type = r.type', 'parent_id = r.parent_id')
  if (attributes.length > 0) set.push('attributes = r.attributes')
  set.push(
    'external_id = coalesce(p.external_id, case when r.external_free then r.external_id end)',
    `stock = case when not ${sellable} then ${has('type') ? '0' : 'p.stock'}
                  when r.stock_mode = 'counted' then r.stock
                  when r.stock_mode = 'uncounted' and p.stock = 0 then r.stock
                  else p.stock end`,
    `is_active = ${has('published') ? 'r.published' : 'p.is_active'} and ${sellable} and (${priced} or p.is_active)`,
    `extra = ${mergedExtra(has('categories'))}`,
    `search_text = coalesce(r.search_text, p.search_text)`,
    `search_marked = case when r.search_text is null then p.search_marked else r.search_marked end`,
  )
  return set
}

function hasPrices(indexOf: Layout['indexOf']): boolean {
  return indexOf.regular_price !== undefined || indexOf.sale_price !== undefined
}

/** Which parts of `extra` the file speaks of: those are replaced, the others stay. */
function spokenExtra({ indexOf, weight, kept }: Layout): { columns: string[]; kept: KeptKey[] } {
  const has = (column: ColumnName) => indexOf[column] !== undefined
  const keptKeys: KeptKey[] = []
  if (hasPrices(indexOf)) keptKeys.push('price')
  if (has('type')) keptKeys.push('type')
  if (has('published')) keptKeys.push('active')
  if (has('stock') || has('in_stock')) keptKeys.push('stock')
  if (has('images')) keptKeys.push('images')
  if (has('description')) keptKeys.push('description')
  if (weight) keptKeys.push('weight')
  const columns = kept.map(({ header }) => header)
  for (const column of ['short_description', 'backorders'] as const) {
    if (has(column)) columns.push(columnKinds[column].header)
  }
  return { columns, kept: keptKeys }
}

/** `$7`: the columns, `$8`: the kept cells that the file speaks of. */
function mergedExtra(hasCategories: boolean): string {
  const merged = (part: string, gone: string) =>
    `(coalesce(p.extra -> '${part}', '{}') - ${gone}::text[]) || coalesce(r.extra -> '${part}', '{}')`
  return `jsonb_strip_nulls(p.extra || jsonb_build_object('columns', ${merged('columns', '$7')},
            'kept', ${merged('kept', '$8')}, 'categories', ${hasCategories ? 'r' : 'p'}.extra -> 'categories'))`
}

/** Divides a parent's counted stock among the variations that share it, so that their sum is what the shop has. */
export async function shareParentStock(tx: Executor, scope: WriteScope): Promise<StockChange[]> {
  const rows = await tx.query<StockChange>(
    `with shares as (
       select r.product_id as id, parents.pieces / count(*) over same
              + case when row_number() over (partition by r.parent_id order by r.position) <= parents.pieces % count(*) over same then 1 else 0 end as pieces
       from import_rows r
       join lateral (
         select greatest(0, coalesce((select nullif(regexp_replace(p.extra #>> '{kept,stock,cells,Stock}', '[^0-9]', '', 'g'), '')::int
                                      from products p where p.id = r.parent_id), 0)) as pieces) parents on true
       where ${good} and r.stock_mode = 'shared'
       window same as (partition by r.parent_id)),
     before as (select p.id, p.stock from products p join shares using (id)),
     changed as (
       update products p
       set stock = shares.pieces,
           extra = jsonb_set(p.extra, '{kept,stock,value}', to_jsonb(shares.pieces::text))
       from shares where p.id = shares.id returning p.id, p.stock)
     select changed.id, before.stock as previous, changed.stock from changed join before using (id)`,
    key(scope),
  )
  return rows.filter((row) => row.previous !== row.stock)
}

/** Search columns of updated products of whose searched text the file gave only a part. */
export async function refreshSearchText(tx: Executor, scope: WriteScope): Promise<void> {
  const { indexOf } = scope.layout
  const whole =
    indexOf.name !== undefined &&
    indexOf.sku !== undefined &&
    indexOf.barcode !== undefined &&
    indexOf.description !== undefined
  for (let after = 0; ; ) {
    const rows = await tx.query<{
      position: number
      id: number
      name: string
      sku: string | null
      barcode: string | null
      description: string | null
    }>(
      `select r.position, p.id, p.name, p.sku, p.barcode, p.description
       from import_rows r join products p on p.id = r.product_id
       where ${good} and not r.is_new and r.position > $3
         and (not $4 or (r.sku is null and p.sku is not null)) order by r.position limit 2000`,
      [...key(scope), after, whole],
    )
    if (rows.length === 0) return
    after = rows.at(-1)!.position
    const texts = rows.map((row) => ({ id: row.id, ...productSearchText(row) }))
    await tx.query(
      `update products p set search_text = n.search_text, search_marked = n.search_marked
       from jsonb_to_recordset($1::jsonb) as n (id integer, search_text text, search_marked text)
       where p.id = n.id and (p.search_text, p.search_marked) is distinct from (n.search_text, n.search_marked)`,
      [JSON.stringify(texts)],
    )
  }
}

import type { Executor } from '../../kernel/database/database.ts'
import { productSearchText } from '../catalog/index.ts'
import type { Finding, Staging } from '../imports/index.ts'

/** What became of the rows when they met the catalogue. */
export interface Resolution {
  creates: number
  updates: number
  skips: number
  variations: number
  byType: Record<string, number>
  unpublished: number
  uncounted: number
  shared: number
}

const problemTexts: Record<string, string> = {
  duplicate_sku: 'The same SKU stands in an earlier row.',
  duplicate_id: 'The same id stands in an earlier row.',
  duplicate_barcode: 'The same barcode stands in an earlier row.',
  same_product: 'An earlier row is already about this product.',
  not_in_catalogue: 'Names no product of the catalogue, and the file has no columns to add one.',
  barcode_taken: 'Another product has this barcode.',
  parent_not_found: 'The parent is neither in the file nor in the catalogue.',
  parent_invalid: 'The row of the parent has an error.',
  parent_is_variation: 'The parent is itself a variation.',
}

/**
 * Finds for each row the product it is about (SKU, else id) and its parent, and marks rows that contradict each other
 * or the catalogue. With `updatesOnly`, rows without a product are such as well. May run again: it forgets what it found before. `onStep` is called three times, after steps of about
 * the same length.
 */
export async function resolveRows(
  tx: Executor,
  staging: Staging,
  updatesOnly: boolean,
  onStep: () => Promise<void> = async () => {},
): Promise<void> {
  const key = [staging.importId, staging.run]
  await tx.query(
    `with found as (
       select r.position, coalesce(s.id, e.id, o.id) as product_id,
              e.id is null and (o.id is null or r.own_id is distinct from o.id) as external_free
       from import_rows r
       left join products s on s.workspace_id = $3 and s.sku = r.sku and s.deleted_at is null
       left join products e on e.workspace_id = $3 and e.external_id = r.external_id and e.deleted_at is null
       left join products o on o.workspace_id = $3 and o.id = r.own_id and o.external_id is null and o.deleted_at is null
       where r.import_id = $1 and r.run = $2)
     update import_rows r
     set product_id = found.product_id, is_new = found.product_id is null, external_free = found.external_free,
         problem = null, parent_position = null, parent_id = null, category_id = null
     from found where r.import_id = $1 and r.run = $2 and r.position = found.position`,
    [...key, staging.workspaceId],
  )
  await onStep()
  await tx.query(
    `with judged as (
       select position,
         case when sku is not null and row_number() over (partition by sku order by position) > 1 then 'duplicate_sku'
              when external_id is not null and row_number() over (partition by external_id order by position) > 1 then 'duplicate_id'
              when barcode is not null and row_number() over (partition by barcode order by position) > 1 then 'duplicate_barcode'
              when product_id is not null and row_number() over (partition by product_id order by position) > 1 then 'same_product'
         end as problem
       from import_rows where import_id = $1 and run = $2 and valid)
     update import_rows r set problem = judged.problem
     from judged where r.import_id = $1 and r.run = $2 and r.position = judged.position and judged.problem is not null`,
    key,
  )
  await tx.query(
    `update import_rows r set problem = 'barcode_taken'
     from products p
     where r.import_id = $1 and r.run = $2 and r.valid and r.problem is null and r.barcode is not null
       and p.workspace_id = $3 and p.barcode = r.barcode and p.deleted_at is null and p.id is distinct from r.product_id
       and not exists (select from import_rows o where o.import_id = $1 and o.run = $2 and o.product_id = p.id
                         and o.valid and o.problem is null and o.barcode is distinct from p.barcode)`,
    [...key, staging.workspaceId],
  )
  if (updatesOnly) {
    await tx.query(
      `update import_rows set problem = 'not_in_catalogue'
       where import_id = $1 and run = $2 and valid and problem is null and product_id is null`,
      key,
    )
  }
  await onStep()
  await resolveParents(tx, staging)
  await onStep()
}

/** Whether any row names a product that is here. */
export async function anyMatched(tx: Executor, { importId, run }: Staging): Promise<boolean> {
  const rows = await tx.query(
    'select from import_rows where import_id = $1 and run = $2 and product_id is not null limit 1',
    [importId, run],
  )
  return rows.length > 0
}

async function resolveParents(tx: Executor, { importId, run, workspaceId }: Staging): Promise<void> {
  await tx.query(
    `with refs as (
       select position, valid and problem is null as usable, type, sku as ref
       from import_rows where import_id = $1 and run = $2 and sku is not null
       union all
       select position, valid and problem is null, type, 'id:' || external_id
       from import_rows where import_id = $1 and run = $2 and external_id is not null),
     parents as (
       select v.position, p.position as parent_position, p.usable, p.type,
              row_number() over (partition by v.position order by p.usable desc, p.position) as choice
       from import_rows v join refs p on p.ref = v.parent_ref and p.position <> v.position
       where v.import_id = $1 and v.run = $2 and v.parent_ref is not null)
     update import_rows v
     set parent_position = case when usable then p.parent_position end,
         problem = coalesce(v.problem, case when not usable then 'parent_invalid' when p.type = 'variation' then 'parent_is_variation' end)
     from parents p
     where v.import_id = $1 and v.run = $2 and v.position = p.position and p.choice = 1`,
    [importId, run],
  )
  await tx.query(
    `with orphans as (
       select position, parent_ref from import_rows
       where import_id = $1 and run = $2 and parent_ref is not null and parent_position is null),
     parents as (
       select v.position, p.id, p.type from orphans v
       join products p on p.workspace_id = $3 and p.deleted_at is null and p.sku = v.parent_ref
       union
       select v.position, p.id, p.type from orphans v
       join products p on p.workspace_id = $3 and p.deleted_at is null and p.external_id = substr(v.parent_ref, 4)
       where starts_with(v.parent_ref, 'id:'))
     update import_rows v
     set parent_id = p.id, problem = case when p.type = 'variation' then 'parent_is_variation' when v.problem = 'parent_invalid' then null else v.problem end
     from parents p where v.import_id = $1 and v.run = $2 and v.position = p.position`,
    [importId, run, workspaceId],
  )
  await tx.query(
    `update import_rows set problem = 'parent_not_found'
     where import_id = $1 and run = $2 and valid and problem is null
       and parent_ref is not null and parent_position is null and parent_id is null`,
    [importId, run],
  )
}

/** The first rows that cannot be applied because of others or the catalogue, and how many there are of each kind. */
export async function listProblems(
  tx: Executor,
  { importId, run }: Staging,
): Promise<{ findings: Finding[]; counts: Record<string, number> }> {
  const rows = await tx.query<{ line: number; problem: string; value: string | null }>(
    `select line, problem, case when problem like 'parent%' then parent_ref when problem like '%barcode%' then barcode
                                when problem = 'duplicate_id' then external_id else coalesce(sku, external_id) end as value
     from import_rows where import_id = $1 and run = $2 and valid and problem is not null order by position limit 500`,
    [importId, run],
  )
  const counted = await tx.query<{ problem: string; times: number }>(
    `select problem, count(*) as times from import_rows
     where import_id = $1 and run = $2 and valid and problem is not null group by problem`,
    [importId, run],
  )
  return {
    findings: rows.map(({ line, problem, value }) => ({
      line,
      column: null,
      severity: 'error',
      code: problem,
      message: problemTexts[problem] ?? problem,
      ...(value === null ? {} : { value }),
    })),
    counts: Object.fromEntries(counted.map(({ problem, times }) => [problem, times])),
  }
}

/** Counts what applying would do. */
export async function countResolution(tx: Executor, { importId, run }: Staging): Promise<Resolution> {
  const [row] = await tx.query<Omit<Resolution, 'byType'> & { by_type: Record<string, number> | null }>(
    `with good as (select * from import_rows where import_id = $1 and run = $2 and valid and problem is null)
     select count(*) filter (where is_new) as creates, count(*) filter (where not is_new) as updates,
       (select count(*) from import_rows where import_id = $1 and run = $2) - count(*) as skips,
       count(*) filter (where type = 'variation') as variations,
       count(*) filter (where not published) as unpublished,
       count(*) filter (where stock_mode = 'uncounted') as uncounted,
       count(*) filter (where stock_mode = 'shared') as shared,
       (select jsonb_object_agg(type, times) from (select coalesce(type, 'simple') as type, count(*) as times from good group by 1) t) as by_type
     from good`,
    [importId, run],
  )
  const { by_type, ...counts } = row!
  return { ...counts, byType: by_type ?? {} }
}

/** Gives nameless variations the name `Parent - Blue, Large`; rows whose parent has no name either keep none. */
export async function nameVariations(tx: Executor, { importId, run }: Staging): Promise<void> {
  for (;;) {
    const rows = await tx.query<{
      position: number
      parent: string
      label: string | null
      sku: string | null
      barcode: string | null
      description: string | null
    }>(
      `select v.position, coalesce(p.name, k.name) as parent, v.variation_label as label, v.sku, v.barcode, v.description
       from import_rows v
       left join import_rows p on p.import_id = $1 and p.run = $2 and p.position = v.parent_position
       left join products k on k.id = v.parent_id
       where v.import_id = $1 and v.run = $2 and v.valid and v.problem is null and v.name is null
         and v.parent_ref is not null and coalesce(p.name, k.name) is not null
       limit 2000`,
      [importId, run],
    )
    if (rows.length === 0) return
    const named = rows.map((row) => {
      const name = (row.label ? `${row.parent} - ${row.label}` : row.parent).slice(0, 255).toWellFormed()
      return { position: row.position, name, ...productSearchText({ ...row, name }) }
    })
    await tx.query(
      `update import_rows r set name = n.name, search_text = n.search_text, search_marked = n.search_marked
       from jsonb_to_recordset($3::jsonb) as n (position integer, name text, search_text text, search_marked text)
       where r.import_id = $1 and r.run = $2 and r.position = n.position`,
      [importId, run, JSON.stringify(named)],
    )
  }
}

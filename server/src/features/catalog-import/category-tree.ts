import type { Executor } from '../../kernel/database/database.ts'
import type { Staging } from '../imports/index.ts'

interface Category {
  id: number
  name: string
  parent_id: number | null
}

/** The workspace's categories by path; names compare exactly, or else without case. */
export interface CategoryTree {
  find(parentId: number | null, name: string): number | undefined
  add(category: Category): void
}

export async function loadCategoryTree(tx: Executor, workspaceId: number): Promise<CategoryTree> {
  const exact = new Map<string, number>()
  const loose = new Map<string, number>()
  const key = (parentId: number | null, name: string) => `${parentId ?? 0}\n${name}`
  const rows = await tx.query<Category>(
    'select id, name, parent_id from categories where workspace_id = $1 order by id',
    [workspaceId],
  )
  for (const { id, name, parent_id } of rows) {
    if (!exact.has(key(parent_id, name))) exact.set(key(parent_id, name), id)
    if (!loose.has(key(parent_id, name.toLowerCase()))) loose.set(key(parent_id, name.toLowerCase()), id)
  }
  return {
    find: (parentId, name) => exact.get(key(parentId, name)) ?? loose.get(key(parentId, name.toLowerCase())),
    add: ({ id, name, parent_id }) => exact.set(key(parent_id, name), id),
  }
}

/** The different category paths of the rows that will be applied. */
export async function stagedPaths(tx: Executor, { importId, run }: Staging): Promise<string[][]> {
  const rows = await tx.query<{ path: string[] }>(
    `select path from (
       select path, min(r.position) as first from import_rows r, jsonb_array_elements(r.categories) as path
       where r.import_id = $1 and r.run = $2 and r.valid and r.problem is null group by path) p order by first`,
    [importId, run],
  )
  return rows.map((row) => row.path)
}

/** How many categories the paths would add to the tree. */
export function countNewCategories(tree: CategoryTree, paths: readonly string[][]): number {
  const missing = new Set<string>()
  for (const path of paths) {
    let parent: number | null | undefined = null
    path.forEach((name, depth) => {
      parent = parent === undefined ? undefined : tree.find(parent, name)
      if (parent === undefined) missing.add(JSON.stringify(path.slice(0, depth + 1)))
    })
  }
  return missing.size
}

/** Creates what the paths lack, level by level; returns how many, and the category id of each path. */
export async function createCategories(
  tx: Executor,
  workspaceId: number,
  paths: readonly string[][],
  now: Date,
): Promise<{ created: number; idOf: Map<string, number> }> {
  const tree = await loadCategoryTree(tx, workspaceId)
  const depth = Math.max(0, ...paths.map((path) => path.length))
  const reached = new Map<string[], number>()
  let created = 0
  for (let level = 0; level < depth; level++) {
    const missing = new Map<string, { name: string; parent_id: number | null }>()
    const here = paths.filter((path) => path.length > level)
    for (const path of here) {
      const parentId = level === 0 ? null : reached.get(path)!
      const name = path[level]!
      const id = tree.find(parentId, name)
      if (id === undefined) missing.set(`${parentId ?? 0}\n${name}`, { name, parent_id: parentId })
    }
    const wanted = [...missing.values()]
    if (wanted.length > 0) {
      const rows = await tx.query<Category>(
        `insert into categories (workspace_id, name, parent_id, created_at, updated_at)
         select $1, c.name, c.parent_id, $4, $4
         from unnest($2::text[], $3::int[]) with ordinality as c (name, parent_id, position) order by c.position
         returning id, name, parent_id`,
        [workspaceId, wanted.map((w) => w.name), wanted.map((w) => w.parent_id), now],
      )
      for (const row of rows) tree.add(row)
      created += rows.length
    }
    for (const path of here)
      reached.set(path, tree.find(level === 0 ? null : reached.get(path)!, path[level]!)!)
  }
  return { created, idOf: new Map([...reached].map(([path, id]) => [JSON.stringify(path), id])) }
}

/** Notes each row's category: the one of its first path. */
export async function assignCategories(
  tx: Executor,
  { importId, run }: Staging,
  idOf: Map<string, number>,
): Promise<void> {
  await tx.query(
    `update import_rows r set category_id = c.id
     from unnest($3::jsonb[], $4::int[]) as c (path, id)
     where r.import_id = $1 and r.run = $2 and r.categories -> 0 = c.path`,
    [importId, run, [...idOf.keys()], [...idOf.values()]],
  )
}

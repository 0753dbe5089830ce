import type { Category, CategoryNode } from './category-schemas.ts'

/** Deep enough for any shop, and shallow enough for every reader of the tree. */
export const maxCategoryDepth = 100

/** Rows in the wanted order become a tree; what hangs below a missing (inactive) parent is left out with it. */
export function growTree(rows: readonly Category[]): CategoryNode[] {
  const nodes = new Map(rows.map((row) => [row.id, { ...row, children: [] as CategoryNode[] }]))
  const roots: CategoryNode[] = []
  for (const node of nodes.values()) {
    if (node.parent_id === null) roots.push(node)
    else nodes.get(node.parent_id)?.children.push(node)
  }
  return roots
}

export interface CategoryLink {
  id: number
  parent_id: number | null
}

/**
 * Whether `id` (null: a category to be made) may hang below `parentId`: the parent exists, is not the category or below
 * it, and the branch does not become deeper than `maxCategoryDepth`.
 */
export function mayHangBelow(links: readonly CategoryLink[], id: number | null, parentId: number): boolean {
  const parents = new Map(links.map((link) => [link.id, link.parent_id]))
  if (!parents.has(parentId)) return false
  let depth = 0
  for (let at: number | null = parentId; at !== null; at = parents.get(at) ?? null) {
    depth++
    if (at === id || depth > maxCategoryDepth) return false
  }
  return depth + (id === null ? 1 : height(links, id)) <= maxCategoryDepth
}

/** Levels of the branch, its own included. */
function height(links: readonly CategoryLink[], id: number): number {
  const children = Map.groupBy(links, (link) => link.parent_id)
  let levels = 0
  for (let level = [id]; level.length > 0; levels++) {
    level = level.flatMap((each) => (children.get(each) ?? []).map((child) => child.id))
  }
  return levels
}

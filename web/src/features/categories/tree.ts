import type { Category } from './api.ts'

export type FlatCategory = {
  id: number
  name: string
  depth: number
  parentId: number | null
  path: string[]
}

/** The tree as lines from top to bottom; `path` names the ancestors and the category itself. */
export function flattenTree(nodes: Category[], depth = 0, ancestors: string[] = []): FlatCategory[] {
  return nodes.flatMap((node) => {
    const path = [...ancestors, node.name]
    const line = { id: node.id, name: node.name, depth, parentId: node.parent_id, path }
    return [line, ...flattenTree(node.children, depth + 1, path)]
  })
}

/** A category with its ancestors, such as `Clothing › Hoodies`. */
export function pathLabel(category: FlatCategory): string {
  return category.path.join(' › ')
}

/** The ids of a category and of everything below it: none of them can become its parent. */
export function subtreeIds(nodes: Category[], id: number): Set<number> {
  for (const node of nodes) {
    if (node.id === id) return new Set(flattenTree([node]).map((line) => line.id))
    const below = subtreeIds(node.children, id)
    if (below.size > 0) return below
  }
  return new Set()
}

import { expect, test } from 'vitest'
import type { Category } from './api.ts'
import { flattenTree, subtreeIds } from './tree.ts'

function node(id: number, name: string, children: Category[] = [], parent: number | null = null): Category {
  return { id, name, description: null, parent_id: parent, sort_order: 0, is_active: true, children }
}

const tree = [node(1, 'Clothing', [node(2, 'Hoodies', [node(3, 'Zipped', [], 2)], 1)]), node(4, 'Music')]

test('the tree becomes lines in order, with depth and path', () => {
  expect(flattenTree(tree).map(({ id, depth, path }) => [id, depth, path.join(' > ')])).toEqual([
    [1, 0, 'Clothing'],
    [2, 1, 'Clothing > Hoodies'],
    [3, 2, 'Clothing > Hoodies > Zipped'],
    [4, 0, 'Music'],
  ])
})

test('a category cannot be moved into what lies below it', () => {
  expect([...subtreeIds(tree, 2)]).toEqual([2, 3])
  expect(subtreeIds(tree, 99).size).toBe(0)
})

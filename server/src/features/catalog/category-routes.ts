import { notFound } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { findCategory, readActiveCategories } from './category-queries.ts'
import { Category, CategoryTree, categoryBody } from './category-schemas.ts'
import { growTree } from './category-tree.ts'
import { deleteCategory } from './delete-category.ts'
import { Message } from './named-schemas.ts'
import { createCategory, updateCategory } from './save-category.ts'

const tag = 'Categories'
const unknown = 'Category not found'

export const categoryRoutes = [
  salesRoute({
    method: 'GET',
    path: '/api/categories',
    summary: 'Show the tree of active categories',
    tag,
    responses: { 200: CategoryTree },
    handle: async (c) => growTree(await readActiveCategories(c.db, c.caller.workspaceId)),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/categories/:id',
    summary: 'Show a category',
    tag,
    responses: { 200: Category },
    handle: (c) => requireCategory(c, c.id(unknown)),
  }),
  salesRoute({
    method: 'POST',
    path: '/api/categories',
    summary: 'Create a category',
    tag,
    idempotent: true,
    body: categoryBody,
    status: 201,
    responses: { 201: Category },
    handle: (c) => createCategory(c, c.input()),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/categories/:id',
    summary: 'Change or move a category',
    tag,
    body: categoryBody,
    responses: { 200: Category },
    async handle(c) {
      const { id } = await requireCategory(c, c.id(unknown))
      return updateCategory(c, id, c.changes())
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/categories/:id',
    summary: 'Delete an empty category',
    tag,
    responses: { 200: Message },
    async handle(c) {
      await deleteCategory(c, c.id(unknown))
      return { message: 'Category deleted successfully' }
    },
  }),
]

async function requireCategory(c: Pick<Context, 'db' | 'caller'>, id: number): Promise<Category> {
  const row = await findCategory(c.db, c.caller.workspaceId, id)
  if (!row) throw notFound(unknown)
  return row
}

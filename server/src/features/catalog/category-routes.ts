import { notFound } from '../../kernel/errors.ts'
import { type Context, route } from '../../kernel/http/route.ts'
import { findCategory, readActiveCategories } from './category-queries.ts'
import { Category, CategoryTree, categoryBody } from './category-schemas.ts'
import { growTree } from './category-tree.ts'
import { deleteCategory } from './delete-category.ts'
import { Message } from './named-schemas.ts'
import { createCategory, updateCategory } from './save-category.ts'

const reading = { kind: 'user', permission: 'products:read' } as const
const writing = { kind: 'user', permission: 'products:write' } as const
const tag = 'Categories'
const unknown = 'Category not found'

export const categoryRoutes = [
  route({
    method: 'GET',
    path: '/api/categories',
    summary: 'Show the tree of active categories',
    tag,
    access: reading,
    responses: { 200: CategoryTree },
    handle: async (c) => growTree(await readActiveCategories(c.db, c.caller.workspaceId)),
  }),
  route({
    method: 'GET',
    path: '/api/categories/:id',
    summary: 'Show a category',
    tag,
    access: reading,
    responses: { 200: Category },
    handle: (c) => requireCategory(c, c.id(unknown)),
  }),
  route({
    method: 'POST',
    path: '/api/categories',
    summary: 'Create a category',
    tag,
    access: writing,
    idempotent: true,
    body: categoryBody,
    status: 201,
    responses: { 201: Category },
    handle: (c) => createCategory(c, c.input()),
  }),
  route({
    method: 'PUT',
    path: '/api/categories/:id',
    summary: 'Change or move a category',
    tag,
    access: writing,
    body: categoryBody,
    responses: { 200: Category },
    async handle(c) {
      const { id } = await requireCategory(c, c.id(unknown))
      return updateCategory(c, id, c.changes())
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/categories/:id',
    summary: 'Delete an empty category',
    tag,
    access: writing,
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

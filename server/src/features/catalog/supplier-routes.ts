import { notFound } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { Message } from './named-schemas.ts'
import { searchNeedle } from './product-search.ts'
import { createSupplier, deleteSupplier, updateSupplier } from './save-supplier.ts'
import { findSupplier, readSuppliedProducts, readSuppliers } from './supplier-queries.ts'
import { Supplier, SupplierDetail, supplierBody, supplierQuery } from './supplier-schemas.ts'

const tag = 'Suppliers'
const unknown = 'Supplier not found'

export const supplierRoutes = [
  salesRoute({
    method: 'GET',
    path: '/api/suppliers',
    summary: 'List suppliers by name',
    tag,
    query: supplierQuery,
    responses: { 200: { type: 'array', items: Supplier } },
    handle(c) {
      const query = c.query()
      const filter = { search: searchNeedle(query.search), activeOnly: query.active_only === true }
      return readSuppliers(c.db, c.caller.workspaceId, filter)
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/suppliers/:id',
    summary: 'Show a supplier and its products',
    tag,
    responses: { 200: SupplierDetail },
    async handle(c) {
      const supplier = await requireSupplier(c, c.id(unknown))
      return { ...supplier, products: await readSuppliedProducts(c.db, c.caller.workspaceId, supplier.id) }
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/suppliers',
    summary: 'Create a supplier',
    tag,
    idempotent: true,
    body: supplierBody,
    status: 201,
    responses: { 201: Supplier },
    handle: (c) => createSupplier(c, c.input()),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/suppliers/:id',
    summary: 'Change a supplier',
    tag,
    body: supplierBody,
    responses: { 200: Supplier },
    async handle(c) {
      const { id } = await requireSupplier(c, c.id(unknown))
      return updateSupplier(c, id, c.changes())
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/suppliers/:id',
    summary: 'Delete a supplier',
    tag,
    responses: { 200: Message },
    async handle(c) {
      await deleteSupplier(c, c.id(unknown))
      return { message: 'Supplier deleted successfully' }
    },
  }),
]

async function requireSupplier(c: Pick<Context, 'db' | 'caller'>, id: number): Promise<Supplier> {
  const row = await findSupplier(c.db, c.caller.workspaceId, id)
  if (!row) throw notFound(unknown)
  return row
}

import { salesPage } from '../../kernel/http/pagination.ts'
import { pathId, route } from '../../kernel/http/route.ts'
import { adjustStock } from './adjust-stock.ts'
import { readLedger, readLowStock, readStockSummary } from './queries.ts'
import { adjustBody, LowStock, ledgerQuery, StockChange, StockLedger, StockSummary } from './schemas.ts'

const reading = { kind: 'user', permission: 'products:read' } as const
const tag = 'Inventory'

export const inventoryRoutes = [
  route({
    method: 'POST',
    path: '/api/inventory/adjust',
    summary: 'Move stock by hand',
    description: '`in` and `return` add, `out` takes, `adjustment` sets the counted stock.',
    tag,
    access: { kind: 'user', permission: 'products:write' },
    idempotent: true,
    body: adjustBody,
    status: 201,
    responses: { 201: StockChange },
    handle: (c) => adjustStock(c, c.input()),
  }),
  route({
    method: 'GET',
    path: '/api/inventory/transactions',
    summary: 'List stock changes, newest first',
    tag,
    access: reading,
    query: ledgerQuery,
    responses: { 200: StockLedger },
    async handle(c) {
      const query = c.query()
      const productId = query.product_id ? pathId(query.product_id) : null
      // An id that cannot be is no product's: nothing matches.
      if (query.product_id && productId === null) return []
      const filter = { productId, type: query.type || null }
      return readLedger(c.db, c.caller.workspaceId, filter, salesPage(c.rawQuery, 50))
    },
  }),
  route({
    method: 'GET',
    path: '/api/inventory/low-stock',
    summary: 'List active products at or below their threshold',
    tag,
    access: reading,
    responses: { 200: LowStock },
    handle: (c) => readLowStock(c.db, c.caller.workspaceId),
  }),
  route({
    method: 'GET',
    path: '/api/inventory/summary',
    summary: 'Sum up the stock',
    tag,
    access: reading,
    responses: { 200: StockSummary },
    handle: (c) => readStockSummary(c.db, c.caller.workspaceId),
  }),
]

import { salesPage } from '../../kernel/http/pagination.ts'
import { pathId } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { adjustStock } from './adjust-stock.ts'
import { readLedger, readLowStock, readStockSummary } from './queries.ts'
import { adjustBody, LowStock, ledgerQuery, StockChange, StockLedger, StockSummary } from './schemas.ts'

const tag = 'Inventory'

export const inventoryRoutes = [
  salesRoute({
    method: 'POST',
    path: '/api/inventory/adjust',
    summary: 'Move stock by hand',
    description: '`in` and `return` add, `out` takes, `adjustment` sets the counted stock.',
    tag,
    idempotent: true,
    body: adjustBody,
    status: 201,
    responses: { 201: StockChange },
    handle: (c) => adjustStock(c, c.input()),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/inventory/transactions',
    summary: 'List stock changes, newest first',
    tag,
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
  salesRoute({
    method: 'GET',
    path: '/api/inventory/low-stock',
    summary: 'List active products at or below their threshold',
    tag,
    responses: { 200: LowStock },
    handle: (c) => readLowStock(c.db, c.caller.workspaceId),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/inventory/summary',
    summary: 'Sum up the stock',
    tag,
    responses: { 200: StockSummary },
    handle: (c) => readStockSummary(c.db, c.caller.workspaceId),
  }),
]

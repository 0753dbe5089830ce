import { Refusal } from '../../kernel/errors.ts'
import { calendarDay, nullable, text } from '../../kernel/http/fields.ts'
import { moreThanTotal, salesPage, salesPageQuery, tellMoreThanTotal } from '../../kernel/http/pagination.ts'
import type { Context, RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { changeOrder } from './change-order.ts'
import { deleteOrder } from './delete-order.ts'
import { changeOrderFields, changeStatusFields, placeOrderFields } from './inputs.ts'
import { listOrders, type OrderFilters } from './list-orders.ts'
import type { Origin, PlaceOrder } from './place-order.ts'
import { presentOrder, presentOrderRow } from './present.ts'
import { orderNotFound, readOrder } from './queries.ts'
import { messageSchema, orderListSchema, orderSchema } from './schemas.ts'
import { deliveryStatuses, orderStatuses, orderTransitions } from './transitions.ts'

const filter = () => text({ max: 10_000 })
const day = () => nullable(calendarDay(), { blank: true })

const listFields = {
  ...salesPageQuery(),
  status: filter(),
  delivery_status: filter(),
  payment_status: filter(),
  sales_channel: filter(),
  customer_id: filter(),
  seller_id: filter(),
  return_code: filter(),
  reconciliation_code: filter(),
  tracking_number: filter(),
  search: filter(),
  start_date: day(),
  end_date: day(),
}

const transitionTable = Object.entries(orderTransitions)
  .map(([from, to]) => `${from} → ${to.join(', ') || '(final)'}`)
  .join('; ')

/** The orders of the sales API (sales contract 4). */
export const orderRoutes = (placeOrder: PlaceOrder): RouteSpec[] => [
  salesRoute({
    method: 'GET',
    path: '/api/orders',
    summary: 'List orders, newest first',
    description: `\`status\`: ${orderStatuses.join(', ')}. \`delivery_status\`: ${deliveryStatuses.join(', ')}. Dates are calendar days in the workspace's time zone, both included. ${moreThanTotal}`,
    tag: 'Orders',
    query: listFields,
    responses: { 200: orderListSchema },
    async handle(context) {
      const page = salesPage(context.rawQuery)
      const filters = context.query() as unknown as OrderFilters
      const { found, total, more } = await listOrders(
        context.db,
        context.services.cache,
        context.caller,
        filters,
        page,
      )
      if (more) tellMoreThanTotal(context.reply)
      return { orders: found.map(presentOrderRow), total, page: page.page, limit: page.limit }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/orders/:id',
    summary: 'Read an order with its items',
    tag: 'Orders',
    responses: { 200: orderSchema },
    async handle(context) {
      return presentOrder(await readOrder(context.db, context.caller.workspaceId, context.id(orderNotFound)))
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/orders',
    summary: 'Place an order and take its stock',
    tag: 'Orders',
    body: placeOrderFields,
    idempotent: true,
    status: 201,
    responses: { 201: orderSchema },
    async handle(context) {
      refuseWithoutItems(context.request.body)
      return presentOrder(await placeOrder(context.db, originOf(context), context.input()))
    },
  }),
  salesRoute({
    method: 'PATCH',
    path: '/api/orders/:id/status',
    summary: 'Change the status of an order',
    description: `Allowed changes: ${transitionTable}.`,
    tag: 'Orders',
    body: changeStatusFields,
    responses: { 200: orderSchema },
    async handle(context) {
      const id = context.id(orderNotFound)
      return presentOrder(await changeOrder(context, id, () => context.input()))
    },
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/orders/:id',
    summary: 'Change an order; absent keys stay as they are',
    tag: 'Orders',
    body: changeOrderFields,
    responses: { 200: orderSchema },
    async handle(context) {
      const id = context.id(orderNotFound)
      return presentOrder(await changeOrder(context, id, () => context.changes()))
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/orders/:id',
    summary: 'Delete a pending or cancelled order',
    tag: 'Orders',
    responses: { 200: messageSchema },
    async handle(context) {
      await deleteOrder(context, context.id(orderNotFound))
      return { message: 'Order deleted successfully' }
    },
  }),
]

function originOf(context: Pick<Context, 'caller' | 'requestId' | 'ip' | 'services'>): Origin {
  return {
    caller: context.caller,
    requestId: context.requestId,
    ip: context.ip,
    now: context.services.clock.now(),
  }
}

/** An order without lines is refused before anything else in the body is judged (sales contract 4.3). */
function refuseWithoutItems(body: unknown): void {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) return
  const items = (body as { items?: unknown } | undefined)?.items
  if (!Array.isArray(items) || items.length === 0) throw new Refusal(400, 'Items are required')
}

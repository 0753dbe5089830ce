import { text } from '../../kernel/http/fields.ts'
import { salesPage, salesPageQuery } from '../../kernel/http/pagination.ts'
import type { RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { changeShipment, changeShipmentStatus, deleteShipment } from './change-shipment.ts'
import { createShipment } from './create-shipment.ts'
import { listShipments } from './list-shipments.ts'
import { presentShipment, presentShipmentRow } from './present.ts'
import { readShipment, shipmentNotFound } from './queries.ts'
import {
  changeShipmentFields,
  changeStatusFields,
  createShipmentFields,
  messageSchema,
  shipmentListSchema,
  shipmentRowSchema,
  shipmentSchema,
} from './schemas.ts'
import { shipmentStatuses, shipmentTransitions } from './transitions.ts'

const tag = 'Shipments'
const defaultLimit = 20

const transitionTable = Object.entries(shipmentTransitions)
  .map(([from, to]) => `${from} → ${to.join(', ') || '(final)'}`)
  .join('; ')

/** The shipments of the sales API (sales contract 6). */
export const shipmentRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/shipments',
    summary: 'List shipments, newest first',
    description: `\`status\`: ${shipmentStatuses.join(', ')}.`,
    tag,
    query: {
      ...salesPageQuery(defaultLimit),
      status: text({ max: 10_000 }),
      carrier_id: text({ max: 10_000 }),
    },
    responses: { 200: shipmentListSchema },
    async handle(context) {
      const page = salesPage(context.rawQuery, defaultLimit)
      const { status, carrier_id } = context.query()
      const { workspaceId } = context.caller
      const { shipments, total } = await listShipments(context.db, workspaceId, { status, carrier_id }, page)
      return { shipments: shipments.map(presentShipmentRow), total, page: page.page, limit: page.limit }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/shipments/:id',
    summary: 'Read a shipment',
    tag,
    responses: { 200: shipmentSchema },
    async handle(context) {
      const id = context.id(shipmentNotFound)
      return presentShipment(await readShipment(context.db, context.caller.workspaceId, id))
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/shipments',
    summary: 'Ship an order',
    description: 'The order gets the tracking number, and the carrier where it had none.',
    tag,
    body: createShipmentFields,
    idempotent: true,
    status: 201,
    responses: { 201: shipmentRowSchema },
    async handle(context) {
      return presentShipmentRow(await createShipment(context, context.input()))
    },
  }),
  salesRoute({
    method: 'PATCH',
    path: '/api/shipments/:id/status',
    summary: 'Change the status of a shipment, and of its order with it',
    description: `Allowed changes: ${transitionTable}.`,
    tag,
    body: changeStatusFields,
    responses: { 200: shipmentSchema },
    async handle(context) {
      const id = context.id(shipmentNotFound)
      return presentShipment(await changeShipmentStatus(context, id, () => context.input()))
    },
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/shipments/:id',
    summary: 'Change a shipment; absent keys stay as they are',
    tag,
    body: changeShipmentFields,
    responses: { 200: shipmentSchema },
    async handle(context) {
      const id = context.id(shipmentNotFound)
      return presentShipment(await changeShipment(context, id, () => context.changes()))
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/shipments/:id',
    summary: 'Delete a pending or cancelled shipment',
    tag,
    responses: { 200: messageSchema },
    async handle(context) {
      await deleteShipment(context, context.id(shipmentNotFound))
      return { message: 'Shipment deleted successfully' }
    },
  }),
]

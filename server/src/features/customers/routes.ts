import { Type } from 'typebox'
import { notFound } from '../../kernel/errors.ts'
import { text } from '../../kernel/http/fields.ts'
import { moreThanTotal, salesPage, salesPageQuery, tellMoreThanTotal } from '../../kernel/http/pagination.ts'
import { pathId, type RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { readOrdersOfCustomer } from '../orders/index.ts'
import { listCustomers } from './list-customers.ts'
import { presentCustomer } from './present.ts'
import { readCustomer } from './queries.ts'
import { changeCustomer, createCustomer, customerNotFound, deleteCustomer } from './save-customer.ts'
import { customerFields, customerListSchema, customerOrdersSchema, customerSchema } from './schemas.ts'

const tag = 'Customers'

/** The customers of the sales API (sales contract 5). */
export const customerRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/customers',
    summary: 'List customers, newest first',
    description: moreThanTotal,
    tag,
    query: { ...salesPageQuery(), search: text({ max: 16_384 }) },
    responses: { 200: customerListSchema },
    async handle(context) {
      const page = salesPage(context.rawQuery)
      const { search } = context.query()
      const { found, total, more } = await listCustomers(
        context.db,
        context.services.cache,
        context.caller.workspaceId,
        search ?? '',
        page,
      )
      if (more) tellMoreThanTotal(context.reply)
      return { customers: found.map(presentCustomer), total, page: page.page, limit: page.limit }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/customers/:id',
    summary: 'Read a customer',
    tag,
    responses: { 200: customerSchema },
    async handle(context) {
      const customer = await readCustomer(
        context.db,
        context.caller.workspaceId,
        context.id(customerNotFound),
      )
      if (!customer) throw notFound(customerNotFound)
      return presentCustomer(customer)
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/customers/:id/orders',
    summary: 'The newest thousand orders of a customer',
    tag,
    responses: { 200: customerOrdersSchema },
    async handle(context) {
      const id = pathId(context.param('id'))
      return id === null ? [] : readOrdersOfCustomer(context.db, context.caller.workspaceId, id)
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/customers',
    summary: 'Create a customer',
    tag,
    body: customerFields,
    idempotent: true,
    status: 201,
    responses: { 201: customerSchema },
    async handle(context) {
      return presentCustomer(await createCustomer(context, context.input()))
    },
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/customers/:id',
    summary: 'Change a customer; absent keys stay as they are',
    tag,
    body: customerFields,
    responses: { 200: customerSchema },
    async handle(context) {
      const id = context.id(customerNotFound)
      return presentCustomer(await changeCustomer(context, id, () => context.changes()))
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/customers/:id',
    summary: 'Delete a customer; past orders keep showing him',
    tag,
    responses: { 200: Type.Object({ message: Type.String() }) },
    async handle(context) {
      await deleteCustomer(context, context.id(customerNotFound))
      return { message: 'Customer deleted successfully' }
    },
  }),
]

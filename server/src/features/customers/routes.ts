import { Type } from 'typebox'
import { notFound } from '../../kernel/errors.ts'
import { text } from '../../kernel/http/fields.ts'
import { salesPage, salesPageQuery } from '../../kernel/http/pagination.ts'
import { pathId, type RouteSpec, route } from '../../kernel/http/route.ts'
import { readOrdersOfCustomer } from '../orders/index.ts'
import { presentCustomer } from './present.ts'
import { listCustomers, readCustomer } from './queries.ts'
import { changeCustomer, createCustomer, customerNotFound, deleteCustomer } from './save-customer.ts'
import { customerFields, customerListSchema, customerOrdersSchema, customerSchema } from './schemas.ts'

const tag = 'Customers'
const reading = { kind: 'user', permission: 'customers:read' } as const
const writing = { kind: 'user', permission: 'customers:write' } as const

/** The customers of the sales API (sales contract 5). */
export const customerRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/customers',
    summary: 'List customers, newest first',
    tag,
    access: reading,
    query: { ...salesPageQuery(), search: text({ max: 16_384 }) },
    responses: { 200: customerListSchema },
    async handle(context) {
      const page = salesPage(context.rawQuery)
      const { search } = context.query()
      const { customers, total } = await listCustomers(context.db, context.caller, search ?? '', page)
      return { customers: customers.map(presentCustomer), total, page: page.page, limit: page.limit }
    },
  }),
  route({
    method: 'GET',
    path: '/api/customers/:id',
    summary: 'Read a customer',
    tag,
    access: reading,
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
  route({
    method: 'GET',
    path: '/api/customers/:id/orders',
    summary: 'The newest thousand orders of a customer',
    tag,
    access: reading,
    responses: { 200: customerOrdersSchema },
    async handle(context) {
      const id = pathId(context.param('id'))
      return id === null ? [] : readOrdersOfCustomer(context.db, context.caller.workspaceId, id)
    },
  }),
  route({
    method: 'POST',
    path: '/api/customers',
    summary: 'Create a customer',
    tag,
    access: writing,
    body: customerFields,
    idempotent: true,
    status: 201,
    responses: { 201: customerSchema },
    async handle(context) {
      return presentCustomer(await createCustomer(context, context.input()))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/customers/:id',
    summary: 'Change a customer; absent keys stay as they are',
    tag,
    access: writing,
    body: customerFields,
    responses: { 200: customerSchema },
    async handle(context) {
      const id = context.id(customerNotFound)
      return presentCustomer(await changeCustomer(context, id, () => context.changes()))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/customers/:id',
    summary: 'Delete a customer; past orders keep showing him',
    tag,
    access: { kind: 'user' },
    responses: { 200: Type.Object({ message: Type.String() }) },
    async handle(context) {
      await deleteCustomer(context, context.id(customerNotFound))
      return { message: 'Customer deleted successfully' }
    },
  }),
]

import { Type } from 'typebox'
import { notFound } from '../../kernel/errors.ts'
import type { RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { findGroup, readGroups } from './group-queries.ts'
import { CustomerGroup, groupBody } from './group-schemas.ts'
import { changeGroup, createGroup, deleteGroup, groupNotFound } from './save-group.ts'

const tag = 'Customer groups'

/** The customer groups of the sales API (sales contract 8). */
export const groupRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/customer-groups',
    summary: 'List customer groups by name',
    tag,
    responses: { 200: Type.Array(CustomerGroup) },
    handle: (context) => readGroups(context.db, context.caller.workspaceId),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/customer-groups/:id',
    summary: 'Read a customer group',
    tag,
    responses: { 200: CustomerGroup },
    async handle(context) {
      const group = await findGroup(context.db, context.caller.workspaceId, context.id(groupNotFound))
      if (!group) throw notFound(groupNotFound)
      return group
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/customer-groups',
    summary: 'Create a customer group',
    tag,
    body: groupBody,
    idempotent: true,
    status: 201,
    responses: { 201: CustomerGroup },
    handle: (context) => createGroup(context, context.input()),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/customer-groups/:id',
    summary: 'Change a customer group; absent keys stay as they are',
    tag,
    body: groupBody,
    responses: { 200: CustomerGroup },
    async handle(context) {
      return changeGroup(context, context.id(groupNotFound), () => context.changes())
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/customer-groups/:id',
    summary: 'Delete a customer group that has no customers',
    tag,
    responses: { 200: Type.Object({ message: Type.String() }) },
    async handle(context) {
      await deleteGroup(context, context.id(groupNotFound))
      return { message: 'Customer group deleted successfully' }
    },
  }),
]

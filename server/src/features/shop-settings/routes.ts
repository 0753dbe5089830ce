import { Type } from 'typebox'
import { notFound } from '../../kernel/errors.ts'
import { nullableSchema } from '../../kernel/http/fields.ts'
import type { RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { findShippingMethod, readBranches, readShippingMethods } from './queries.ts'
import { branchNotFound, changeBranch, createBranch, deleteBranch } from './save-branch.ts'
import {
  changeShippingMethod,
  createShippingMethod,
  deleteShippingMethod,
  shippingMethodNotFound,
} from './save-shipping-method.ts'
import {
  activeOnlyQuery,
  Branch,
  branchBody,
  Message,
  ShippingMethod,
  shippingMethodBody,
} from './schemas.ts'

const userSchema = Type.Object({
  id: Type.Integer(),
  username: nullableSchema(Type.String()),
  email: nullableSchema(Type.String()),
  role: Type.String(),
  full_name: Type.String(),
  phone: nullableSchema(Type.String()),
  is_active: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
})

const shippingMethodRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/shipping',
    summary: 'List shipping methods by name',
    tag: 'Shipping methods',
    query: activeOnlyQuery,
    responses: { 200: Type.Array(ShippingMethod) },
    handle(context) {
      const activeOnly = context.query().active_only === true
      return readShippingMethods(context.db, context.caller.workspaceId, activeOnly)
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/shipping/:id',
    summary: 'Read a shipping method',
    tag: 'Shipping methods',
    responses: { 200: ShippingMethod },
    async handle(context) {
      const id = context.id(shippingMethodNotFound)
      const row = await findShippingMethod(context.db, context.caller.workspaceId, id)
      if (!row) throw notFound(shippingMethodNotFound)
      return row
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/shipping',
    summary: 'Create a shipping method',
    tag: 'Shipping methods',
    body: shippingMethodBody,
    idempotent: true,
    status: 201,
    responses: { 201: ShippingMethod },
    handle: (context) => createShippingMethod(context, context.input()),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/shipping/:id',
    summary: 'Change a shipping method; absent keys stay as they are',
    tag: 'Shipping methods',
    body: shippingMethodBody,
    responses: { 200: ShippingMethod },
    async handle(context) {
      return changeShippingMethod(context, context.id(shippingMethodNotFound), () => context.changes())
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/shipping/:id',
    summary: 'Delete a shipping method; a used one is only deactivated',
    tag: 'Shipping methods',
    responses: { 200: Message },
    async handle(context) {
      const done = await deleteShippingMethod(context, context.id(shippingMethodNotFound))
      return { message: `Shipping method ${done} successfully` }
    },
  }),
]

const branchRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/branches',
    summary: 'List branches by name',
    tag: 'Branches',
    responses: { 200: Type.Array(Branch) },
    handle: (context) => readBranches(context.db, context.caller.workspaceId),
  }),
  salesRoute({
    method: 'POST',
    path: '/api/branches',
    summary: 'Create a branch; without a code it gets the next one',
    tag: 'Branches',
    body: branchBody,
    idempotent: true,
    status: 201,
    responses: { 201: Branch },
    handle: (context) => createBranch(context, context.input()),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/branches/:id',
    summary: 'Change a branch; absent keys stay as they are',
    tag: 'Branches',
    body: branchBody,
    responses: { 200: Branch },
    async handle(context) {
      return changeBranch(context, context.id(branchNotFound), () => context.changes())
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/branches/:id',
    summary: 'Delete a branch; a used one is only deactivated',
    tag: 'Branches',
    responses: { 200: Message },
    async handle(context) {
      return { message: `Branch ${await deleteBranch(context, context.id(branchNotFound))} successfully` }
    },
  }),
]

const staffRoutes: RouteSpec[] = [
  salesRoute({
    method: 'GET',
    path: '/api/users',
    summary: 'List the staff of the workspace by name',
    tag: 'Staff',
    responses: { 200: Type.Array(userSchema) },
    handle(context) {
      return context.db.query(
        `select u.id, u.username, u.email, case when m.role = 'owner' then 'admin' else m.role end as role, u.full_name,
           u.phone_number as phone, u.is_active, u.created_at
         from memberships m join users u on u.id = m.user_id
         where m.workspace_id = $1 and u.deleted_at is null order by u.full_name, u.id`,
        [context.caller.workspaceId],
      )
    },
  }),
]

/** What orders choose from: carriers, branches and the staff of the workspace (sales contract 8). */
export const shopSettingsRoutes: RouteSpec[] = [...shippingMethodRoutes, ...branchRoutes, ...staffRoutes]

import { Type } from 'typebox'
import { field, nullableSchema } from '../../kernel/http/fields.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'

const maybeText = nullableSchema(Type.String())
const timestamp = Type.String({ format: 'date-time' })

const shippingMethodSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: maybeText,
  cost: Type.Number(),
  estimated_days: nullableSchema(Type.Integer()),
  is_active: Type.Boolean(),
  sort_order: Type.Integer(),
  created_at: timestamp,
})

const branchSchema = Type.Object({
  id: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  address: maybeText,
  phone: maybeText,
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})

const userSchema = Type.Object({
  id: Type.Integer(),
  username: maybeText,
  email: maybeText,
  role: Type.String(),
  full_name: Type.String(),
  phone: maybeText,
  is_active: Type.Boolean(),
  created_at: timestamp,
})

/** What orders choose from: carriers, branches and the staff of the workspace (sales contract 8). */
export const shopSettingsRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/shipping',
    summary: 'List shipping methods by name',
    tag: 'Shipping methods',
    access: { kind: 'user', permission: 'shipments:read' },
    query: { active_only: field(Type.Boolean({ default: false }), (raw) => raw === 'true') },
    responses: { 200: Type.Array(shippingMethodSchema) },
    handle(context) {
      return context.db.query(
        `select id, name, description, cost::float8 as cost, estimated_days, is_active, sort_order, created_at
         from shipping_methods where workspace_id = $1 and (is_active or not $2) order by name, id`,
        [context.caller.workspaceId, context.query().active_only === true],
      )
    },
  }),
  route({
    method: 'GET',
    path: '/api/branches',
    summary: 'List branches by name',
    tag: 'Branches',
    access: { kind: 'user', permission: 'orders:read' },
    responses: { 200: Type.Array(branchSchema) },
    handle(context) {
      return context.db.query(
        `select id, code, name, address, phone, is_active, created_at, updated_at
         from branches where workspace_id = $1 order by name, id`,
        [context.caller.workspaceId],
      )
    },
  }),
  route({
    method: 'GET',
    path: '/api/users',
    summary: 'List the staff of the workspace by name',
    tag: 'Staff',
    access: { kind: 'user', permission: 'orders:read' },
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
